"""One record of every kind, with fixed identities and times, and the calendars made from them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from forumapp.calendars.queries.facts import (
    facts_of_conferences,
    facts_of_delegations,
    facts_of_forums,
)
from forumapp.calendars.rules.deadlines import CLOSES, OPENS, deadline_entry
from forumapp.calendars.rules.forum import ForumFacts, forum_entry, session_entry
from forumapp.calendars.rules.house import House
from forumapp.calendars.rules.journey import conference_entry, delegation_entry, item_entry
from forumapp.core.clock import instant_of
from forumapp.core.db import db
from forumapp.delegations.models import DelegationForum
from forumapp.files.models import Picture
from forumapp.ical.entry import PROFILES, Entry, Mailbox, write_entry, zones_of
from forumapp.ical.itip import Attendee, cancel, request
from forumapp.ical.publish import Header, product_id, publish
from forumapp.venues.models import Room
from tests import records
from tests.records import both
from tests.support import NOW

SITE = "https://harbour-chamber.example"
HOUSE = House(
    public_url=SITE,
    default_language="en",
    name=both("Harbour Chamber of Commerce", "海港商会"),
    contact="events@harbour-chamber.example",
    zone="Asia/Shanghai",
    phone="+86 10 5550 0100",
)
PRODUCT = product_id("Harbour Chamber of Commerce", "forumapp", "1")
GUEST = Attendee(Mailbox("Li Wei 李伟", "li.wei@example.org"))
LANGUAGES = ("en", "zh")
CHANGED = datetime(2026, 11, 20, 8, 15, 30, tzinfo=UTC)
FIRST_PUBLISHED = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def uid(name: str) -> UUID:
    return uuid5(UUID(int=1), name)


def fixed(name: str, sequence: int = 0) -> dict[str, Any]:
    """What a published record has of its own."""
    return {
        "uid": uid(name),
        "sequence": sequence,
        "changed_at": CHANGED,
        "first_published_at": FIRST_PUBLISHED,
    }


def header(language: str) -> Header:
    return Header(
        product=PRODUCT,
        uid=str(uid("calendar")),
        changed=CHANGED,
        name="Harbour Chamber" if language == "en" else "海港商会",
        source=f"{SITE}/calendar.ics",
        zone="Asia/Shanghai",
    )


def furnish() -> dict[str, Any]:
    """Save the records; each by the name of its golden files."""
    theme = records.a_theme(
        slug="cities", title=both("Inclusive, sustainable cities; water", "包容、可持续的城市")
    )
    work = records.a_theme(slug="work", title=both("Work", "就业"))
    venue = records.a_venue(uid=uid("venue"), postcode="10004", latitude=40.7033, longitude=-74.017)
    hall = Room(uid=uid("hall"), venue=venue, name=both("Hall 2", "二号厅"))
    body = records.an_organization(uid=uid("body"), slug="harbour-foundation")
    sponsor = records.an_organization(
        uid=uid("sponsor"), slug="lantern-group", name=both("Lantern “Light” Group", "灯笼集团")
    )
    ana = records.a_person(
        uid=uid("ana"), slug="ana-lindqvist", name=both("Ana Lindqvist", "安娜·林德奎斯特")
    )
    silent = records.a_person(slug="silent", name=both("Nobody Public"), consented=False)
    decade = records.a_conference(
        slug="cities-decade", name=both("Decade of Cities", "城市十年"), **fixed("decade")
    )
    conference = records.a_conference(
        slug="cities-week",
        themes=[theme],
        parent=decade,
        summary=both("Five days of cities.", "为期五天的城市盛会。"),
        city=both("New York", "纽约"),
        country="US",
        **fixed("conference", 1),
    )
    forum = records.a_forum(
        slug="open-harbours",
        lead=both("How harbours open.", "港湾如何开放。"),
        description=both(
            "It is **decided**:\n\n- water\n- light, work; more", "**议程**已定：\n\n- 水\n- 光"
        ),
        venue=venue,
        room=hall,
        themes=[theme, work],
        conference=conference,
        attendance_mode="both",
        online_url="https://meet.harbour-chamber.example/x?room=1,2;k=3",
        online_url_is_public=True,
        contact_name="Forum desk",
        contact_email="desk@harbour-chamber.example",
        picture=Picture(
            hash="ab12", width=800, height=600, alternative=both("Harbour"), uploaded_at=CHANGED
        ),
        **registered(datetime(2026, 11, 25, 9), datetime(2026, 12, 5, 18)),
        **fixed("forum", 2),
    )
    session = records.a_session(
        forum,
        room=hall,
        description=both("Opening words.", "开场致辞。"),
        **fixed("session", 1),
    )
    for each, role in ((body, "organizer"), (sponsor, "co_sponsor")):
        records.an_organizer_line(forum, organization=each, role=role)
    records.an_organizer_line(conference, organization=body, role="host")
    records.an_organizer_line(forum, confirmed=False)
    records.an_appearance(forum, ana, session=session, role="keynote")
    records.an_appearance(forum, silent)
    delegation = records.a_delegation(
        slug="harbour-delegation",
        purpose=both("To learn how others do it.", "学习各地经验。"),
        cities=both("New York, Boston", "纽约、波士顿"),
        **fixed("delegation"),
    )
    series = records.a_conference(
        slug="harbour-talks",
        kind="series",
        name=both("Harbour talks", "港湾漫谈"),
        starts_on=None,
        ends_on=None,
        **fixed("series"),
    )
    first = a_talk(series, venue, "first", 1)
    second = a_talk(series, venue, "second", 2, follows=first, languages=[])
    third = a_talk(series, venue, "third", 3, state="cancelled")
    named = {
        "forum": forum,
        "session": session,
        "conference": conference,
        "delegation": delegation,
        "series": second,
        "cancelled": third,
        "item": records.an_itinerary_item(delegation, venue=venue, **fixed("item")),
        "flight": records.an_itinerary_item(
            delegation,
            kind="travel",
            title=both("Flight to New York", "飞往纽约"),
            starts=datetime(2026, 12, 6, 13),
            starts_zone="Asia/Shanghai",
            ends=datetime(2026, 12, 6, 14, 30),
            ends_zone="America/New_York",
            place=both("Beijing – New York", "北京—纽约"),
            note=both("Locator ABC123"),
            **fixed("flight", 3),
        ),
        "tentative": records.a_forum(
            slug="tentative",
            date_is_assumed=True,
            starts=datetime(2027, 2, 10, 10),
            ends=datetime(2027, 2, 10, 12),
            zone="Africa/Casablanca",
            **fixed("tentative"),
        ),
        "postponed": records.a_forum(
            slug="postponed",
            state="postponed",
            registration_mode="invitation",
            attendance_mode="online",
            online_url="https://meet.harbour-chamber.example/secret",
            starts=datetime(2027, 5, 10, 10),
            ends=datetime(2027, 5, 10, 12),
            zone="UTC",
            **fixed("postponed", 4),
        ),
        "second_of_two_hours": a_night(),
        "days": records.a_forum(
            slug="three-days",
            starts=datetime(2026, 12, 8, 9),
            ends=datetime(2026, 12, 10, 17),
            zone="Asia/Shanghai",
            **fixed("days"),
        ),
    }
    records.a_session(named["days"], **fixed("first-day"))
    rows = [*named.values(), first, DelegationForum(delegation=delegation, forum=forum)]
    db.session.add_all(rows)
    db.session.flush()
    return named


def registered(opens: datetime, closes: datetime) -> dict[str, Any]:
    """A window in New York."""
    return {
        "registration_opens": opens,
        "registration_opens_at": instant_of(opens, "America/New_York"),
        "registration_closes": closes,
        "registration_closes_at": instant_of(closes, "America/New_York"),
    }


def a_talk(series: Any, venue: Any, name: str, month: int, **facts: Any) -> Any:
    start = datetime(2027, month, 12, 18, 30)
    return records.a_forum(
        slug=f"talk-{name}",
        title=both(f"The {name} talk", f"漫谈（{month}）"),
        conference=series,
        venue=venue,
        starts=start,
        ends=start.replace(hour=20),
        **{**fixed(name), **facts},
    )


def a_night() -> Any:
    """It begins in the second of two equal hours."""
    night = records.a_forum(
        slug="night",
        starts=datetime(2027, 11, 7, 1, 30),
        ends=datetime(2027, 11, 7, 4),
        **fixed("night"),
    )
    night.starts_fold = 1
    night.starts_at = instant_of(night.starts.replace(fold=1), night.zone)
    return night


def calendar(entry: Entry, language: str, profile: str) -> bytes:
    body = write_entry(entry, profile)
    return b"".join(publish(header(language), [body], zones_of(entry)))


def golden_files() -> dict[str, bytes]:
    """Every golden file by its name, made from rows that are saved for it."""
    named = furnish()
    return {**dict(_published(named)), **dict(_mailed(named["forum"]))}


def _published(named: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    for name, entry_in in _entries(named):
        for language in LANGUAGES:
            for profile in PROFILES if name in WITH_MORE_IN_FULL else ("core",):
                entry = entry_in(language)
                yield f"{name}.{language}.{profile}", calendar(entry, language, profile)


WITH_MORE_IN_FULL = ("forum", "session", "conference")
FORUMS = ("forum", "series", "cancelled", "tentative", "postponed", "second_of_two_hours", "days")


def _entries(named: dict[str, Any]) -> Iterator[tuple[str, Callable[[str], Entry]]]:
    for name in FORUMS:
        facts = _facts(named[name])
        yield name, lambda language, f=facts: forum_entry(f, language, HOUSE)
    forum, session = _facts(named["forum"]), named["session"]
    yield "session", lambda language: session_entry(forum, session, language, HOUSE)
    (week,) = facts_of_conferences([named["conference"].id], NOW)
    yield "conference", lambda language: conference_entry(week, language, HOUSE)
    (journey,) = facts_of_delegations([named["delegation"].id], NOW)
    yield "delegation", lambda language: delegation_entry(journey, language, HOUSE)
    for name in ("item", "flight"):
        yield (
            name,
            lambda language, i=named[name]: item_entry(i, journey.delegation, language, HOUSE),
        )
    for name in (OPENS, CLOSES):
        yield f"deadline_{name}", lambda lang, n=name: deadline_entry(n, forum.forum, lang, HOUSE)


def _mailed(forum: Any) -> Iterator[tuple[str, bytes]]:
    facts = _facts(forum)
    for language in LANGUAGES:
        entry = forum_entry(facts, language, HOUSE, joining=True)
        yield f"request.{language}", request(entry, GUEST, product=PRODUCT, stamped=NOW)
        yield f"cancel.{language}", cancel(entry, GUEST, product=PRODUCT, stamped=NOW)


def _facts(forum: Any) -> ForumFacts:
    (facts,) = facts_of_forums([forum.id], NOW)
    return facts
