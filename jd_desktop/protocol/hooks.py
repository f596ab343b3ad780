"""What a vendor is told whose word was taken."""

from __future__ import annotations

from pydantic import BaseModel


class Taken(BaseModel):
    """How many events of ours came; those that came before count, too."""

    events: int
