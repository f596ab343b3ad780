"""Where the packaged programs begin: one program under several names, so that it is packed once."""

import multiprocessing
import sys
from pathlib import Path

from jd_desktop.cli import central, desktop

if __name__ == "__main__":
    multiprocessing.freeze_support()  # a worker of jd-central begins here too, and ends here
    begin = central if Path(sys.argv[0]).stem.lower() == "jd-central" else desktop
    sys.exit(begin(sys.argv[1:]))
