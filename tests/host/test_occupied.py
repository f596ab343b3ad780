from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jd_desktop.domain.errors import Refused
from jd_desktop.host.occupied import alone, sharing

HOLD = """
import sys
from pathlib import Path
from jd_desktop.host.occupied import sharing
with sharing(Path(sys.argv[1])):
    print("here", flush=True)
    sys.stdin.read()
"""


def test_a_folder_in_use_is_had_alone_only_when_its_window_is_gone(tmp_path: Path) -> None:
    window = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert window.stdout is not None
    assert window.stdin is not None
    with window:
        assert window.stdout.readline() == b"here\n"
        with pytest.raises(Refused, match="vindue"), alone(tmp_path):
            pass
        window.send_signal(signal.SIGKILL)
        window.wait()
    with alone(tmp_path), pytest.raises(Refused, match="lagt tilbage"), sharing(tmp_path):
        pass


def test_two_windows_may_share(tmp_path: Path) -> None:
    with sharing(tmp_path), sharing(tmp_path):
        pass
