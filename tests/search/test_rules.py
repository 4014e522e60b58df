"""How text becomes words to find."""

import pytest

from forumapp.search.rules import folded, tokens, wanted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Inclusive Cities", ["inclusive", "cities"]),
        ("Café Đỗ", ["cafe", "do"]),
        ("中国论坛", ["中国", "国论", "论坛", "坛"]),
        ("SDG11与城市", ["sdg11", "与城", "城市", "市"]),
        ("ＡＢＣ１２", ["abc12"]),
        ("", []),
    ],
)
def test_text_becomes_tokens(text: str, found: list[str]) -> None:
    assert tokens(text) == found


def test_a_query_asks_for_beginnings_of_latin_words_and_whole_pairs_of_chinese() -> None:
    assert wanted("论坛 inc") == [("论坛", False), ("inc", True)]
    assert wanted("市") == [("市", True)]


def test_a_query_of_signs_asks_for_nothing() -> None:
    assert wanted('"* OR (') == [("or", True)]
    assert wanted("'--;*") == []


def test_strokes_are_left_out_as_accents_are():
    assert [folded(name) for name in ("Đỗ", "Søren Łęcki", "Ngũgĩ")] == [
        "do",
        "soren lecki",
        "ngugi",
    ]
