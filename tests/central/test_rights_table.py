"""Each cell of the table of rights, as the central decides it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jd_desktop.central.database import open_engine
from jd_desktop.central.migrate import migrate
from jd_desktop.domain.audience import Viewer
from jd_desktop.domain.merge import Op
from tests.central.school import Device, School
from tests.support.table_of_rights import CELLS, ROLES, body


@pytest.fixture(scope="module")
def devices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Device]]:
    folder: Path = tmp_path_factory.mktemp("central")
    engine = open_engine(f"sqlite:///{folder / 'central.sqlite'}")
    migrate(engine)
    school = School(engine)
    yield {
        role: school.device(role, Viewer(role, "mine" if role == "instructor" else ""))
        for role in ROLES
    }
    engine.dispose()


@pytest.mark.parametrize(("role", "kind", "is_forbidden"), CELLS)
def test_the_central_lets_wait_what_a_role_may_not(
    devices: dict[str, Device], role: str, kind: str, is_forbidden: bool
) -> None:
    device = devices[role]
    _, waits = device.do(Op(kind, f"{role}-{kind}", 0, body(kind)))
    reason = device.school.body("conflict", waits)["reason"] if waits else ""
    assert (reason == "rights") is is_forbidden
