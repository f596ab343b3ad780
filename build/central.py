"""Where the packaged jd-central begins."""

from jd_desktop.cli import central

raise SystemExit(central())
