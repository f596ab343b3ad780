"""Kinto on PostgreSQL: push rows in batches, pull them page by page into SQLite.

Run by the peers' own Python: `kinto_peer.py ROWS SERVER_PORT CLIENT_PORT FOLDER DATABASE`. Kinto's
default limits are raised: with them both ways would take many times as long.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import requests
from measured import Watch, told, wait_for

BATCH, PAGE = 200, 10_000
INI = """[app:main]
use = egg:kinto
kinto.userid_hmac_secret = bench
kinto.storage_backend = kinto.core.storage.postgresql
kinto.storage_url = {database}
kinto.permission_backend = kinto.core.permission.postgresql
kinto.permission_url = {database}
kinto.cache_backend = kinto.core.cache.memory
kinto.paginate_by = {page}
kinto.batch_max_requests = {batch}
kinto.bucket_create_principals = system.Authenticated
multiauth.policies = basicauth
multiauth.policy.basicauth.use = kinto.core.authentication.BasicAuthAuthenticationPolicy
[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = {port}
[loggers]
keys = root
[handlers]
keys =
[formatters]
keys =
[logger_root]
level = ERROR
handlers =
"""


def main() -> None:
    """Print what both ways took."""
    rows_file, server_port, client_port, folder, database = sys.argv[1:6]
    ini = Path(folder) / "kinto.ini"
    ini.write_text(INI.format(database=database, port=server_port, page=PAGE, batch=BATCH))
    kinto = Path(sys.executable).with_name("kinto")
    subprocess.run([kinto, "migrate", "--ini", ini], check=True)
    with subprocess.Popen(
        [kinto, "start", "--ini", ini, "--port", server_port],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        try:
            wait_for(int(server_port))
            _both_ways(json.loads(Path(rows_file).read_text()), client_port, folder, server.pid)
        finally:
            server.terminate()


def _both_ways(rows: list[dict[str, object]], port: str, folder: str, server: int) -> None:
    base, http = f"http://127.0.0.1:{port}/v1", requests.Session()
    http.trust_env, http.auth = False, ("bo", "bo")
    where = "/buckets/school/collections/booking"
    for made in ("/buckets/school", where):
        http.put(base + made, json={"data": {}}).raise_for_status()
    with Watch(server) as push:
        for start in range(0, len(rows), BATCH):
            some = [
                {"method": "PUT", "path": f"{where}/records/{r['id']}", "body": {"data": r}}
                for r in rows[start : start + BATCH]
            ]
            http.post(f"{base}/batch", json={"requests": some}).raise_for_status()
    with Watch(server) as pull:
        pulled = _pull(http, f"{base}{where}/records?_limit={PAGE}", Path(folder) / "copy.db")
    told(push, pull, pulled)


def _pull(http: requests.Session, address: str, file: Path) -> int:
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("CREATE TABLE booking (id TEXT PRIMARY KEY, seq INTEGER, body TEXT)")
    pulled, following = 0, address
    while following:
        answer = http.get(following)
        answer.raise_for_status()
        rows = answer.json()["data"]
        db.execute("BEGIN")
        kept = [(r["id"], r["last_modified"], json.dumps(r)) for r in rows]
        db.executemany("INSERT INTO booking VALUES (?, ?, ?)", kept)
        db.execute("COMMIT")
        pulled += len(rows)
        following = answer.headers.get("Next-Page", "")
    return pulled


if __name__ == "__main__":
    main()
