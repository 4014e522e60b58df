"""A title with marked breaks is one line where it is said."""

import pytest

from forumapp.core.titles import title_parts, whole_title


@pytest.mark.parametrize(
    ("marked", "whole"),
    [
        ("Cities|without walls", "Cities without walls"),
        ("Cities | without | walls", "Cities without walls"),
        ("没有围墙的|城市", "没有围墙的城市"),
        ("“开放”|论坛", "“开放”论坛"),
        ("No mark", "No mark"),
        ("", ""),
    ],
)
def test_a_marked_break_becomes_the_space_that_its_language_needs(marked, whole):
    assert whole_title(marked) == whole


def test_the_pieces_of_a_title_join_to_the_whole():
    assert title_parts("Cities|without walls") == ["Cities ", "without walls"]
