"""Cells of a spreadsheet are read as people write them."""

import pytest

from forumapp.core.errors import Refused
from forumapp.core.tables import number_in


@pytest.mark.parametrize(
    ("written", "number"),
    [("", None), ("39", 39.0), ("−39,5", -39.5), ("+.5", 0.5), ("３９．５", 39.5)],
)
def test_a_number_is_read_as_people_write_it(written: str, number: float | None) -> None:
    assert number_in(written) == number


@pytest.mark.parametrize("written", ["1_0", "1e3", "nan", "inf", "0x1f", "1.2.3", "north", "."])
def test_what_only_a_program_takes_for_a_number_is_none(written: str) -> None:
    with pytest.raises(Refused):
        number_in(written)
