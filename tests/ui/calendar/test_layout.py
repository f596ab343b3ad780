from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.ui.calendar.layout import LOUD, NAME, SMALL_NAME, SUB, Room, Words, lay_out

WIDTHS = {NAME: 8.0, SMALL_NAME: 6.0, LOUD: 7.0, "small_loud": 6.0, SUB: 6.5}


def measure(text: str, style: str) -> float:
    return len(text) * WIDTHS[style]


def said(words: Words, width: float, lines: int) -> list[str]:
    return [line.text for line in lay_out(words, Room(width, width, lines), measure)]


MADS = Words("Mads Holm", "", ("Køretime", "08.00–09.30", "Vestergade 12"))


def test_a_name_wraps_between_words_rather_than_being_cut() -> None:
    assert said(MADS, 60, 4)[:2] == ["Mads", "Holm"]


def test_a_long_double_name_breaks_after_its_hyphen() -> None:
    words = Words("Sara Friis-Rasmussen", "", ())
    assert said(words, 90, 4) == ["Sara Friis-", "Rasmussen"]


def test_smaller_letters_come_before_cutting() -> None:
    (line,) = lay_out(Words("Christoffersen", "", ()), Room(90, 90, 3), measure)
    assert (line.text, line.style) == ("Christoffersen", SMALL_NAME)


def test_only_what_fits_in_no_way_is_cut() -> None:
    assert said(Words("Christoffersen", "", ()), 50, 3) == ["Christo…"]


def test_the_loud_word_comes_before_type_and_place() -> None:
    words = Words("Ella Krog", "Dobbeltbooket", ("Køretime",))
    assert said(words, 120, 2) == ["Ella Krog", "Dobbeltbooket"]


def test_one_line_holds_as_much_as_fits() -> None:
    assert said(MADS, 160, 1) == ["Mads Holm · Køretime"]


def test_half_a_time_is_never_shown() -> None:
    assert said(MADS, 60, 6) == ["Mads", "Holm", "Køretime"]


names = st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=3).map(" ".join)


@given(names, names, st.floats(40, 400), st.integers(1, 8))
def test_no_line_is_wider_than_its_room_and_none_too_many(
    name: str, place: str, width: float, lines: int
) -> None:
    found = lay_out(Words(name, "Aflyst", ("Køretime", place)), Room(width, width, lines), measure)
    assert 1 <= len(found) <= lines
    assert all(measure(line.text, line.style) <= width for line in found)


def test_a_surname_becomes_an_initial_before_it_is_cut() -> None:
    assert said(Words("Viggo Mølgaard", "", ()), 40, 3) == ["Viggo", "M."]


def test_a_plate_stands_without_its_model_where_both_are_too_wide() -> None:
    words = Words("Ida", "", ("CZ 90 144 · Yaris",))
    assert said(words, 70, 3) == ["Ida", "CZ 90 144"]
