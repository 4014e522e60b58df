"""Addresses of records."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from forumapp.core.errors import Refused
from forumapp.core.slugs import (
    SLUG,
    FormerSlug,
    change_slug,
    free_slug,
    is_retired,
    record_id_of_former,
    retire_slugs,
    slug_of,
)
from forumapp.core.translated import Translated
from forumapp.themes.models import Theme


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        (
            {"en": "Civil society & inclusive cities: what works"},
            "civil-society-inclusive-cities-what-works",
        ),
        ({"en": "Café d'été №1"}, "cafe-dete-no1"),
        ({"zh": "包容性城市"}, "bao-rong-xing-cheng-shi"),
        ({"en": "包容性城市"}, "bao-rong-xing-cheng-shi"),
        ({"en": "!!!"}, "theme"),
        ({"en": "a" * 200}, "a" * 80),
        ({"en": "v1.2.ics"}, "v1-2-ics"),
    ],
)
def test_a_slug_comes_from_the_english_title_or_from_pinyin(
    title: dict[str, str], slug: str
) -> None:
    made = slug_of(Translated(title), "theme")
    assert made == slug
    assert SLUG.fullmatch(made)


def a_theme(session: scoped_session[Session], name: str) -> Theme:
    title = Translated({"en": name})
    theme = Theme(title=title, slug=free_slug(Theme, title))
    session.add(theme)
    session.flush()
    return theme


def test_two_records_of_one_title_have_two_addresses(session: scoped_session[Session]) -> None:
    assert [a_theme(session, "Water").slug for _time in range(3)] == ["water", "water-2", "water-3"]


def test_an_address_that_was_public_leads_to_its_record_for_good(
    session: scoped_session[Session],
) -> None:
    theme = a_theme(session, "Water")
    change_slug(theme, "springs")
    change_slug(theme, "wells")
    session.flush()
    assert record_id_of_former(Theme, "water") == theme.id
    assert record_id_of_former(Theme, "springs") == theme.id
    assert a_theme(session, "Water").slug == "water-2"


def test_a_record_may_take_its_old_address_back(session: scoped_session[Session]) -> None:
    theme = a_theme(session, "Water")
    change_slug(theme, "springs")
    session.flush()
    change_slug(theme, "water")
    session.flush()
    assert theme.slug == "water"
    assert record_id_of_former(Theme, "springs") == theme.id


@pytest.mark.parametrize("slug", ["", "Water", "a.ics", "-a", "a--b", "a/b", "水"])
def test_what_is_no_address_is_refused(session: scoped_session[Session], slug: str) -> None:
    with pytest.raises(Refused):
        change_slug(a_theme(session, "Land"), slug)


def test_an_address_that_another_record_has_or_had_is_refused(
    session: scoped_session[Session],
) -> None:
    first, second = a_theme(session, "One"), a_theme(session, "Two")
    change_slug(first, "three")
    session.flush()
    for taken in ("one", "three"):
        with pytest.raises(Refused):
            change_slug(second, taken)


def test_the_addresses_of_a_deleted_record_are_gone_for_good_and_spell_no_name(
    session: scoped_session[Session],
) -> None:
    theme = a_theme(session, "Water")
    change_slug(theme, "springs")
    retire_slugs(theme)
    session.delete(theme)
    session.flush()
    assert [is_retired(Theme, slug) for slug in ("water", "springs", "wells")] == [
        True,
        True,
        False,
    ]
    assert [each.slug[:7] for each in session.scalars(select(FormerSlug))] == ["sha256:"] * 2
    assert a_theme(session, "Water").slug == "water-2"
