"""Who of the invented staff is on duty where, some private calendars, and a focal point’s link."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from forumapp.calendars.services.private import make_calendar
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.delegations.models import Delegation
from forumapp.delegations.services.focal import FocalFacts, make_focal_link
from forumapp.duties.services import give_duty
from forumapp.forums.models import Forum
from forumapp.identity.models import Account
from forumapp.identity.rules import STAFF
from forumapp.people.models import Person

COLLEAGUES = {
    "tang": ("Tang Wenjing 唐文静", "zh"),
    "rosa": ("Rosa Almeida", "en"),
}
DUTIES_AT_FORUMS = (
    ("tang", "inclusive", "签到 · Door"),
    ("rosa", "inclusive", "Interpreters"),
    ("rosa", "small_ports", "Door"),
    ("tang", "water", "礼宾 · Protocol"),
)
DUTIES_ON_JOURNEYS = (("tang", "new_york_week", "随行 · Escort"),)
SPEAKER = "lin"


def put_on_duty(
    forums: Mapping[str, Forum], journeys: Mapping[str, Delegation], *, by: Actor, now: datetime
) -> None:
    """Accounts in which nobody can sign in: they have no password, and no mail is sent to them."""
    staff = {
        key: Account(
            email=f"{key}@harbour.example",
            name=name,
            role=STAFF,
            language=language,
            fs_uniquifier=uuid4().hex,
            created_at=now,
        )
        for key, (name, language) in COLLEAGUES.items()
    }
    db.session.add_all(staff.values())
    db.session.flush()
    for key, forum, task in DUTIES_AT_FORUMS:
        give_duty(forums[forum], staff[key].id, task=task, by=by, now=now)
    for key, journey, task in DUTIES_ON_JOURNEYS:
        give_duty(journeys[journey], staff[key].id, task=task, by=by, now=now)
    make_calendar(staff["tang"], language="zh", alarm_minutes=60, by=by, now=now)


def make_private_calendars(
    journeys: Mapping[str, Delegation], people: Mapping[str, Person], *, by: Actor, now: datetime
) -> None:
    journey = journeys["new_york_week"]
    make_calendar(journey, label="Car and hotel", language="en", by=by, now=now)
    make_calendar(journey.members[0], language="zh", alarm_minutes=30, by=by, now=now)
    make_calendar(people[SPEAKER], language="en", alarm_minutes=120, by=by, now=now)


def link_focal_point(journeys: Mapping[str, Delegation], *, by: Actor, now: datetime) -> None:
    """Its members are registered by it; nobody is mailed."""
    journey = journeys["new_york_week"]
    facts = FocalFacts(
        name=journey.focal_point.name.text("zh") if journey.focal_point else "",
        address="focal.point@harbour.example",
        language="zh",
        last_day=journey.ends_on,
    )
    make_focal_link(journey, facts, by=by, now=now)
