from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from jd_desktop.cli import desktop
from jd_desktop.cli.run import CRASHED, INTERRUPTED, run
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text


def ended(tmp_path: Path, error: BaseException) -> int:
    def command(_arguments: Namespace) -> int:
        raise error

    return run(command, Namespace(data_dir=str(tmp_path)))


def test_an_expected_failure_is_one_sentence_and_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    error = BadInput(text("Porten {port} kan ikke bruges.", port=0), hint=text("Prøv igen."))
    assert ended(tmp_path, error) == BadInput.exit_code
    assert capsys.readouterr().err == "Porten 0 kan ikke bruges. Prøv igen.\n"


def test_our_own_mistake_is_kept_without_its_secrets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(tmp_path, ValueError("010109-4321 is no number")) == CRASHED
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert str(tmp_path) in said
    kept = "".join(f.read_text("utf-8") for f in tmp_path.rglob("*.log"))
    assert "ValueError" in kept
    assert "4321" not in kept


def test_an_interruption_is_no_failure_of_ours(tmp_path: Path) -> None:
    assert ended(tmp_path, KeyboardInterrupt()) == INTERRUPTED


def test_a_command_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        desktop(["fly"])
    assert refused.value.code == 2
    assert "fly" in capsys.readouterr().err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as told:
        desktop(["--version"])
    assert told.value.code == 0
    assert capsys.readouterr().out[0].isdigit()
