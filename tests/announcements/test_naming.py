"""What a text names: by name in either language, and what only resembles a name."""

import pytest

from forumapp.announcements.rules.naming import KnownName, Names, Naming
from tests.support import soon

KNOWN = Names(
    [
        KnownName("person", 1, "Bruce Knotts"),
        KnownName("person", 2, "Wang Yanguo"),
        KnownName("person", 2, "王彦国"),
        KnownName("person", 3, "李明"),
        KnownName("organization", 4, "China Public Welfare Foundation"),
        KnownName("organization", 4, "中国公益基金会"),
        KnownName("organization", 5, "HCOT"),
        KnownName("theme", 6, "Inclusive Cities"),
        KnownName("person", 7, "Zoé O’Hara-Lund"),
        KnownName("person", 8, "Ada"),
    ]
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Bruce Knotts spoke.", [(1, "")]),
        ("BRUCE  KNOTTS spoke, and so did zoe o'hara lund.", [(1, "")]),
        ("Zoe O'Hara-Lund spoke.", [(7, "")]),
        ("王彦国与中国公益基金会", [(2, ""), (4, "")]),
        ("王彦 国出席", [(2, "")]),
        ("On the theme of inclusive cities", [(6, "")]),
        ("Source: HCOT", [(5, "")]),
        ("hcot and the HCOTS", []),
        ("Bruce Noz said", [(1, "Bruce Noz")]),
        ("Bruce Knott said", [(1, "Bruce Knott")]),
        ("Yanguo Wang said", [(2, "Yanguo Wang")]),
        ("Wang Yan-guo said", [(2, "")]),
        ("Wang Yan Guo said", [(2, "Wang Yan Guo")]),
        ("王艳国出席", [(2, "王艳国")]),
        ("黎明时分", []),
        ("the Chinese Public Welfare Foundation held", [(4, "Chinese Public Welfare Foundation")]),
        ("Bruce Lee, Robert Knotts, Ada and Nova Scotia", []),
        ("", []),
    ],
)
def test_names_are_found_and_likenesses_are_told(text: str, named: list[tuple[int, str]]) -> None:
    found = [(each.id, each.written) for each in KNOWN.named_in(text)]
    assert found == named


def test_a_name_that_stands_there_is_sure_whatever_else_resembles_it() -> None:
    found = KNOWN.named_in("Bruce Noz, that is Bruce Knotts")
    assert found == [Naming("person", 1)]
    assert found[0].is_sure
    assert found[0].listed == ["person", 1, ""]


@soon
@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"Anna{n:04} Borg{n:04}" for n in range(40_000)),
        "A" * 900_000,
        "A of " * 200_000,
        "A of" + " of" * 300_000,
        "的" * 300_000,
        "Á-" * 400_000,
    ],
    ids=["names", "one word", "of", "of of", "one character", "hyphens"],
)
def test_a_text_made_to_be_costly_is_looked_through(text: str) -> None:
    crowd = Names(KnownName("person", n, f"Anna{n:04} Berg{n:04}") for n in range(3000))
    found = {each.id for each in crowd.named_in(text)}
    assert 0 in found or "Anna" not in text
