"""Calls the command line."""

import sys

from jd_desktop.cli import desktop

if __name__ == "__main__":
    sys.exit(desktop(sys.argv[1:]))
