from __future__ import annotations

import io

import pytest
import zstandard
from sqlalchemy import update

from jd_desktop.central import feed
from jd_desktop.central.database import writing
from jd_desktop.central.refusals import Refusal
from jd_desktop.central.tables import school as school_table
from jd_desktop.domain.merge import Op
from jd_desktop.protocol.feed import Cursor, Done, Head, RowLine, decode
from tests.central.school import NOW, School, booked, copy_of, lines


@pytest.fixture
def busy(school: School) -> School:
    laptop = school.device()
    laptop.push(*(laptop.write(Op("booking", r, 0, booked(k * 3))) for k, r in enumerate("abcde")))
    laptop.patch("b", note="sidst")
    laptop.do(Op("booking", "c", school.seq("booking", "c"), delete=True))
    return school


def truth(school: School) -> object:
    return {
        key: (r.seq, r.deleted, {} if r.deleted else r.body) for key, r in school.rows().items()
    }


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 100])
def test_the_whole_feed_is_the_servers_state_whatever_the_page(busy: School, limit: int) -> None:
    told = busy.told(limit=limit)
    head = told[0]
    assert isinstance(head, Head)
    assert (head.epoch, head.rows) == (busy.epoch, 5)
    assert copy_of(told) == truth(busy)
    seqs = [line.seq for line in told if isinstance(line, RowLine)]
    assert seqs == sorted(seqs)
    assert told[-2:] == [Cursor(7), Done(7)]


def test_after_a_cursor_only_what_is_newer_is_told(busy: School) -> None:
    assert [line.id for line in busy.told(5) if isinstance(line, RowLine)] == ["b", "c"]
    assert [line for line in busy.told(7) if isinstance(line, RowLine)] == []


def test_a_deleted_row_is_told_without_its_body(busy: School) -> None:
    assert copy_of(busy.told())["booking", "c"] == (7, True, {})


def test_a_row_that_moves_while_pages_are_read_is_told_on_a_later_page(busy: School) -> None:
    asked = feed.Asked(busy.id, 0, busy.epoch, 2)
    pieces = feed.pull(busy.engine, asked, NOW)
    read = [next(pieces), next(pieces)]
    busy.device().patch("e", note="flyttede sig")
    told = list(lines(iter([*read, *pieces])))
    assert copy_of(told) == truth(busy)


def test_a_cut_feed_goes_on_from_its_last_cursor(busy: School) -> None:
    whole = b"".join(feed.pull(busy.engine, feed.Asked(busy.id, 0, busy.epoch, 2), NOW))
    for cut in range(len(whole)):
        kept, page, cursor = {}, {}, 0
        for line in map(decode, whole[:cut].split(b"\n")[:-1]):
            if isinstance(line, RowLine):
                page[line.kind, line.id] = (line.seq, line.deleted, line.body)
            elif isinstance(line, Cursor):
                kept |= page
                page, cursor = {}, line.seq
        if cut % 50 == 0:
            assert kept | copy_of(busy.told(cursor)) == truth(busy)


def test_each_page_can_be_read_before_the_next_is_made(busy: School) -> None:
    asked = feed.Asked(busy.id, 0, busy.epoch, 2)
    plain = list(feed.pull(busy.engine, asked, NOW))
    packed = list(feed.compressed(feed.pull(busy.engine, asked, NOW)))
    opener = zstandard.ZstdDecompressor().decompressobj()
    assert [opener.decompress(piece) for piece in packed[: len(plain)]] == plain
    stream = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(b"".join(packed)))
    assert stream.read() == b"".join(plain)


@pytest.mark.parametrize(
    ("cursor", "epoch"), [(8, ""), (0, "en anden"), (3, "skole-1"), (2**62, "skole-1")]
)
def test_who_must_start_over_is_told_at_once(busy: School, cursor: int, epoch: str) -> None:
    with writing(busy.engine, busy.id) as db:
        db.execute(update(school_table).values(floor=5))
    with pytest.raises(Refusal) as refused:
        feed.pull(busy.engine, feed.Asked(busy.id, cursor, epoch), NOW)
    assert refused.value.code == "gone"
    assert refused.value.told == {"epoch": busy.epoch}


def test_a_bootstrap_is_never_too_old(busy: School) -> None:
    with writing(busy.engine, busy.id) as db:
        db.execute(update(school_table).values(floor=5))
    assert copy_of(busy.told(0)) == truth(busy)


def test_a_feed_ends_without_its_mark_when_the_epoch_changes_under_it(busy: School) -> None:
    pieces = feed.pull(busy.engine, feed.Asked(busy.id, 0, busy.epoch, 2), NOW)
    read = [next(pieces), next(pieces)]
    with writing(busy.engine, busy.id) as db:
        db.execute(update(school_table).values(epoch="efter en sikkerhedskopi"))
    assert not any(isinstance(line, Done) for line in lines(iter([*read, *pieces])))
