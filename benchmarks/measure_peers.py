"""Ours beside what a team would pick instead: Kinto, Anki's sync server, PouchDB, bare sqlite3.

The same bookings, up by one computer and down to another, over loopback with every byte counted.
`JD_BENCH_ROWS` says how many ("1000,10000" where nothing is said: growth shows). Peers are
installed on first use; one that cannot be had says why, and the others go on. Ours does more with
each row than the peers do: it encrypts, decides conflicts, finds double bookings, keeps an audit.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from figures import Figure

HERE = Path(__file__).resolve().parent / "sync"
sys.path[:0] = [str(HERE), str(HERE / "peers")]
ROWS = "1000,10000"
Told = dict[str, Any]


def measure() -> Iterator[Figure]:
    """Measure each system at each size, in one run."""
    for count in map(int, os.environ.get("JD_BENCH_ROWS", ROWS).split(",")):
        least = _floor(count)
        for name, run, most in _systems():
            if count > most:
                print(f"{name}: not measured with {count}: it would take too long here.")
                continue
            yield from _figures(name, count, run, least)


def _systems() -> list[tuple[str, Callable[[int], Told], int]]:
    """Name each system, what runs it, and the most rows that it gets through in minutes."""
    return [
        ("ours, SQLite", lambda n: _ours(n, "sqlite"), 1_000_000),
        ("ours, PostgreSQL", lambda n: _ours(n, "postgresql"), 100_000),
        ("Kinto, PostgreSQL", _kinto, 10_000),
        ("Anki", _anki, 100_000),
        ("PouchDB", _pouch, 100_000),
    ]


def _figures(name: str, count: int, run: Callable[[int], Told], least: float) -> Iterator[Figure]:
    from installed import Missing

    try:
        told = run(count)
    except Missing as why:
        print(f"{name}: not measured. {why}")
        return
    except subprocess.CalledProcessError as error:
        last = (str(error.stderr or "").strip().splitlines() or [str(error)])[-1]
        print(f"{name}: not measured. It ended with {error.returncode}: {last[:160]}")
        return
    if told["pulled"] < count:  # ours brings the double bookings that it found as well
        print(f"{name}: not measured. {told['pulled']} of {count} rows came down.")
        return
    for way in ("push", "pull"):
        yield Figure(f"{name}, {way} of {count}, processor", told[f"{way}_cpu"], "s", floor=least)
        yield Figure(f"… rows a second on the clock, {way}", count / told[way], "/s")
        yield Figure(f"… bytes a row, {way}", told[f"{way}_bytes"] / count, "B")
    yield Figure("… memory of the client", told["client_mb"], "MB")
    yield Figure("… memory of the server", told["server_mb"], "MB")


def _floor(count: int) -> float:
    from measure_sync import floor

    return floor(count, "plain")


def _ours(count: int, kind: str) -> Told:
    import central
    from counting import relay

    with central.database(kind) as url, central.serving(url) as served:
        port = int(served.address.rsplit(":", 1)[1])
        with relay(port) as counted:
            here = central.Central(f"http://127.0.0.1:{counted.port}", served.process)
            up = central.desk(here, changes=count, only_made=True)
            pushed = counted.up + counted.down
            down = central.desk(here, seed=2)
    pulled = counted.up + counted.down - pushed
    return {
        "push": up["seconds"], "push_cpu": up["cpu"] + up["central_cpu"],
        "pull": down["seconds"], "pull_cpu": down["cpu"] + down["central_cpu"],
        "push_bytes": pushed, "pull_bytes": pulled, "pulled": down["pulled"],
        "client_mb": max(up["memory_mb"], down["memory_mb"]), "server_mb": down["central_mb"],
    }  # fmt: skip


def _kinto(count: int) -> Told:
    import central

    with central.database("postgresql") as url:
        where = urlsplit(url)
        (folder,) = parse_qs(where.query)["host"]
        database = f"postgresql://central@{where.path}?host={folder}"
        return _python_peer("kinto_peer.py", count, database)


def _anki(count: int) -> Told:
    return _python_peer("anki_peer.py", count)


def _python_peer(script: str, count: int, *more: str) -> Told:
    from counting import relay
    from installed import python

    runner = python()
    with tempfile.TemporaryDirectory(prefix="jdpeer") as folder:
        Path(folder).chmod(0o755)
        port = _free_port()
        with relay(port) as counted:
            command = [str(runner), str(HERE / "peers" / script), str(_rows(folder, count)),
                       str(port), str(counted.port), folder, *more]  # fmt: skip
            done = subprocess.run(command, check=True, capture_output=True, text=True)
        return _with_bytes(json.loads(done.stdout.splitlines()[-1]), counted)


def _pouch(count: int) -> Told:
    import psutil
    from counting import relay
    from installed import node
    from measured import wait_for

    runner, modules = node()
    with tempfile.TemporaryDirectory(prefix="jdpeer") as folder:
        port = _free_port()
        with subprocess.Popen(
            [runner, str(modules / "pouch_server.js"), str(port), folder],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as server:  # fmt: skip
            try:
                wait_for(port)
                used = psutil.Process(server.pid)
                before = sum(used.cpu_times()[:2])
                with relay(port) as counted:
                    done = subprocess.run(
                        [runner, str(modules / "pouch_client.js"), str(_rows(folder, count)),
                         str(counted.port), folder],
                        check=True, capture_output=True, text=True,
                    )  # fmt: skip
                told = json.loads(done.stdout.splitlines()[-1])
                half = (sum(used.cpu_times()[:2]) - before) / 2
                told["push_cpu"] += half
                told["pull_cpu"] += half
                told["server_mb"] = used.memory_info().rss / (1 << 20)
            finally:
                server.terminate()
        return _with_bytes(told, counted)


def _with_bytes(told: Told, counted: Any) -> Told:
    """Most of what goes up is the push, most of what comes down the pull."""
    return told | {"push_bytes": counted.up, "pull_bytes": counted.down}


def _rows(folder: str, count: int) -> Path:
    from documents import bookings

    file = Path(folder) / "rows.json"
    file.write_text(json.dumps(bookings(count)))
    return file


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
