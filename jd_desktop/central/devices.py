"""The school's computers: what is known of each, renaming one, taking its access away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select, update

from jd_desktop.central import sight
from jd_desktop.central.people import Caller
from jd_desktop.central.tables import device, record, school, user
from jd_desktop.domain.audience import Viewer
from jd_desktop.domain.clock import wire
from jd_desktop.domain.ids import made_at
from jd_desktop.protocol.devices import Device, State

ADMIN = "admin"


def listed(connection: Connection, who: Caller) -> list[Device]:
    """Return the computers that a person may see: an administrator's are the whole school's."""
    wanted = _all(who.sender.school_id)
    if who.me.role != ADMIN:
        wanted = wanted.where(device.c.user_id == who.sender.user_id)
    counted: dict[Viewer, dict[str, int]] = {}
    told: list[Device] = []
    for found in connection.execute(wanted).all():
        viewer = Viewer(found.role, found.instructor_id, found.department_id)
        if viewer not in counted:
            counted[viewer] = rows_of(connection, who.sender.school_id, viewer)
        told.append(_told(found, counted[viewer], who.sender.device_id))
    return told


def find(connection: Connection, who: Caller, device_id: str) -> Device | None:
    """Return one of the computers that a person may see."""
    found = (one for one in listed(connection, who) if one.id == device_id)
    return next(found, None)


def rename(connection: Connection, school_id: str, device_id: str, name: str) -> None:
    """Give a computer another name."""
    one = and_(device.c.school_id == school_id, device.c.id == device_id)
    connection.execute(update(device).where(one).values(name=name))


def rows_of(connection: Connection, school_id: str, viewer: Viewer) -> dict[str, int]:
    """Return how many records of each kind somebody's copy of the school has."""
    c = record.c
    counted = select(c.kind, func.count()).where(
        c.school_id == school_id, c.deleted.is_(False), sight.visible(viewer)
    )
    return {kind: n for kind, n in connection.execute(counted.group_by(c.kind))}


def state_of(found: Any) -> State:
    """Say how a computer stands, from its columns and whether its person is active."""
    if found.erased_at:
        return "erased"
    if found.handed_over_at:
        return "handed_over"
    if found.revoked_at or not found.active:
        return "revoked"
    return "active" if found.token_hash else "signed_out"


def _all(school_id: str) -> Select[Any]:
    d, u = device.c, user.c
    return (
        select(
            device,
            u.name.label("user_name"),
            u.active,
            u.role,
            u.instructor_id,
            u.department_id,
            school.c.head,
        )
        .join(user, and_(u.school_id == d.school_id, u.id == d.user_id))
        .join(school, school.c.id == d.school_id)
        .where(d.school_id == school_id)
        .order_by(d.seen_at.desc(), d.id)
    )


def _told(found: Row[Any], counted: dict[str, int], here: str) -> Device:
    state, first = state_of(found), made_at(found.id)
    return Device(
        id=found.id,
        name=found.name,
        user_id=found.user_id,
        user_name=found.user_name,
        platform=found.platform,
        app=found.app,
        version=found.schema,
        first_seen_at=wire(first) if first else "",
        seen_at=found.seen_at,
        cursor=found.cursor,
        behind=max(0, found.head - found.cursor),
        waiting=found.waiting,
        clock_off_s=found.clock_off_s,
        rows={} if state == "erased" else counted,
        state=state,
        revoked_at=found.revoked_at or "",
        handed_over_at=found.handed_over_at or "",
        erased_at=found.erased_at or "",
        is_this=found.id == here,
    )
