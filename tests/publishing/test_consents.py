"""A person's consent, withdrawn: the next answer no longer shows what it allowed."""

import pytest

from forumapp.core.actor import COMMAND
from forumapp.core.errors import Refused
from forumapp.forums.models import ForumChange
from forumapp.forums.services.words import index_forum
from forumapp.institution.models import ConsentText
from forumapp.publishing import consents
from forumapp.search.services import index_record
from tests.records import (
    a_delegation,
    a_forum,
    a_member,
    a_person,
    a_venue,
    an_announcement,
    an_appearance,
    an_organizer_line,
    both,
)
from tests.support import NOW

NAME = "Wenlan Qiu"


@pytest.fixture
def speaker(session):
    person = a_person(name=both(NAME), slug="wenlan-qiu")
    forum = a_forum(slug="harbours", venue=a_venue())
    delegation = a_delegation(slug="journey")
    session.add_all(
        [
            forum,
            an_organizer_line(forum),
            an_appearance(forum, person),
            a_member(delegation, person),
            ForumChange(
                forum=forum,
                at=NOW,
                by="Chen Suyin",
                field="speakers",
                old=both("nobody"),
                new=both(f"{NAME} (Speaker)"),
                sequence=1,
            ),
        ]
    )
    session.flush()
    index_forum(forum)
    index_record(person, person.name)
    session.commit()
    return person


OWN_PAGE = "/speakers/wenlan-qiu"
PLACES = (
    "/forums/harbours",
    "/zh/forums/harbours",
    "/forums/harbours.ics",
    "/forums/harbours.full.ics",
    "/calendar.ics",
    "/delegations/journey",
    "/delegations/journey.ics",
    "/speakers/",
    OWN_PAGE,
    "/search?q=wenlan",
    "/sitemap.xml",
)


def showing(client):
    """The places that say the name, or lead to its page (which itself names its own address)."""
    answers = {place: client.get(place).text for place in PLACES}
    return {
        at for at, text in answers.items() if NAME in text or (OWN_PAGE in text and at != OWN_PAGE)
    }


def test_before_and_after_a_withdrawal(client, session, speaker):
    assert showing(client) >= {
        "/forums/harbours",
        "/zh/forums/harbours",
        "/forums/harbours.ics",
        "/calendar.ics",
        "/delegations/journey",
        "/speakers/",
        "/search?q=wenlan",
        "/sitemap.xml",
    }
    consents.withdraw_consent(speaker, "publication", by=COMMAND, now=NOW)
    session.commit()
    assert showing(client) == set()
    assert client.get(OWN_PAGE).status_code == 404


def test_announcements_whose_text_names_the_person_are_told(session, speaker):
    naming = an_announcement(body=both(f"{NAME} spoke first."))
    session.add_all([naming, an_announcement(), an_announcement(state="draft", lead=both(NAME))])
    session.flush()
    told = consents.withdraw_consent(speaker, "publication", by=COMMAND, now=NOW)
    assert told == [naming]


def test_withdrawing_photographs_leaves_the_name(client, session, speaker):
    session.add(
        ConsentText(purpose="photographs", version=1, wording=both("Photos are fine."), since=NOW)
    )
    session.flush()
    consents.record_consent(
        speaker, "photographs", language="en", given_on=NOW.date(), by=COMMAND, now=NOW
    )
    before = showing(client)
    consents.withdraw_consent(speaker, "photographs", by=COMMAND, now=NOW)
    session.commit()
    assert showing(client) == before != set()


def test_a_consent_without_a_wording_cannot_be_recorded(session, speaker):
    with pytest.raises(Refused) as refused:
        consents.record_consent(
            speaker, "transfer", language="en", given_on=NOW.date(), by=COMMAND, now=NOW
        )
    assert refused.value.field == "purpose"
