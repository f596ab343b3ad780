"""Side-by-side places for bookings that overlap in one column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Interval: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its column an interval is drawn, as fractions of the column's width."""

    left: float
    right: float


def pack(intervals: Sequence[Interval]) -> list[Place]:
    """Give half-open intervals places so that no two that overlap share width.

    As few places side by side as can be; what has free width to its right uses it.
    """
    places = [Place(0.0, 1.0)] * len(intervals)
    for cluster in _clusters(intervals):
        _place(cluster, intervals, places)
    return places


def _clusters(intervals: Sequence[Interval]) -> Iterator[list[int]]:
    """Yield indexes of intervals that hang together, each cluster in order of start."""
    cluster: list[int] = []
    until = 0
    for i in sorted(range(len(intervals)), key=lambda i: (intervals[i][0], -intervals[i][1])):
        if cluster and intervals[i][0] >= until:
            yield cluster
            cluster = []
        until = max(until, intervals[i][1]) if cluster else intervals[i][1]
        cluster.append(i)
    if cluster:
        yield cluster


def _place(cluster: list[int], intervals: Sequence[Interval], places: list[Place]) -> None:
    tracks: list[list[int]] = []
    track_of: dict[int, int] = {}
    for i in cluster:
        free = (t for t, held in enumerate(tracks) if intervals[held[-1]][1] <= intervals[i][0])
        track = next(free, len(tracks))
        if track == len(tracks):
            tracks.append([])
        tracks[track].append(i)
        track_of[i] = track
    for i in cluster:
        right = track_of[i] + 1
        while right < len(tracks) and not any(
            _meet(intervals[i], intervals[other]) for other in tracks[right]
        ):
            right += 1
        places[i] = Place(track_of[i] / len(tracks), right / len(tracks))


def _meet(one: Interval, other: Interval) -> bool:
    return one[0] < other[1] and other[0] < one[1]
