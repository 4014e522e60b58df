"""Finding records on both databases."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from forumapp.core.db import db
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum
from forumapp.search.queries import matching_ids, near_matches, ranked_matches
from forumapp.search.services import forget_record, index_record
from forumapp.themes.models import Theme

EVERY_THEME = {"theme": select(Theme.id)}


@pytest.fixture
def themes(session: scoped_session[Session]) -> dict[str, Theme]:
    made = {
        "cities": Theme(
            slug="cities", title=Translated({"en": "Inclusive cities", "zh": "包容性城市论坛"})
        ),
        "water": Theme(
            slug="water", title=Translated({"en": "Water for Zürich cities", "zh": "水资源"})
        ),
    }
    for theme in made.values():
        session.add(theme)
        index_record(theme, theme.title)
    return made


def found(query: str) -> list[int]:
    return sorted(db.session.scalars(matching_ids("theme", query)).unique())


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("论坛", ["cities"]),
        ("市", ["cities"]),
        ("cities", ["cities", "water"]),
        ("incl cit", ["cities"]),
        ("zurich", ["water"]),
        ("包容 水", []),
        ("nothing", []),
        ("'\" * ( ) : & | !", []),
        ("", []),
    ],
)
def test_a_query_finds_the_records_that_hold_all_its_words(
    themes: dict[str, Theme], query: str, names: list[str]
) -> None:
    assert found(query) == sorted(themes[name].id for name in names)


def test_a_changed_text_is_found_by_its_new_words_only(themes: dict[str, Theme]) -> None:
    theme = themes["cities"]
    theme.title = Translated({"en": "Small ports"})
    index_record(theme, theme.title)
    assert found("ports") == [theme.id]
    assert found("论坛") == []


def test_a_forgotten_record_is_not_found(themes: dict[str, Theme]) -> None:
    forget_record(themes["water"])
    assert found("cities") == [themes["cities"].id]


def test_matches_come_once_each_and_best_first(themes: dict[str, Theme]) -> None:
    assert list(ranked_matches("inclusive", EVERY_THEME, limit=5)) == [
        ("theme", themes["cities"].id)
    ]
    assert set(ranked_matches("cities", EVERY_THEME, limit=5)) == {
        ("theme", theme.id) for theme in themes.values()
    }
    assert ranked_matches("cities", {"forum": select(Forum.id)}, limit=5) == {}


def test_a_record_that_holds_a_word_in_two_languages_takes_one_place(
    session: scoped_session[Session],
) -> None:
    themes = [
        Theme(slug=f"port-{number}", title=Translated({"en": "Ports", "zh": "Ports 港"}))
        for number in range(3)
    ]
    for theme in themes:
        session.add(theme)
        index_record(theme, theme.title)
    assert len(ranked_matches("ports", EVERY_THEME, limit=3)) == 3
    assert len(ranked_matches("ports", EVERY_THEME, limit=2)) == 2


def test_what_may_not_be_found_takes_no_place_among_the_best(themes: dict[str, Theme]) -> None:
    water = themes["water"].id
    findable = {"theme": select(Theme.id).where(Theme.id == water)}
    assert list(ranked_matches("cities", findable, limit=1)) == [("theme", water)]
    assert list(near_matches("citiez", findable, limit=1)) == [("theme", water)]


def test_a_word_counts_most_in_the_title_then_below_it_then_in_the_text(
    session: scoped_session[Session],
) -> None:
    filler = " ".join(f"word{number}" for number in range(40))
    placed = [("plain", "plain", "harbour"), ("plain", "harbour", filler), ("harbour", filler, "")]
    made = []
    for number, texts in enumerate(placed):
        theme = Theme(slug=f"theme-{number}", title=Translated({"en": str(number)}))
        session.add(theme)
        index_record(theme, *(Translated({"en": text}) for text in texts))
        made.append(theme)
    best = ranked_matches("harbour", EVERY_THEME, limit=5)
    assert list(best) == [("theme", theme.id) for theme in reversed(made)]


def test_a_mistyped_word_finds_what_begins_alike(themes: dict[str, Theme]) -> None:
    assert list(near_matches("inclussive", EVERY_THEME, limit=5)) == [
        ("theme", themes["cities"].id)
    ]
    assert near_matches("x", EVERY_THEME, limit=5) == {}


def test_a_text_longer_than_any_index_takes_is_found_by_its_beginning(session) -> None:
    first = ord("一")
    words = [
        chr(first + number % 20_000) + chr(first + number // 20_000) for number in range(150_000)
    ]
    theme = Theme(slug="long", title=Translated({"en": "Long", "zh": "长文"}))
    session.add(theme)
    index_record(theme, theme.title, "", " ".join(words))
    session.flush()
    assert found(words[100]) == [theme.id]
