"""Ten thousand messages through the outbox to a stand-in for Twilio, beside bare requests to it.

`JD_BENCH_MESSAGES` says how many (10,000 where nothing is said). The floor of sending is the same
messages posted by httpx on as many threads, with nothing written down; of claiming and finishing
it is two bare transactions for each message on an encrypted SQLite.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import perf_counter

from figures import Figure

HERE = Path(__file__).resolve().parent / "outbox"
sys.path.insert(0, str(HERE))
MESSAGES = 10_000
LEAST_A_SECOND = 500
"""What the outbox must claim and finish."""


def timed(work: Callable[[], object]) -> float:
    """Return how long work took, in seconds."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def measure() -> Iterator[Figure]:
    """Claim and finish alone, then with every message sent over loopback."""
    import crowd
    import stand_in

    many = int(os.environ.get("JD_BENCH_MESSAGES", MESSAGES))
    own = through(many, crowd.AtOnce)
    yield Figure(
        f"claim and finish {many}", own, "s", floor=bare_transactions(many),
    )  # fmt: skip
    yield Figure("… milliseconds each", 1000 * own / many, "ms", budget=1000 / LEAST_A_SECOND)
    with stand_in.served() as address:
        least = bare_posts(many, address)
    with stand_in.served() as address:
        sent = through(many, lambda: crowd.twilio(address))
    yield Figure(f"send {many} over loopback", sent, "s", floor=least)
    yield Figure("… milliseconds each", 1000 * sent / many, "ms")


def through(many: int, sender: Callable[[], object]) -> float:
    """Return the seconds that the outbox takes for so many messages."""
    import crowd

    with (
        tempfile.TemporaryDirectory() as folder,
        closing(crowd.Crowd(Path(folder), many)) as school,
    ):
        outbox = school.outbox(sender)

        def work() -> None:
            while outbox.tick():
                pass

        took = timed(work)
        outbox.close()
        left = school.waiting()
    if left:
        raise RuntimeError(f"{left} messages were not sent")
    return took


def bare_posts(many: int, address: str) -> float:
    """Return the seconds of posting the same messages and keeping nothing."""
    import crowd
    import httpx

    path = f"/2010-04-01/Accounts/{crowd.ACCOUNT}/Messages.json"
    with httpx.Client(
        base_url=address, auth=(crowd.ACCOUNT, crowd.SECRET), trust_env=False, timeout=20
    ) as client:

        def post(k: int) -> None:
            form = {"To": f"+45{20_000_000 + k}", "From": crowd.SENDER, "Body": crowd.SAID}
            client.post(path, data=form).raise_for_status()

        with ThreadPoolExecutor(crowd.LANES) as threads:
            return timed(lambda: list(threads.map(post, range(many))))


def bare_transactions(many: int) -> float:
    """Return the seconds of two transactions of one row for each message, as a naive outbox has."""
    import sqlcipher3.dbapi2 as sqlcipher

    with tempfile.TemporaryDirectory() as folder:
        db = sqlcipher.connect(f"{folder}/floor.db", isolation_level=None)
        db.execute(f"PRAGMA key = \"x'{'6b' * 32}'\"")
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("CREATE TABLE job (id INTEGER PRIMARY KEY, state TEXT, sid TEXT)")
        db.execute("BEGIN")
        db.executemany("INSERT INTO job VALUES (?, 'queued', NULL)", [(k,) for k in range(many)])
        db.execute("COMMIT")

        def work() -> None:
            for k in range(many):
                for state in ("sending", "accepted"):
                    db.execute("BEGIN IMMEDIATE")
                    db.execute("UPDATE job SET state = ?, sid = ? WHERE id = ?", (state, "SM", k))
                    db.execute("COMMIT")

        took = timed(work)
        db.close()
    return took
