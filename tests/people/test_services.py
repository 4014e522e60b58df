"""What is done to people, and the consents that they give and withdraw."""

from datetime import timedelta

import pytest

from forumapp.announcements.models.announcements import Quote
from forumapp.core.actor import Actor
from forumapp.core.errors import Refused
from forumapp.institution.models import ConsentText
from forumapp.people.services import (
    PersonFacts,
    create_person,
    delete_person,
    edit_person,
    record_consent,
    withdraw_consent,
)
from tests.records import a_forum, an_announcement, an_appearance, both
from tests.support import NOW

BY = Actor("command", "Chen Suyin")


@pytest.fixture
def wording(session):
    text = ConsentText(
        purpose="publication",
        version=3,
        wording=both("My name may be published.", "可公开本人姓名。"),
        since=NOW,
    )
    session.add(text)
    session.flush()
    return text


def made(**facts):
    return create_person(PersonFacts(**{"name": {"en": "Bruce Knotts"}, **facts}), by=BY, now=NOW)


@pytest.mark.parametrize(
    ("name", "sort_name"),
    [
        ({"en": "Bruce Knotts"}, "Knotts Bruce"),
        ({"en": "Lin Yue", "zh": "林悦"}, "Lin Yue"),
        ({"en": "Ouyang Xiu", "zh": "欧阳修"}, "Ouyang Xiu"),
        ({"en": "Karim Benali", "zh": "卡里姆·贝纳利"}, "Benali Karim"),
        ({"zh": "林悦"}, "林悦"),
    ],
)
def test_lists_of_speakers_begin_with_the_family_name_as_far_as_it_can_be_told(
    session, name, sort_name
):
    assert made(name=name).sort_name == sort_name


def test_an_editor_says_how_a_name_is_sorted(session):
    person = made(name={"en": "Lin Yue"}, sort_name="Lin Yue")
    assert person.sort_name == "Lin Yue"


def test_a_consent_keeps_the_exact_words_their_version_and_how_we_know(session, wording):
    person = made()
    consent = record_consent(
        person, wording, language="zh", given_at=NOW, told_by="signed form", by=BY, now=NOW
    )
    session.flush()
    assert (consent.wording, consent.wording_version, consent.language) == (
        "可公开本人姓名。",
        3,
        "zh",
    )
    assert consent.given_by == "signed form (Chen Suyin)"
    assert person.is_public


def test_a_consent_is_given_once_and_not_in_the_future(session, wording):
    person = made()
    with pytest.raises(Refused) as early:
        tomorrow = NOW + timedelta(days=1)
        record_consent(person, wording, language="en", given_at=tomorrow, by=BY, now=NOW)
    record_consent(person, wording, language="en", given_at=NOW, by=BY, now=NOW)
    with pytest.raises(Refused) as twice:
        record_consent(person, wording, language="en", given_at=NOW, by=BY, now=NOW)
    assert (early.value.field, twice.value.field) == ("given_on", "purpose")


def test_a_withdrawn_consent_stays_in_the_record_and_can_be_given_anew(session, wording):
    person = made()
    record_consent(person, wording, language="en", given_at=NOW, by=BY, now=NOW)
    withdrawn = withdraw_consent(person, "publication", by=BY, now=NOW)
    assert (withdrawn.withdrawn_at, person.is_public) == (NOW, False)
    with pytest.raises(Refused):
        withdraw_consent(person, "publication", by=BY, now=NOW)
    record_consent(person, wording, language="en", given_at=NOW, by=BY, now=NOW)
    assert (len(person.consents), person.is_public) == (2, True)


def test_a_person_who_appears_is_not_deleted(session):
    person = made()
    forum = a_forum()
    session.add_all([forum, an_appearance(forum, person)])
    session.flush()
    with pytest.raises(Refused) as needed:
        delete_person(person, by=BY, now=NOW)
    assert needed.value.values["dependents"].counts == {"appearance": 1}


def test_a_person_who_is_quoted_is_not_deleted(session):
    person, announcement = made(), an_announcement()
    announcement.quotes.append(Quote(wording=both("Ports are open."), person=person))
    session.add(announcement)
    session.flush()
    with pytest.raises(Refused) as needed:
        delete_person(person, by=BY, now=NOW)
    assert needed.value.values["dependents"].text("en") == "quotes (1)"
    assert needed.value.values["dependents"].text("zh") == "引语（1）"


def test_a_broken_portrait_is_refused(session):
    person = made()
    with pytest.raises(Refused):
        edit_person(person, PersonFacts(name={"en": "B"}), portrait=b"<svg/>", by=BY, now=NOW)
