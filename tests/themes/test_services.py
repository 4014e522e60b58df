"""What is done to themes."""

import pytest
from sqlalchemy import select

from forumapp.core.actor import Actor
from forumapp.core.errors import CHANGED_MEANWHILE, Refused
from forumapp.core.slugs import record_id_of_former
from forumapp.core.text import say
from forumapp.history.models import HistoryRow
from forumapp.search.queries import matching_ids
from forumapp.themes.models import Theme
from forumapp.themes.queries import theme_choices
from forumapp.themes.services import (
    ThemeFacts,
    archive_theme,
    create_theme,
    delete_theme,
    edit_theme,
    restore_theme,
)
from tests.records import a_forum
from tests.support import NOW

BY = Actor("command", "Chen Suyin")
WATER = ThemeFacts(
    title={"en": "Water and land", "zh": "水与土地"}, summary={"en": "Rivers."}, sdg_goals=[6, 15]
)


def found(session, query):
    return list(session.scalars(matching_ids("theme", query)))


def test_a_theme_is_made_with_a_readable_address_and_is_found_in_both_languages(session):
    theme = create_theme(WATER, by=BY, now=NOW)
    session.flush()
    assert theme.slug == "water-and-land"
    assert (theme.title.exact("zh"), theme.sdg_goals) == ("水与土地", [6, 15])
    assert found(session, "土地") == found(session, "rivers") == [theme.id]


def test_every_change_has_an_author_and_says_old_and_new(session):
    theme = create_theme(WATER, by=BY, now=NOW)
    edit_theme(theme, ThemeFacts(title={"en": "Water"}, sdg_goals=[6]), by=BY, now=NOW)
    rows = session.scalars(select(HistoryRow).order_by(HistoryRow.id)).all()
    assert [(row.action, row.actor_label) for row in rows] == [
        ("created", "Chen Suyin"),
        ("edited", "Chen Suyin"),
    ]
    assert rows[1].changes["sdg_goals"] == [[6, 15], [6]]
    assert rows[1].changes["title"] == [
        {"en": "Water and land", "zh": "水与土地"},
        {"en": "Water", "zh": "水与土地"},
    ]


def test_a_new_address_leaves_the_old_one_answering(session):
    theme = create_theme(WATER, by=BY, now=NOW)
    edit_theme(theme, WATER, slug="water", by=BY, now=NOW)
    assert theme.slug == "water"
    assert record_id_of_former(Theme, "water-and-land") == theme.id


def test_a_theme_without_a_title_or_with_an_unknown_goal_is_refused(session):
    with pytest.raises(Refused) as untitled:
        create_theme(ThemeFacts(title={"en": ""}), by=BY, now=NOW)
    with pytest.raises(Refused) as unknown:
        create_theme(ThemeFacts(title={"en": "Water"}, sdg_goals=[18]), by=BY, now=NOW)
    assert (untitled.value.field, unknown.value.field) == ("title", "sdg_goals")


def test_who_edits_an_older_version_is_refused(session):
    theme = create_theme(WATER, by=BY, now=NOW)
    session.flush()
    edit_theme(theme, ThemeFacts(title={"en": "Water"}), version=1, by=BY, now=NOW)
    session.flush()
    with pytest.raises(Refused) as stale:
        edit_theme(theme, WATER, version=1, by=BY, now=NOW)
    assert (stale.value.sentence, stale.value.version) == (CHANGED_MEANWHILE, 2)
    assert theme.title.exact("en") == "Water"


def test_an_archived_theme_is_marked_among_the_choices_until_it_is_restored(session):
    theme = create_theme(WATER, by=BY, now=NOW)
    archive_theme(theme, by=BY, now=NOW)
    assert [(each.name, each.is_archived) for each in theme_choices("zh")] == [("水与土地", True)]
    restore_theme(theme, by=BY, now=NOW)
    assert [each.is_archived for each in theme_choices("en")] == [False]


def test_a_theme_that_forums_have_is_not_deleted(session):
    theme = create_theme(WATER, by=BY, now=NOW)
    session.add_all([a_forum(themes=[theme]), a_forum(themes=[theme])])
    session.flush()
    with pytest.raises(Refused) as needed:
        delete_theme(theme, by=BY, now=NOW)
    told = say(needed.value.sentence, needed.value.values, "en")
    assert "forums (2)" in told
    assert session.get(Theme, theme.id) is theme


def test_a_theme_that_nothing_names_is_deleted_and_no_longer_found(session):
    theme = create_theme(WATER, by=BY, now=NOW)
    session.flush()
    delete_theme(theme, by=BY, now=NOW)
    session.flush()
    assert session.scalars(select(Theme)).all() == []
    assert found(session, "water") == []


def test_the_id_of_a_deleted_theme_is_not_given_again(session):
    first = create_theme(WATER, by=BY, now=NOW)
    session.flush()
    first_id = first.id
    delete_theme(first, by=BY, now=NOW)
    session.flush()
    second = create_theme(WATER, by=BY, now=NOW)
    session.flush()
    assert second.id > first_id
