"""How text becomes words to find."""

import pytest

from forumapp.search.rules import excerpt, folded, highlighted, nearest_words, tokens, wanted


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


def marked(pieces):
    return "".join(f"[{piece.text}]" if piece.is_found else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("Inclusive cities", "cit", "Inclusive [cit]ies"),
        ("Felicity in Zürich", "cit zurich", "Felicity in [Zürich]"),
        ("国际城市论坛", "城市论坛", "国际[城市论坛]"),
        ("SDG11与城市", "城市 sdg", "[SDG]11与[城市]"),
        ("ＡＢＣ Đỗ", "abc do", "[ＡＢＣ] [Đỗ]"),
        ("<b>bold</b>", "bold", "<b>[bold]</b>"),
        ("Nothing of it", "", "Nothing of it"),
    ],
)
def test_what_was_asked_for_is_marked_where_it_stands(text, query, shown):
    assert marked(highlighted(text, query)) == shown
    assert "".join(piece.text for piece in highlighted(text, query)) == text


def test_an_excerpt_is_short_and_holds_what_was_asked_for():
    text = "Before it there is much. " * 20 + "Then the harbour opens. " + "After it, more. " * 20
    shown = marked(excerpt(text, "harbour", most=120))
    assert "[harbour]" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= 126
    chinese = marked(excerpt("在此之前" * 40 + "港湾开放" + "在此之后" * 40, "港湾", most=60))
    assert "[港湾]开放" in chinese
    assert len(chinese) <= 66


def test_a_mistyped_word_is_put_right_by_words_that_are_there():
    assert nearest_words("harbuors 论坛", ["Open harbours", "城市论坛"]) == "harbours 论坛"
    assert nearest_words("harbours", ["Open harbours"]) == ""
    assert nearest_words("zzzz", ["Open harbours"]) == ""


def test_of_a_long_query_only_the_first_mistyped_words_are_put_right():
    words = ["harbours", "journeys", "speakers", "bridges", "dialogue"]
    query = "harbuors of journyes speakres brigdes dialgoue"
    assert nearest_words(query, words) == "harbours of journeys speakers bridges dialgoue"
