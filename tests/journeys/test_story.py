"""The demo's story, whole: real processes, a wire that is cut, and every claim of its report."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.keyring import SecretService

SCREENS = ("calendar", "students", "conflicts", "settings", "sign-in")


@pytest.mark.timeout(400)
def test_two_computers_offline_one_school_nothing_lost(
    tmp_path: Path, secret_service: SecretService
) -> None:
    secret_service.start("unlocked")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("JD_")}
    environ = {**kept, **secret_service.environ, "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        [sys.executable, "-m", "jd_desktop", "demo", "--headless", str(tmp_path / "out")],
        capture_output=True, text=True, timeout=380, check=False,
        env={**environ, "JD_DATA_DIR": str(tmp_path / "unused"), "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    report = (tmp_path / "out" / "report.md").read_text("utf-8") if not ended.returncode else ""
    assert ended.returncode == 0, ended.stderr
    assert "NOT" not in report
    for claim in (
        "both bookings are kept", "one open overlap", "names Bo's as the later one",
        "the completed lesson won over its cancellation", "the cancellation is shown",
        "no SMS for the booking that waits", "exactly one SMS for the moved booking",
        "every message left once", "no difference between the two databases and the central",
    ):  # fmt: skip
        assert claim in report
    pictures = {p.name for p in (tmp_path / "out").glob("*.png")}
    for screen in SCREENS:
        for look in ("light", "dark"):
            for width in (1440, 1024):
                assert f"3-conflict-{screen}-{look}-{width}.png" in pictures
