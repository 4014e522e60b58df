"""What an announcement said is kept at each save, and may come back."""

from dataclasses import replace

import pytest

from forumapp.announcements.queries.versions import version_of, versions_of
from forumapp.announcements.services.editing import (
    AnnouncementPlan,
    create_announcement,
    edit_announcement,
)
from forumapp.announcements.services.quotes import QuotePlan
from forumapp.announcements.services.releasing import publish_announcement
from forumapp.announcements.services.restoring import restore_version
from forumapp.core.actor import Actor
from forumapp.core.errors import NotFound, Refused
from tests.records import both
from tests.support import NOW

ALICE, BRUNO = Actor.account(1, "Alice"), Actor.account(2, "Bruno")
FIRST = AnnouncementPlan(
    headline={"en": "Quays open", "zh": "码头开放"}, lead={"en": "In spring.", "zh": "明春。"}
)
SECOND = replace(FIRST, lead={"en": "In autumn."}, source={"en": "Press office"})


@pytest.fixture
def edited(session):
    made = create_announcement(FIRST, by=ALICE, now=NOW)
    edit_announcement(made, SECOND, by=BRUNO, now=NOW)
    return made


def test_each_save_that_says_something_else_is_a_version(session, edited) -> None:
    edit_announcement(edited, SECOND, by=ALICE, now=NOW)
    assert [(each.number, each.by) for each in versions_of(edited)] == [(2, "Bruno"), (1, "Alice")]
    assert version_of(edited, 1).contents == {
        "headline": {"en": "Quays open", "zh": "码头开放"},
        "lead": {"en": "In spring.", "zh": "明春。"},
    }
    with pytest.raises(NotFound):
        version_of(edited, 3)


def test_an_earlier_version_comes_back_as_a_new_one(session, edited) -> None:
    restore_version(edited, version_of(edited, 1), correction={}, by=ALICE, now=NOW)
    session.flush()
    session.expire(edited)
    assert (edited.lead, edited.source) == (both("In spring.", "明春。"), both(""))
    assert [each.number for each in versions_of(edited)] == [3, 2, 1]


def test_readers_of_a_public_text_are_told_why_it_goes_back(session, edited) -> None:
    publish_announcement(edited, by=ALICE, now=NOW)
    first = version_of(edited, 1)
    with pytest.raises(Refused, match="Tell them in a sentence"):
        restore_version(edited, first, correction={"en": " "}, by=ALICE, now=NOW)
    restore_version(edited, first, correction={"en": "It is spring."}, by=ALICE, now=NOW)
    assert [each.wording for each in edited.corrections] == [both("It is spring.")]


def test_nobody_is_quoted_with_the_words_of_whom_an_earlier_version_quoted(session) -> None:
    plans = [
        replace(FIRST, quotes=(QuotePlan(wording={"en": wording}, name={"en": name}),))
        for name, wording in (("Ann", "We lost money."), ("Bo", "All is well."))
    ]
    made = create_announcement(plans[0], by=ALICE, now=NOW)
    edit_announcement(made, replace(plans[1], lead={"en": "Later."}), by=ALICE, now=NOW)
    restore_version(made, version_of(made, 1), correction={}, by=ALICE, now=NOW)
    said = [(each.name.text("en"), each.wording.text("en")) for each in made.quotes]
    assert (made.lead.exact("en"), said) == ("In spring.", [("Bo", "All is well.")])
