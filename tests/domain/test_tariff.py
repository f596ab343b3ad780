from __future__ import annotations

from pathlib import Path

import pytest

from jd_desktop.domain.message import segments
from jd_desktop.domain.tariff import web_addresses
from jd_desktop.host.catalogue import tariff

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Betal her: https://a.dk/x, tak", ("https://a.dk/x",)),
        ("Se www.skole.dk.", ("www.skole.dk",)),
        ("Se nordre.dk/tider!", ("nordre.dk/tider",)),
        ("a.dk og a.dk og b.com", ("a.dk", "b.com")),
        ("Skriv til kontor@nordre.dk", ()),
        ("Kl. 10.15 tirs. 24. nov. hos Nordre", ()),
        ("Husk briller.De skal bruges", ()),
    ],
)
def test_a_web_address_is_found_and_a_mail_address_is_none(
    written: str, found: tuple[str, ...]
) -> None:
    assert web_addresses(written) == found


def test_the_price_is_data_with_a_source_and_a_day() -> None:
    known = tariff(RESOURCES)
    assert known.price(segments("a" * 161)) == 2 * known.per_segment_ore
    assert known.source
    assert known.since.year >= 2026
    assert known.certainty in ("A", "B", "C", "unverified")
