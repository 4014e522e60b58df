"""Records that forums name: one spelling, everywhere at once."""

import pytest
from sqlalchemy import select

from forumapp.announcements.models.announcements import Announcement, Quote
from forumapp.announcements.services.drafting import publish_notice
from forumapp.core.actor import COMMAND
from forumapp.forums.services.words import index_forum
from forumapp.organizations.services import OrganizationFacts
from forumapp.people.services import PersonFacts
from forumapp.publishing import records
from forumapp.search.queries import ranked_matches
from forumapp.themes.services import ThemeFacts
from forumapp.venues.services import VenueFacts
from tests.records import (
    a_forum,
    a_person,
    a_theme,
    a_venue,
    an_announcement,
    an_appearance,
    an_organization,
    an_organizer_line,
    both,
)
from tests.support import NOW

OLD, NEW = "Noz", "Knotts"
PLACES = ("/forums/harbours", "/announcements/harbours", "/announcements.atom")


@pytest.fixture
def named(session):
    """A published forum of which venue, organizer, theme and speaker all bear the same name."""
    name = both(OLD)
    rows = {
        "venue": a_venue(name=name),
        "organization": an_organization(name=name, short_name=name),
        "theme": a_theme(title=name),
        "person": a_person(name=name),
    }
    forum = a_forum(slug="harbours", venue=rows["venue"], themes=[rows["theme"]])
    line = an_organizer_line(forum, organization=rows["organization"])
    session.add_all([forum, line, an_appearance(forum, rows["person"])])
    session.flush()
    index_forum(forum)
    publish_notice(forum, by=COMMAND, now=NOW)
    session.commit()
    return rows


def test_a_new_name_is_in_the_notice_as_on_the_page(client, session, named):
    before = {place: client.get(place).text for place in PLACES}
    assert all(OLD in text for text in before.values())
    name, edit = {"en": NEW}, {"by": COMMAND, "now": NOW}
    venue = VenueFacts(name=name, zone="America/New_York", city={"en": "New York"})
    records.edit_named_venue(named["venue"], venue, **edit)
    body = OrganizationFacts(name=name, short_name=name, kind="foundation")
    records.edit_named_organization(named["organization"], body, **edit)
    records.edit_named_theme(named["theme"], ThemeFacts(title=name), **edit)
    records.edit_named_person(named["person"], PersonFacts(name=name), **edit)
    session.commit()
    for place in PLACES[1:]:
        text = client.get(place).text
        assert OLD not in text
        assert text.count(NEW) == before[place].count(OLD)


def test_what_somebody_said_is_found_by_their_new_name(session):
    person = a_person(name=both(OLD))
    announcement = an_announcement()
    announcement.quotes.append(
        Quote(wording=both("Open them."), name=both(""), capacity=both(""), person=person)
    )
    session.add(announcement)
    records.edit_named_person(person, PersonFacts(name={"en": NEW}), by=COMMAND, now=NOW)
    everything = {"announcement": select(Announcement.id)}
    assert not ranked_matches(OLD, everything, limit=5)
    assert ranked_matches(NEW, everything, limit=5)
