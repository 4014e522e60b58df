"""A person's consent, withdrawn: the next answer no longer shows what it allowed."""

import pytest

from forumapp.announcements.models.announcements import Correction, Quote
from forumapp.announcements.services.drafting import publish_notice
from forumapp.announcements.services.words import index_announcement
from forumapp.core.actor import COMMAND
from forumapp.core.errors import Refused
from forumapp.forums.models import ForumChange
from forumapp.forums.services.words import index_forum
from forumapp.institution.models import ConsentText
from forumapp.people.services import PersonFacts
from forumapp.publishing import consents
from forumapp.publishing.records import edit_named_person
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
    publish_notice(forum, by=COMMAND, now=NOW)
    index_record(person, person.name)
    session.commit()
    return person


OWN_PAGE = "/speakers/wenlan-qiu"
PLACES = (
    "/forums/harbours",
    "/zh/forums/harbours",
    "/announcements/harbours",
    "/announcements.atom",
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
        "/announcements/harbours",
        "/announcements.atom",
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


def test_texts_with_a_former_name_are_told_too(client, session, speaker):
    naming = an_announcement(body=both(f"{NAME} spoke first."))
    session.add(naming)
    session.flush()
    edit_named_person(speaker, PersonFacts(name={"en": "Wenlan Lin"}), by=COMMAND, now=NOW)
    assert consents.withdraw_consent(speaker, "publication", by=COMMAND, now=NOW) == [naming]
    session.commit()
    assert showing(client) <= {"/announcements.atom"}  # where the naming text itself stands


def ledger(session, forum, field, old, new):
    change = ForumChange(
        forum=forum, at=NOW, by="Chen Suyin", field=field, old=old, new=new, sequence=1
    )
    session.add(change)
    session.flush()
    return change


def test_others_stay_in_the_ledger_when_one_is_forgotten(session):
    person, namesake = a_person(name=both("Li Na", "王明")), a_person(name=both("Li Na", "王明"))
    forum, elsewhere = a_forum(), a_forum()
    session.add_all([an_appearance(forum, person), an_appearance(elsewhere, namesake)])
    before = both("Li Nan (Speaker, Chair; Member)", "王明华（演讲人，主席；委员）")
    after = both(
        "Li Na (Host); Li Nan (Speaker, Chair; Member); Li Na (Speaker, Dean (a.i.); Member)",
        "王明（主持人）；王明华（演讲人，主席；委员）；王明（演讲人）",
    )
    long_gone = a_forum()
    changed = ledger(session, forum, "speakers", both("Otto Berg (Speaker)"), after)
    only_theirs = ledger(session, long_gone, "speakers", after, before)
    talk = ledger(
        session,
        forum,
        "programme",
        both("9:00–9:30 Talk by Li Nan"),
        both("9:00–9:30 Li Na; 9:30–10:00 Li Nan"),
    )
    other = ledger(session, elsewhere, "speakers", before, after)
    consents.withdraw_consent(person, "publication", by=COMMAND, now=NOW)
    session.commit()
    assert (changed.old, changed.new) == (both("Otto Berg (Speaker)"), before)
    assert session.get(ForumChange, only_theirs.id) is None
    assert (talk.old, talk.new) == (both("9:00–9:30 Talk by Li Nan"), both("9:30–10:00 Li Nan"))
    assert (other.old, other.new) == (before, after)


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


def test_what_somebody_said_is_found_while_their_consent_stands(client, session):
    person = a_person(name=both("Wenlan Qiu"), consented=True)
    announcement = an_announcement(slug="said")
    announcement.quotes = [Quote(person=person, wording=both("Lighthouses talk."))]
    session.add(announcement)
    index_announcement(announcement)
    session.commit()
    assert "/announcements/said" in client.get("/search?q=lighthouses").text
    consents.withdraw_consent(person, "publication", by=COMMAND, now=NOW)
    session.commit()
    assert "/announcements/said" not in client.get("/search?q=lighthouses").text


def test_every_text_of_a_page_that_still_names_the_person_is_told(session):
    person = a_person(name=both("Lin Qiao", "林桥"))
    corrected = an_announcement(headline=both("Corrected"))
    corrected.corrections.append(
        Correction(at=NOW, by="Ann", wording=both("The name is Lin Qiao."))
    )
    shown = an_announcement(headline=both("Shown"), picture_caption=both("Lin Qiao at the quay"))
    quoted = an_announcement(headline=both("Quoted"))
    quoted.quotes.append(Quote(wording=both("Yes."), name=both("", "林桥"), capacity=both("")))
    other = an_announcement(headline=both("Other"))
    session.add(person)
    for row in (corrected, shown, quoted, other):
        session.add(row)
        session.flush()
    naming = consents.withdraw_consent(person, "publication", by=COMMAND, now=NOW)
    assert [each.headline.text("en") for each in naming] == ["Corrected", "Shown", "Quoted"]
