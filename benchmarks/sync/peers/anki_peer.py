"""Anki's sync server by its row protocol: two collections, one adds notes, the other fetches them.

Run by the peers' own Python: `anki_peer.py ROWS SERVER_PORT CLIENT_PORT FOLDER`. A first, empty
full sync makes the two collections one; then both ways are the ordinary, incremental sync.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from anki.collection import AddNoteRequest, Collection
from measured import Watch, told, wait_for

USER, WORD = "bo", "bo"


def main() -> None:
    """Print what both ways took."""
    rows_file, server_port, client_port, folder = sys.argv[1:5]
    environ = {
        **os.environ, "SYNC_USER1": f"{USER}:{WORD}", "SYNC_BASE": f"{folder}/base",
        "SYNC_HOST": "127.0.0.1", "SYNC_PORT": server_port, "MAX_SYNC_PAYLOAD_MEGS": "1000",
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-m", "anki.syncserver"], env=environ,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        try:
            wait_for(int(server_port))
            _both_ways(json.loads(Path(rows_file).read_text()), client_port, folder, server.pid)
        finally:
            server.terminate()


def _both_ways(rows: list[dict[str, Any]], port: str, folder: str, server: int) -> None:
    address = f"http://127.0.0.1:{port}/"
    first, second = (Collection(f"{folder}/{name}.anki2") for name in ("first", "second"))
    auth = first.sync_login(USER, WORD, address)
    first.close_for_full_sync()
    first.full_upload_or_download(auth=auth, server_usn=None, upload=True)
    first.reopen(after_full_sync=True)
    second.close_for_full_sync()
    second.full_upload_or_download(auth=auth, server_usn=None, upload=False)
    second.reopen(after_full_sync=True)
    model = first.models.by_name("Basic")
    requests = []
    for row in rows:
        note = first.new_note(model)
        note["Front"], note["Back"] = row["id"], json.dumps(row)
        requests.append(AddNoteRequest(note, deck_id=first.decks.id("Default")))
    first.add_notes(requests)
    with Watch(server) as push:
        first.sync_collection(auth, False)
    with Watch(server) as pull:
        second.sync_collection(auth, False)
    told(push, pull, second.note_count())


if __name__ == "__main__":
    main()
