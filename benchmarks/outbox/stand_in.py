"""The stand-in for Twilio as a process of its own, as a vendor is."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from crowd import ACCOUNT, SECRET


@contextmanager
def served() -> Iterator[str]:
    """Serve a fresh stand-in and yield its address."""
    environ = os.environ | {"JD_SECRET_TWILIO_AUTH_TOKEN": SECRET}
    with tempfile.TemporaryFile() as log, tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable, "-m", "jd_desktop", "serve-twilio", "--account", ACCOUNT,
            "--file", f"{folder}/sent.jsonl",
        ]  # fmt: skip
        process = subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1]
        finally:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
