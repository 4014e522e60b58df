"""Two states of a text, told apart."""

import pytest

from forumapp.announcements.rules.differences import MOST_LINES, MOST_WORDS, differences
from tests.support import soon


def marked(old: str, new: str) -> str:
    signs = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(signs[piece.kind].format(piece.text) for piece in differences(old, new))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("", "", ""),
        ("The same.", "The same.", "The same."),
        ("", "New.", "[+New.+]"),
        ("Gone.", "", "[-Gone.-]"),
        ("We meet on 8 March.", "We meet on 9 March.", "We meet on [-8-][+9+] March."),
        ("论坛在纽约举行", "论坛在波士顿举行", "论坛在[-纽约-][+波士顿+]举行"),
        ("One.\n\nTwo.\n\nThree.", "One.\n\nThree.", "One.\n\n[-Two.\n\n-]Three."),
        ("harbours", "harbour", "[-harbours-][+harbour+]"),
    ],
)
def test_what_went_and_what_came_stands_at_its_place(old: str, new: str, shown: str) -> None:
    assert marked(old, new) == shown


def test_the_pieces_spell_both_texts() -> None:
    old, new = "A *b* c，甲乙丙\nD e", "A b* c，甲丙丁\nD f e\n"
    pieces = differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new


@soon
def test_a_very_long_passage_is_shown_as_a_whole() -> None:
    old, new = "甲" * (MOST_WORDS * 20), "乙" * (MOST_WORDS * 20)
    assert [piece.kind for piece in differences(old, new)] == ["gone", "new"]


@soon
def test_texts_of_very_many_lines_are_told_apart_where_they_differ() -> None:
    lines = ["A line.\n", "\n"] * (MOST_LINES * 8)
    old, new = "".join(lines), "".join([*lines[:99], "It came.\n", *lines[99:]])
    assert marked(old, new) == new.replace("It came.\n", "[+It came.\n+]")
    assert marked(new, "".join(lines)) == new.replace("It came.\n", "[-It came.\n-]")
    assert marked(old, old) == old
