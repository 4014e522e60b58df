"""What a language lacks is listed, and asked about before publishing."""

from datetime import timedelta

import pytest

from forumapp.announcements.rules.parity import find_gaps
from forumapp.announcements.services.releasing import publish_announcement
from forumapp.core.actor import COMMAND, Actor
from forumapp.core.errors import Refused
from forumapp.core.text import say
from forumapp.core.translated import Translated
from forumapp.institution.services import ensure_institution
from forumapp.publishing.forums import publish_forum
from forumapp.publishing.parity import work_of_translators
from tests.records import (
    a_delegation,
    a_forum,
    a_person,
    a_session,
    a_venue,
    an_announcement,
    an_organization,
    an_organizer_line,
    both,
)
from tests.support import NOW

ALICE = Actor.account(1, "Alice")
LANGUAGES = ("en", "zh")
OLDER = both("A", "甲").revised({"en": "B"}, NOW).revised({"zh": "乙"}, NOW - timedelta(days=1))


@pytest.fixture
def institution(session):
    return ensure_institution(by=COMMAND, now=NOW)


def test_gaps_are_named_once_by_language() -> None:
    texts = [("lead", both("Only")), ("lead", both("Again")), ("body", OLDER), ("source", both(""))]
    gaps = find_gaps(texts, LANGUAGES)
    assert (gaps.missing, gaps.older) == ({"zh": ["lead"]}, {"zh": ["body"]})
    assert gaps.text("en") == "中文 is missing: lead. 中文 is older: body."
    assert not find_gaps([("lead", both("One", "一"))], LANGUAGES)


def a_draft(session):
    row = an_announcement(state="draft", release_at=None, lead=both("Only in English."))
    session.add(row)
    session.flush()
    return row


def test_it_is_asked_once_whether_a_gap_is_accepted(session, institution) -> None:
    institution.parity = "warn"
    row = a_draft(session)
    with pytest.raises(Refused) as refusal:
        publish_announcement(row, gaps_accepted=False, by=ALICE, now=NOW)
    assert refusal.value.field == "gaps_accepted"
    assert "中文 is missing: lead." in say(refusal.value.sentence, refusal.value.values, "en")
    assert "中文版缺少：导语。" in say(refusal.value.sentence, refusal.value.values, "zh")
    publish_announcement(row, gaps_accepted=True, by=ALICE, now=NOW)
    assert row.is_visible(NOW)


def test_an_institution_may_insist(session, institution) -> None:
    institution.parity = "block"
    row = a_draft(session)
    with pytest.raises(Refused, match="in all of its languages"):
        publish_announcement(row, gaps_accepted=True, by=ALICE, now=NOW)
    row.lead = both("In both.", "两种语言。")
    publish_announcement(row, gaps_accepted=False, by=ALICE, now=NOW)
    assert row.is_visible(NOW)


@pytest.mark.parametrize(("parity", "accepted"), [("off", False), ("block", None)])
def test_nobody_is_asked_where_it_is_not_wanted(session, institution, parity, accepted) -> None:
    institution.parity = parity
    row = a_draft(session)
    publish_announcement(row, gaps_accepted=accepted, by=ALICE, now=NOW)
    assert row.is_visible(NOW)


def test_a_forum_is_asked_about_its_programme_too(session, institution) -> None:
    institution.parity = "warn"
    forum = a_forum(state="draft", release_at=None, venue=a_venue())
    session.add_all([forum, an_organizer_line(forum), a_session(forum, title=both("Opening"))])
    session.flush()
    session.refresh(forum)
    with pytest.raises(Refused) as refusal:
        publish_forum(forum, gaps_accepted=False, by=ALICE, now=NOW)
    assert refusal.value.values["gaps"].missing == {"zh": ["programme"]}
    publish_forum(forum, gaps_accepted=True, by=ALICE, now=NOW)
    assert forum.is_visible(NOW)


def test_the_list_holds_what_the_public_reads_or_will_read(session) -> None:
    only = both("Only in English")
    forum = a_forum(title=only)
    session.add_all(
        [
            forum,
            a_session(forum, title=only),
            a_forum(title=only, state="draft", release_at=None),
            an_announcement(headline=only, release_at=NOW + timedelta(days=1)),
            an_announcement(headline=only, state="withdrawn"),
            a_delegation(name=only, state="draft", release_at=None),
            a_person(name=only),
            a_person(name=only, consented=False),
            an_organization(name=only, archived_at=NOW),
            a_venue(street=OLDER),
        ]
    )
    session.flush()
    work = work_of_translators(LANGUAGES)
    assert [(each.kind, each.missing, each.older) for each in work] == [
        ("forum", {"zh": ["title"]}, {}),
        ("forum_session", {"zh": ["title"]}, {}),
        ("announcement", {"zh": ["headline"]}, {}),
        ("person", {"zh": ["name"]}, {}),
        ("venue", {}, {"zh": ["street"]}),
    ]
    assert work[1].record_id == forum.id
    assert [each.kind for each in work_of_translators(LANGUAGES, kind="person")] == ["person"]
    assert work_of_translators(LANGUAGES, language="en") == []


def test_what_is_empty_in_every_language_lacks_nothing() -> None:
    assert not find_gaps([("lead", Translated())], LANGUAGES)
