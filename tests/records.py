"""Rows for tests: each function makes one with believable facts; name what the test is about.

Nothing is saved: `session.add(a_forum(state="draft"))`, then `session.flush()`.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from forumapp.announcements.models.announcements import Announcement
from forumapp.core.clock import instant_of
from forumapp.core.tokens import capability_hash
from forumapp.core.translated import Translated
from forumapp.core.visibility import PUBLISHED
from forumapp.delegations.models import Delegation, DelegationMember, ItineraryItem
from forumapp.forums.models import Appearance, Conference, Forum, ForumSession, OrganizerLine
from forumapp.institution.models import ConsentText
from forumapp.institution.rules import ATTENDEE_PURPOSES
from forumapp.invitations.models import Invitation
from forumapp.organizations.models import Organization
from forumapp.people.models import Person, PersonConsent
from forumapp.readers.models import Reader
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.themes.models import Theme
from forumapp.venues.models import Venue
from tests.support import NOW

NUMBERS = count(1)


def both(english: str, chinese: str = "") -> Translated:
    """A text in English and, where given, in Chinese."""
    return Translated({"en": english, "zh": chinese})


def numbered(word: str) -> str:
    return f"{word}-{next(NUMBERS)}"


def an_organization(**facts: Any) -> Organization:
    defaults = {
        "slug": numbered("harbour-foundation"),
        "kind": "foundation",
        "name": both("Harbour Foundation", "港湾基金会"),
        "short_name": both("Harbour", "港湾"),
    }
    return Organization(**defaults | facts)


def a_person(*, consented: bool = True, **facts: Any) -> Person:
    """Somebody; public unless `consented=False`."""
    defaults = {
        "slug": numbered("lin-yue"),
        "name": both("Lin Yue", "林悦"),
        "position": both("Director", "主任"),
    }
    person = Person(**defaults | facts)
    if consented:
        person.consents.append(
            PersonConsent(
                purpose="publication",
                wording="I agree that my name is published.",
                wording_version=1,
                language="en",
                given_at=NOW,
                given_by="Lin Yue",
            )
        )
    return person


def a_venue(**facts: Any) -> Venue:
    defaults = {
        "name": both("Harbour House", "港湾会馆"),
        "street": both("1 River Street", "河街1号"),
        "city": both("New York", "纽约"),
        "city_key": "new-york",
        "country": "US",
        "zone": "America/New_York",
    }
    return Venue(**defaults | facts)


def a_theme(**facts: Any) -> Theme:
    defaults = {
        "slug": numbered("open-cities"),
        "title": both("Open cities", "开放的城市"),
        "sdg_goals": [11],
    }
    return Theme(**defaults | facts)


def a_conference(**facts: Any) -> Conference:
    defaults = {
        "slug": numbered("cities-week"),
        "name": both("Cities Week", "城市周"),
        "starts_on": date(2026, 12, 7),
        "ends_on": date(2026, 12, 11),
        "zone": "America/New_York",
        **published(),
    }
    return Conference(**defaults | facts)


def a_forum(**facts: Any) -> Forum:
    """A published forum at a venue in New York in two weeks; give `starts`, `ends` and `zone` together."""
    defaults = {
        "slug": numbered("harbour-forum"),
        "title": both("Forum on open harbours", "开放港湾论坛"),
        "zone": "America/New_York",
        "starts": datetime(2026, 12, 8, 12, 0),
        "ends": datetime(2026, 12, 8, 14, 0),
        "languages": ["en", "zh"],
        **published(),
    }
    return Forum(**with_instants(defaults | facts))


def a_session(forum: Forum, **facts: Any) -> ForumSession:
    defaults = {
        "forum": forum,
        "title": both("Keynote", "主旨演讲"),
        "starts": forum.starts,
        "ends": forum.starts + timedelta(minutes=30),
        "zone": forum.zone,
    }
    instants = with_instants(defaults | facts)
    del instants["zone"]
    return ForumSession(**instants)


def an_organizer_line(
    subject: Forum | Conference, *, confirmed: bool = True, **facts: Any
) -> OrganizerLine:
    """An organization in a role at a forum or conference; public unless `confirmed=False`."""
    defaults = {
        "forum" if isinstance(subject, Forum) else "conference": subject,
        "organization": facts.get("organization") or an_organization(),
        "role": "organizer",
    }
    if confirmed:
        defaults |= {"confirmed_at": NOW, "confirmed_by": "Lin Yue", "confirmed_how": "letter"}
    return OrganizerLine(**defaults | facts)


def an_appearance(forum: Forum, person: Person, **facts: Any) -> Appearance:
    defaults = {"role": "speaker", "capacity": both("Chair of the harbour board", "港务委员会主席")}
    return Appearance(forum=forum, person=person, **defaults | facts)


def an_announcement(**facts: Any) -> Announcement:
    defaults = {
        "slug": numbered("harbour-news"),
        "kind": "news",
        "headline": both("Harbours open", "港湾开放"),
        "lead": both("They open in spring.", "明春开放。"),
        "body": both("It is **decided**.", "**已决定**。"),
        **published(),
    }
    return Announcement(**defaults | facts)


def a_delegation(**facts: Any) -> Delegation:
    defaults = {
        "slug": numbered("harbour-delegation"),
        "name": both("Harbour delegation to the United States", "港湾访美代表团"),
        "starts_on": date(2026, 12, 6),
        "ends_on": date(2026, 12, 12),
        "zone": "America/New_York",
        "country": "US",
        **published(),
    }
    return Delegation(**defaults | facts)


def a_member(delegation: Delegation, person: Person, **facts: Any) -> DelegationMember:
    return DelegationMember(delegation=delegation, person=person, **facts)


def an_itinerary_item(delegation: Delegation, **facts: Any) -> ItineraryItem:
    """A private meeting in New York; give the wall times and both zones together."""
    defaults = {
        "delegation": delegation,
        "kind": "meeting",
        "title": both("Meeting with the harbour board", "会见港务委员会"),
        "starts": datetime(2026, 12, 7, 9, 0),
        "starts_zone": "America/New_York",
        "ends": datetime(2026, 12, 7, 10, 0),
        "ends_zone": "America/New_York",
    }
    facts = defaults | facts
    facts["starts_at"] = instant_of(facts["starts"], facts["starts_zone"])
    facts["ends_at"] = instant_of(facts["ends"], facts["ends_zone"])
    return ItineraryItem(**facts)


def a_registration(forum: Forum, **facts: Any) -> Registration:
    """A confirmed registration with a booking of its own; does not count itself into `forum.taken`."""
    address = facts.get("address") or f"{numbered('guest')}@example.org"
    defaults = {
        "forum": forum,
        "reference": numbered("REF"),
        "name": "Guest Person",
        "address": address,
        "address_key": address.lower(),
        "language": "en",
        "state": "confirmed",
        "state_changed_at": NOW,
        "registered_at": NOW,
    }
    booking = Booking(
        forum=forum,
        name="Guest Person",
        address=address,
        address_key=address.lower(),
        language="en",
        link_hash=uuid4().hex,
        created_at=NOW,
    )
    return Registration(booking=booking, **defaults | facts)


def an_invitation(forum: Forum, **facts: Any) -> Invitation:
    """Somebody invited who has not answered, with a link that acts."""
    uid = uuid4()
    address = facts.get("address") or f"{numbered('guest')}@example.org"
    defaults = {
        "uid": uid,
        "forum": forum,
        "name": "Guest Person",
        "address": address,
        "address_key": address.lower(),
        "language": "en",
        "state": "sent",
        "state_changed_at": NOW,
        "created_at": NOW,
        "sent_at": NOW,
        "link_hash": capability_hash("invitation", uid, 1),
    }
    return Invitation(**defaults | facts)


def a_reader(**facts: Any) -> Reader:
    """Somebody who confirmed long ago and wants every announcement, unless `themes` are given."""
    uid = uuid4()
    address = facts.get("address") or f"{numbered('reader')}@example.org"
    defaults = {
        "uid": uid,
        "address": address,
        "address_key": address.lower(),
        "language": "en",
        "wants_all": "themes" not in facts,
        "link_hash": capability_hash("reader", uid, 1),
        "asked_at": datetime(2026, 10, 1, 9, 0, tzinfo=UTC),
        "confirmed_at": datetime(2026, 10, 1, 9, 5, tzinfo=UTC),
    }
    return Reader(**defaults | facts)


def published() -> dict[str, Any]:
    return {
        "state": PUBLISHED,
        "release_at": datetime(2026, 11, 1, 9, 0, tzinfo=UTC),
    }


def with_instants(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        **facts,
        "starts_at": instant_of(facts["starts"], facts["zone"]),
        "ends_at": instant_of(facts["ends"], facts["zone"]),
    }


def the_consent_texts() -> list[ConsentText]:
    """The first wording of every consent that an attendee may give."""
    return [
        ConsentText(
            purpose=purpose,
            version=1,
            wording=both(f"I agree to {purpose}.", f"我同意{purpose}。"),
            since=datetime(2026, 1, 1, tzinfo=UTC),
        )
        for purpose in ATTENDEE_PURPOSES
    ]
