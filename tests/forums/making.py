"""Records for tests about forums, each with one line."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from forumapp.core.actor import Actor
from forumapp.core.translated import Translated
from forumapp.forums.services.plans import ForumPlan, OrganizerPlan
from forumapp.institution.rules import PUBLICATION
from forumapp.organizations.models import Organization
from forumapp.people.models import Person, PersonConsent
from forumapp.themes.models import Theme
from forumapp.venues.models import Room, Venue
from tests.support import NOW

BY = Actor.account(1, "Alice")
NOON = datetime(2027, 3, 14, 12, 0)
"""Noon of the day on which clocks go forward in New York (at 2:00)."""

Db = scoped_session[Session]
NOTHING = Translated()


def texts(en: str, zh: str = "") -> Translated:
    return Translated({"en": en, "zh": zh})


def an_organization(
    session: Db, name: str = "Harbour Chamber", zh: str = "海港商会", *, is_own: bool = True
) -> Organization:
    if is_own and (own := session.scalar(select(Organization).where(Organization.is_own))):
        return own  # there is one
    row = Organization(
        slug=f"o-{uuid4().hex[:8]}",
        name=texts(name, zh),
        short_name=NOTHING,
        description=NOTHING,
        city=NOTHING,
        is_own=is_own,
    )
    session.add(row)
    session.flush()
    return row


def a_venue(
    session: Db,
    name: str = "Riverside Hall",
    zh: str = "河畔厅",
    *,
    zone: str = "America/New_York",
    city: str = "New York",
) -> Venue:
    row = Venue(
        name=texts(name, zh),
        street=NOTHING,
        city=texts(city, "纽约" if city == "New York" else ""),
        city_key=city.lower().replace(" ", "-"),
        zone=zone,
        directions=NOTHING,
        access=NOTHING,
        rooms=[Room(name=texts("Hall A", "甲厅"), floor=NOTHING, position=0)],
    )
    session.add(row)
    session.flush()
    return row


def a_person(
    session: Db, name: str = "Lin Qiao", zh: str = "林樵", *, consents: bool = True
) -> Person:
    row = Person(
        slug=f"p-{uuid4().hex[:8]}",
        name=texts(name, zh),
        honorific=NOTHING,
        position=NOTHING,
        biography=NOTHING,
        sort_name=name,
    )
    if consents:
        row.consents.append(
            PersonConsent(
                purpose=PUBLICATION,
                wording="I agree.",
                wording_version=1,
                language="en",
                given_at=NOW,
                given_by="Alice",
            )
        )
    session.add(row)
    session.flush()
    return row


def a_theme(session: Db, title: str = "Inclusive cities", zh: str = "包容性城市") -> Theme:
    row = Theme(slug=f"t-{uuid4().hex[:8]}", title=texts(title, zh), summary=NOTHING)
    session.add(row)
    session.flush()
    return row


def a_plan(session: Db, **facts: object) -> ForumPlan:
    """Title, kind, start, venue and our own organization: all that publishing asks for."""
    if "venue_id" not in facts:
        facts["venue_id"] = a_venue(session).id
    if "organizers" not in facts:
        facts["organizers"] = (OrganizerPlan(an_organization(session).id),)
    return ForumPlan(
        **{"title": {"en": "Inclusive cities", "zh": "包容性城市"}, "starts": NOON, **facts}  # type: ignore[arg-type]
    )
