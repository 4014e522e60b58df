"""Whatever is edited, and by whichever way, the stored entries are what would be written now."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from forumapp.calendars.models import StoredEntry
from forumapp.calendars.queries.facts import (
    facts_of_conferences,
    facts_of_delegations,
    facts_of_forums,
    the_house,
)
from forumapp.calendars.rules.deadlines import DEADLINES, deadline_entry
from forumapp.calendars.rules.forum import forum_entry, session_entry
from forumapp.calendars.rules.journey import conference_entry, delegation_entry, item_entry
from forumapp.core.clock import now_utc
from forumapp.core.slugs import change_slug
from forumapp.delegations.models import Delegation, DelegationForum, ItineraryItem
from forumapp.forums.models import Conference, Forum, ForumSession
from forumapp.ical.entry import PROFILES, write_entry
from forumapp.venues.models import Room
from tests.records import (
    NUMBERS,
    a_conference,
    a_delegation,
    a_forum,
    a_person,
    a_session,
    a_theme,
    a_venue,
    an_appearance,
    an_itinerary_item,
    an_organizer_line,
    both,
)
from tests.support import NOW

STATES = ("published", "postponed", "cancelled", "withdrawn", "draft")


class World:
    """Two forums and all that their entries may name; each method edits something."""

    def __init__(self, session, random: Random) -> None:
        self.session, self.random = session, random
        self.venues = [a_venue(rooms=[Room(name=both(f"Hall {n}"))]) for n in range(2)]
        self.themes = [a_theme() for _each in range(2)]
        self.people = [a_person() for _each in range(2)]
        self.conferences = [a_conference(themes=self.themes[:1]) for _each in range(2)]
        self.journeys = [a_delegation() for _each in range(2)]
        self.forums = [a_forum(venue=venue, themes=self.themes[:1]) for venue in self.venues]
        self.lines = [an_organizer_line(forum) for forum in self.forums]
        for forum, person in zip(self.forums, self.people, strict=True):
            session.add_all([forum, an_appearance(forum, person), a_session(forum)])
        session.add_all([*self.conferences, *self.journeys])
        session.add_all([an_itinerary_item(journey) for journey in self.journeys])
        session.commit()

    def word(self):
        return both(f"Word {next(NUMBERS)}", f"词{next(NUMBERS)}")

    def one(self, rows):
        return self.random.choice(rows)

    def rename_person(self):
        self.one(self.people).name = self.word()

    def change_consent(self):
        consent = self.one(self.people).consents[0]
        consent.withdrawn_at = None if consent.withdrawn_at else NOW

    def change_confirmation(self):
        line = self.one(self.lines)
        line.confirmed_at = None if line.confirmed_at else NOW

    def rename_organization(self):
        self.one(self.lines).organization.name = self.word()

    def rename_theme(self):
        self.one(self.themes).title = self.word()

    def change_themes(self):
        self.one(self.forums).themes = self.random.sample(self.themes, self.random.randrange(3))

    def rename_venue(self):
        self.one(self.venues).name = self.word()

    def move_to_room(self):
        forum = self.one(self.forums)
        forum.venue = self.one(self.venues)
        forum.room = self.one([None, *forum.venue.rooms])

    def rename_room(self):
        self.one(self.venues).rooms[0].name = self.word()

    def move_in_time(self):
        forum = self.one(self.forums)
        for name in ("starts", "ends", "starts_at", "ends_at"):
            setattr(forum, name, getattr(forum, name) + timedelta(hours=1))

    def change_state(self):
        record = self.one([*self.forums, *self.conferences, *self.journeys])
        record.state = self.one(STATES)

    def change_slug(self):
        change_slug(self.one(self.forums), f"slug-{next(NUMBERS)}")

    def join_conference(self):
        self.one(self.forums).conference = self.one([None, *self.conferences])

    def change_visits(self):
        forum, journey = self.one(self.forums), self.one(self.journeys)
        visits = [visit for visit in journey.forums if visit.forum is forum]
        if visits:
            journey.forums.remove(visits[0])
        else:
            journey.forums.append(DelegationForum(forum=forum))

    def add_session(self):
        self.session.add(a_session(self.one(self.forums), title=self.word()))

    def remove_session(self):
        forum = self.one(self.forums)
        if forum.sessions:
            forum.sessions.remove(self.one(forum.sessions))

    def delete_session_by_itself(self):
        sessions = self.session.scalars(select(ForumSession)).all()
        if sessions:
            self.session.delete(self.one(sessions))

    def retitle_item(self):
        self.one(self.journeys).items[0].title = self.word()

    def rename_conference(self):
        self.one(self.conferences).name = self.word()

    def change_online_link(self):
        forum = self.one(self.forums)
        forum.online_url = "https://meet.example.org/x"
        forum.online_url_is_public = not forum.online_url_is_public

    def change_registration(self):
        forum = self.one(self.forums)
        forum.registration_mode = self.one(["open", "none"])
        for name in ("registration_opens", "registration_closes"):
            days = self.one([None, 1, 2])
            setattr(forum, name, days and forum.starts - timedelta(days=days))

    def rename_and_take_it_back(self):
        """A savepoint that is undone leaves no trace."""
        with self.session.begin_nested() as point:
            self.one(self.people).name = self.word()
            self.session.flush()
            point.rollback()


EDITS = [
    getattr(World, name) for name in vars(World) if name[0] != "_" and name not in ("word", "one")
]


def as_stored(session) -> dict[tuple, bytes]:
    rows = session.scalars(select(StoredEntry))
    return {(row.kind, row.record_id, row.language, row.profile): row.body for row in rows}


def as_written_now(session) -> dict[tuple, bytes]:
    """Every entry from scratch, with the sequences that stand in the records."""
    told = (*of_forums(session), *of_journeys(session), *of_conferences(session))
    return {
        (kind, record.id, language, profile): write_entry(entry, profile)
        for kind, record, entry_in in told
        for language in ("en", "zh")
        for profile in PROFILES
        if (entry := entry_in(language))
    }


def of_forums(session):
    house = the_house()
    ids = session.scalars(select(Forum.id).where(Forum.state != "draft")).all()
    for facts in facts_of_forums(ids, now_utc()):
        forum = facts.forum
        yield "forum", forum, lambda lang, f=facts: forum_entry(f, lang, house)
        for kind in DEADLINES:
            yield kind, forum, lambda lang, k=kind, f=forum: deadline_entry(k, f, lang, house)
        for each in forum.sessions:
            yield "session", each, lambda lang, f=facts, s=each: session_entry(f, s, lang, house)


def of_journeys(session):
    """The points of a draft too: who travels packs before the public knows."""
    house = the_house()
    for facts in facts_of_delegations(session.scalars(select(Delegation.id)).all(), now_utc()):
        journey = facts.delegation
        if journey.state != "draft":
            yield "delegation", journey, lambda lang, f=facts: delegation_entry(f, lang, house)
        for item in session.scalars(
            select(ItineraryItem).where(ItineraryItem.delegation_id == journey.id)
        ):
            yield "item", item, lambda lang, i=item, j=journey: item_entry(i, j, lang, house)


def of_conferences(session):
    house = the_house()
    ids = session.scalars(select(Conference.id).where(Conference.state != "draft")).all()
    for facts in facts_of_conferences(ids, now_utc()):
        yield "conference", facts.conference, lambda lang, f=facts: conference_entry(f, lang, house)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_edits_the_stored_entries_are_what_would_be_written_now(session, seed, full):
    random = Random(seed)
    world = World(session, random)
    for _step in range(300 if full else 40):
        edits = random.choices(EDITS, k=random.randint(1, 3))
        before = as_stored(session)
        for edit in edits:
            edit(world)
        session.commit()
        names = [edit.__name__ for edit in edits]
        after = as_stored(session)
        assert after == as_written_now(session), names
        for key in before.keys() & after.keys():
            if before[key] != after[key]:
                assert sequence_in(after[key]) > sequence_in(before[key]), (names, key)


def sequence_in(body: bytes) -> int:
    return int(body.partition(b"\r\nSEQUENCE:")[2].partition(b"\r\n")[0])
