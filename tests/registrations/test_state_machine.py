"""Everything that can happen to places, in any order: nobody gets one twice, none stays empty in vain.

Each step is one act as the surfaces do it. After each, what must always hold is asked of the rows
alone: counts against registrations, the line against what is free, history and mail against states.
"""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from forumapp.core.actor import ATTENDEE, Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.transaction import writing
from forumapp.forums.models import Forum
from forumapp.history.models import HistoryRow
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.models.places import AccessCode, PlaceGroup
from forumapp.registrations.queries.places import groups_of, room_in, settings_of
from forumapp.registrations.queries.waiting import line_of, position_of
from forumapp.registrations.rules.places import fits
from forumapp.registrations.rules.states import ACTIVE_STATES
from forumapp.registrations.services import afterwards, codes, deciding, groups, waiting
from forumapp.registrations.services.booking import Attendee, BookingRequest, book
from forumapp.registrations.services.places import recount_places
from forumapp.registrations.services.settings import SettingsPlan, change_settings
from tests.conftest import remove_all_rows
from tests.records import a_forum, a_venue, the_consent_texts
from tests.support import NOW

ALICE = Actor.account(1, "Alice")
START = NOW + timedelta(days=15)
MAILS = {
    "confirmed": "registration_confirmed",
    "pending": "registration_pending",
    "waitlisted": "on_waiting_list",
    "offered": "place_offered",
    "expired": "offer_expired",
    "declined": "registration_declined",
    "cancelled": "registration_cancelled",
}
OF_A_BOOKING = ("waitlisted", "offered", "expired")
"""Whoever arranged gets one mail for all who come into these states together."""
GROUPS = st.sampled_from(["none", "guests", "partners"])


class Places(RuleBasedStateMachine):
    mode = "open"
    bookings = Bundle("bookings")

    @initialize(
        target=bookings,
        limit=st.sampled_from([3, 4, 5, None]),
        line=st.sampled_from(["automatic", "automatic", "by_hand", "none"]),
        holds=st.booleans(),
        sizes=st.lists(st.integers(1, 3), min_size=2, max_size=5),
    )
    def open_forum(self, limit, line, holds, sizes):
        db.session.rollback()
        remove_all_rows()
        self.now, self.number, self.read_up_to = NOW, 0, 0
        self.told, self.known = Counter(), {}
        with writing():
            db.session.add_all(the_consent_texts())
            forum = a_forum(
                capacity_limit=limit,
                registration_mode=self.mode,
                waiting_list=line,
                venue=a_venue(),
            )
            db.session.add(forum)
            db.session.flush()
            self.forum_id = forum.id
        self.do(lambda: self.change(pending_holds_place=holds))
        self.do(lambda: groups.add_group(self.forum, group("Guests", 1, True), **self.author()))
        self.do(lambda: groups.add_group(self.forum, group("Partners", 2, False), **self.author()))
        self.do(lambda: codes.add_code(self.forum, self.code_plan(), **self.author()))
        return multiple(*filter(None, [self.book(size, "none", None) for size in sizes]))

    # ------------------------------------------------------------------ what happens

    @rule(target=bookings, people=st.integers(1, 3), of=GROUPS, with_code=st.booleans())
    def register(self, people, of, with_code):
        code = db.session.scalar(select(AccessCode)) if with_code else None
        return self.book(people, of, code) or multiple()

    def book(self, people, of, code):
        self.number += 1
        places = self.group_id(of)
        request = BookingRequest(
            name=f"Guest {self.number}",
            address=f"guest{self.number}@example.org",
            language="en",
            attendees=tuple(
                Attendee(
                    name=f"Guest {self.number}.{each}",
                    address=f"guest{self.number}.{each}@example.org",
                    place_group_id=places,
                    agreed={"taking_part": 1},
                )
                for each in range(people)
            ),
            access_code=code,
        )
        return self.do(lambda: book(self.forum, request, by=ATTENDEE, now=self.now).id)

    @rule(booking=bookings, which=st.integers(0, 2))
    def cancel(self, booking, which):
        person = self.person(booking, which)
        self.do(lambda: afterwards.cancel_registration(person, by=ATTENDEE, now=self.now))

    @rule(booking=bookings, which=st.integers(0, 2), may_wait=st.booleans())
    def approve(self, booking, which, may_wait):
        act = deciding.approve_to_wait if may_wait else deciding.confirm_registration
        self.do(lambda: act(self.person(booking, which), **self.author()))

    @rule(booking=bookings, which=st.integers(0, 2))
    def decline(self, booking, which):
        person = self.person(booking, which)
        self.do(lambda: deciding.decline_registration(person, "No room.", **self.author()))

    @rule(approve=st.booleans(), may_wait=st.booleans())
    def decide_on_all(self, approve, may_wait):
        ids = db.session.scalars(select(Registration.id)).all()
        self.do(
            lambda: deciding.decide_many(
                self.forum, ids, approve=approve, may_wait=may_wait, **self.author()
            )
        )

    @rule(booking=bookings)
    def offer_by_hand(self, booking):
        self.do(lambda: waiting.offer_by_hand(self.booking(booking), **self.author()))

    @rule(booking=bookings, takes=st.booleans())
    def answer_offer(self, booking, takes):
        act = waiting.take_offer if takes else waiting.give_up_offer
        self.do(lambda: act(self.booking(booking), by=ATTENDEE, now=self.now))

    @rule(booking=bookings)
    def rejoin(self, booking):
        row = self.booking(booking)
        self.do(lambda: waiting.rejoin_waiting_list(row, by=ATTENDEE, now=self.now))

    @rule(hours=st.sampled_from([1, 30, 50, 120]))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)
        self.do(lambda: waiting.expire_offers(self.now))

    @rule(limit=st.sampled_from([None, 0, 1, 2, 3, 4, 6, 9]))
    def change_limit(self, limit):
        def act():
            waiting.lock_forum(self.forum)
            assume(limit is None or self.forum.taken <= limit)
            self.forum.capacity_limit = limit
            waiting.resume_offers(self.forum, now=self.now)

        self.do(act)

    @rule(holds=st.booleans(), line=st.sampled_from(["automatic", "by_hand", "none"]))
    def set_up_otherwise(self, holds, line):
        self.do(lambda: self.change(pending_holds_place=holds, waiting_list=line))

    @rule(name=GROUPS, limit=st.integers(0, 4), is_set_aside=st.booleans())
    def change_group(self, name, limit, is_set_aside):
        row = db.session.get(PlaceGroup, self.group_id(name) or 0)
        assume(row is not None)
        plan = group(row.name.text("en"), limit, is_set_aside)
        self.do(lambda: groups.edit_group(row, plan, **self.author()))

    @rule(name=GROUPS)
    def delete_group(self, name):
        row = db.session.get(PlaceGroup, self.group_id(name) or 0)
        assume(row is not None)
        self.do(lambda: groups.delete_group(row, **self.author()))

    @rule()
    def stop_and_resume(self):
        def stop():
            self.forum.state = "cancelled"
            waiting.stop_offers(self.forum, **self.author())

        def resume():
            self.forum.state = "published"
            waiting.resume_offers(self.forum, now=self.now)

        self.do(stop)
        assert db.session.scalars(select(Registration).filter_by(state="offered")).all() == []
        self.do(resume)

    # ------------------------------------------------------------- what always holds

    @invariant()
    def counts_are_those_of_the_registrations(self):
        if not hasattr(self, "forum_id"):
            return
        forum = self.forum
        assert recount_places(forum) == []
        db.session.rollback()
        assert forum.capacity_limit is None or forum.taken <= forum.capacity_limit
        assert all(0 <= each.taken <= each.capacity_limit for each in groups_of(forum.id))
        using = [r for r in self.registrations() if r.booking.access_code_id is not None]
        uses = db.session.scalars(select(AccessCode.uses)).one()
        assert uses == sum(each.state in ACTIVE_STATES for each in using)

    @invariant()
    def nobody_waits_for_a_place_that_is_free(self):
        if not hasattr(self, "forum_id") or self.now >= START:
            return
        forum = self.forum
        if forum.waiting_list == "automatic":
            room = room_in(forum, groups_of(forum.id))
            assert [key for key, wanted in line_of(forum.id) if fits(room, wanted)] == []

    @invariant()
    def who_waits_has_a_turn_and_who_is_offered_a_place_a_link(self):
        if not hasattr(self, "forum_id"):
            return
        for booking in db.session.scalars(select(Booking)):
            states = {each.state for each in booking.registrations}
            assert (booking.offer_expires_at is not None) == ("offered" in states)
            assert (booking.waiting_since is not None) == bool(states & {"offered", "waitlisted"})
            assert (position_of(booking) is not None) == bool(states & {"offered", "waitlisted"})
            if "offered" in states:
                assert self.now < booking.offer_expires_at <= START

    @invariant()
    def every_change_of_state_has_a_line_of_history_and_its_mail(self):
        if not hasattr(self, "forum_id"):
            return
        rows = db.session.scalars(
            select(HistoryRow)
            .where(HistoryRow.kind == "registration", HistoryRow.id > self.read_up_to)
            .order_by(HistoryRow.id)
        ).all()
        steps = [(row.record_id, *row.changes["state"]) for row in rows if "state" in row.changes]
        for registration_id, old, new in steps:
            assert self.known.get(registration_id) == old
            self.known[registration_id] = new
        assert self.known == self.states_now()
        bookings = {each.id: each.booking_id for each in self.registrations()}
        made = Counter(bookings[who] for who, old, _new in steps if old is None)
        due = Counter(
            MAILS[new]
            for who, old, new in set_of_bookings(steps, bookings)
            if (old, new) != ("offered", "waitlisted")  # told with the change of the forum
        )
        waits = {bookings[who] for who, old, new in steps if (old, new) == (None, "waitlisted")}
        several = [each for each, people in made.items() if people > 1 and each not in waits]
        due["booking_made"] += len(several)
        now = self.mails()
        assert now - self.told == +due
        self.told, self.read_up_to = now, max([self.read_up_to, *(row.id for row in rows)])

    @invariant()
    def an_address_has_one_active_registration(self):
        if not hasattr(self, "forum_id"):
            return
        active = Counter(r.address_key for r in self.registrations() if r.state in ACTIVE_STATES)
        assert all(count == 1 for count in active.values())

    # -------------------------------------------------------------------- how it is done

    def do(self, act):
        """One act in a transaction of its own; refused, it leaves nothing. History and mail follow it."""
        before = (self.states_now(), self.mails())
        try:
            with writing():
                result = act()
        except Refused:
            assert (self.states_now(), self.mails()) == before
            return None
        return result

    @property
    def forum(self) -> Forum:
        return db.session.get_one(Forum, self.forum_id)

    def author(self):
        return {"by": ALICE, "now": self.now}

    def booking(self, booking_id) -> Booking:
        return db.session.get_one(Booking, booking_id)

    def person(self, booking_id, which) -> Registration:
        people = self.booking(booking_id).registrations
        return people[which % len(people)]

    def registrations(self):
        return db.session.scalars(select(Registration)).all()

    def group_id(self, name):
        named = {"guests": "Guests", "partners": "Partners"}.get(name)
        found = [each.id for each in groups_of(self.forum_id) if each.name.text("en") == named]
        return found[0] if found else None

    def change(self, **facts):
        now = settings_of(self.forum)
        defaults = {
            "waiting_list": self.forum.waiting_list,
            "confirms_address": False,
            "allows_substitute": True,
            "asks_feedback": False,
            "largest_group": 5,
            "offer_hours": 48,
            "keeps_days": 180,
            "pending_holds_place": now.pending_holds_place,
        }
        plan = SettingsPlan(**defaults | facts)
        change_settings(self.forum, plan, **self.author())

    def code_plan(self):
        return codes.CodePlan(code="HARBOUR", place_group_id=self.group_id("guests"), uses_limit=4)

    def states_now(self):
        return {each.id: each.state for each in self.registrations()}

    def mails(self):
        return Counter(db.session.scalars(select(OutgoingMail.kind)))

    def teardown(self):
        db.session.rollback()


def group(name, limit, is_set_aside):
    return groups.GroupPlan(
        name={"en": name, "zh": ""}, capacity_limit=limit, is_set_aside=is_set_aside, is_open=True
    )


def set_of_bookings(steps, bookings):
    """Of the steps that a whole booking hears of in one mail, one for each booking."""
    told = set()
    for who, old, new in steps:
        key = (bookings[who], new)
        if new in OF_A_BOOKING and (old, new) != ("offered", "waitlisted"):
            if key in told:
                continue
            told.add(key)
        yield who, old, new


@pytest.mark.parametrize("mode", ["open", "approval"])
def test_places_are_given_once_and_never_left_empty_while_somebody_waits(session, full, mode):
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    run_state_machine_as_test(
        type("PlacesOfThisTest", (Places,), {"mode": mode}),
        settings=settings(
            max_examples=200 if full else 6 if on_sqlite else 3,
            stateful_step_count=50 if full else 25,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate, *([Phase.shrink] if full else [])],
            suppress_health_check=list(HealthCheck),
        ),
    )
