"""The version, read from its one place without importing the program."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def version() -> str:
    """Return the version; raises ValueError where the package has none."""
    written = (ROOT / "jd_desktop" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([0-9][0-9A-Za-z.]*)"$', written, re.MULTILINE)
    if found is None:
        raise ValueError("jd_desktop/__init__.py has no __version__")
    return found[1]


if __name__ == "__main__":
    sys.stdout.write(version() + "\n")
