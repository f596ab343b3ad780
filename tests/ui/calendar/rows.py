from dataclasses import replace
from datetime import date

from jd_desktop.queries.calendar import Lane, Tile
from jd_desktop.ui.calendar.walltime import instant

MONDAY = date(2026, 11, 23)
LANES = (Lane("ali", "Ali", 0), Lane("bo", "Bo", 1), Lane("karin", "Karin", 2))
ELLA = Tile(
    id="ella",
    instructor_id="bo",
    vehicle_id="golf",
    venue_id="",
    student_ids=("ella",),
    starts=instant(MONDAY, 600),
    ends=instant(MONDAY, 690),
    title="Ella Krog",
    type_name="Køretime",
    place="Vestergade 12",
    state="confirmed",
    hue=1,
    instructor="Bo",
    vehicle="CK 41 277 · Golf",
)
MADS = replace(
    ELLA,
    id="mads",
    instructor_id="ali",
    vehicle_id="polo",
    student_ids=("mads",),
    title="Mads Holm",
    instructor="Ali",
    vehicle="Polo",
)
CLARA = replace(
    ELLA,
    id="clara",
    student_ids=("clara",),
    title="Clara Ørsted",
    state="cancelled",
    starts=instant(MONDAY, 780),
    ends=instant(MONDAY, 825),
)
