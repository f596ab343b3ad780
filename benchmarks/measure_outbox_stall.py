"""The longest silence of a window while the outbox sends thousands of messages behind it.

The outbox works on the program's threads and sends over loopback to a stand-in that is another
process; a painted window beats every 2 ms meanwhile. The floor is 50 ms, the most that a hand
notices. `JD_BENCH_MESSAGES` says how many (2,000 where nothing is said).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from figures import Figure
from measure_first_sync_stall import NOTICED_MS, Heart

sys.path.insert(0, str(Path(__file__).resolve().parent / "outbox"))
MESSAGES = 2_000


def measure() -> Iterator[Figure]:
    """Yield the longest stall while everything is sent."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import crowd
    import stand_in

    many = int(os.environ.get("JD_BENCH_MESSAGES", MESSAGES))
    with tempfile.TemporaryDirectory() as folder, stand_in.served() as address:
        school = crowd.Crowd(Path(folder), many)
        stall = _stall(school, address)
        left = school.waiting()
        school.close()
    if left:
        raise RuntimeError(f"{left} messages were not sent")
    yield Figure(f"longest stall while {many} are sent", stall * 1000, "ms", NOTICED_MS, 1)


def _stall(school: object, address: str) -> float:
    """Send all from the program's threads under a living window; returns seconds."""
    import crowd
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QPlainTextEdit

    from jd_desktop.runtime import heap
    from jd_desktop.runtime.threads import Guard, Net, Writer

    assert isinstance(school, crowd.Crowd)
    app = QApplication.instance() or QApplication([])
    page = QPlainTextEdit()
    page.resize(1200, 800)
    page.show()
    guard = Guard()
    writer, net = Writer(lambda: school.work, guard), Net(guard)
    outbox = school.outbox(lambda: crowd.twilio(address), write=writer, net=net)

    def work() -> None:
        while outbox.tick():
            pass

    heap.settle()
    heart = Heart()
    typing = QTimer()
    done = net.run(work)

    def type_on() -> None:
        page.insertPlainText("Ella Sørensen, 10.15 ")
        if done.done():
            app.quit()

    typing.timeout.connect(type_on)
    typing.start(20)
    heart.begin()
    app.exec()
    done.result()
    longest = heart.longest
    outbox.close()
    net.end(5)
    writer.crew.close()
    return longest
