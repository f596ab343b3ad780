"""Under what a push was taken: what deciding its mutations anew needs to know beside them.

Names, roles and counters change; what was decided under them does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jd_desktop.central.database import School
from jd_desktop.domain.audience import Viewer


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The school's counters before a push, and who it came from as they were known then."""

    head: int
    floor: int
    epoch: str
    person: str
    device_name: str
    viewer: Viewer
    has_left: bool = False

    @classmethod
    def of(
        cls, held: School, person: str, device_name: str, viewer: Viewer, *, has_left: bool
    ) -> Circumstances:
        """Note how a school stands whose gate is held, and who comes."""
        return cls(held.head, held.floor, held.epoch, person, device_name, viewer, has_left)

    def written(self) -> dict[str, Any]:
        """Write them for the ledger."""
        viewer = [self.viewer.role, self.viewer.instructor_id, self.viewer.department_id]
        return {
            "head": self.head, "floor": self.floor, "epoch": self.epoch, "person": self.person,
            "device": self.device_name, "viewer": viewer, "left": self.has_left,
        }  # fmt: skip

    @classmethod
    def read(cls, written: dict[str, Any], device_id: str) -> Circumstances:
        """Read what `written` wrote of a device."""
        role, instructor_id, department_id = written["viewer"]
        viewer = Viewer(role, instructor_id, department_id, device_id)
        return cls(
            written["head"], written["floor"], written["epoch"], written["person"],
            written["device"], viewer, written["left"],
        )  # fmt: skip
