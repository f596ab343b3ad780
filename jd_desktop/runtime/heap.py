"""What lives as long as the program, out of the way of Python's search for garbage."""

from __future__ import annotations

import gc


def settle() -> None:
    """Let later searches pass by everything that is there now, garbage included.

    The search for garbage stops every thread, and most of what it would look at, the modules and
    the window, never becomes garbage: with a window and the vendors' libraries loaded it takes
    75 ms, which a hand notices. Call it when a window comes up: it takes no time itself.
    """
    gc.freeze()
