from __future__ import annotations

from jd_desktop.domain.errors import BadInput, Offline, StartOver
from jd_desktop.domain.language import DANISH, text


def test_an_error_says_what_is_wrong_and_what_to_do() -> None:
    error = BadInput(text("Filen er tom."), hint=text("Vælg en anden."))
    assert error.sentence(DANISH) == "Filen er tom. Vælg en anden."
    assert str(error) == "Filen er tom."


def test_a_script_can_tell_offline_from_wrong() -> None:
    assert (BadInput.exit_code, Offline.exit_code) == (2, 3)
    assert StartOver("e2").epoch == "e2"
