"""Whatever is done to forums and registrations, calendars fed by mail and by feed end as the site is.

A state machine does what people do in the desk and on the site, in any order, with time passing and
the worker running or not; the calendars are those of `model_client`.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from forumapp.calendars.queries.facts import facts_of_forums, the_house
from forumapp.calendars.rules.forum import forum_entry, session_entry
from forumapp.core.actor import ATTENDEE, Actor
from forumapp.core.errors import Refused
from forumapp.core.tokens import capability_token
from forumapp.core.transaction import writing
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum
from forumapp.forums.services.plans import (
    AppearancePlan,
    ForumPlan,
    MovePlan,
    OrganizerPlan,
    SessionPlan,
)
from forumapp.ical.entry import write_entry
from forumapp.institution.models import ConsentText
from forumapp.institution.rules import PUBLICATION
from forumapp.mail.message import message_of
from forumapp.mail.models import OutgoingMail
from forumapp.mail.rules import QUEUED, SENT
from forumapp.people.models import Person
from forumapp.people.services import PersonFacts
from forumapp.publishing import forums as publishing
from forumapp.publishing.consents import record_consent, withdraw_consent
from forumapp.publishing.records import edit_named_person, edit_named_theme, edit_named_venue
from forumapp.registrations.mails.tickets import LINK_PURPOSE
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.services import afterwards, deciding, registering, telling
from forumapp.registrations.services.submissions import Details, Submission
from forumapp.themes.models import Theme
from forumapp.themes.services import ThemeFacts
from forumapp.venues.models import Room, Venue
from forumapp.venues.services import VenueFacts
from tests.calendars.model_client import FeedClient, MailClient, as_mailed, what_it_says
from tests.conftest import remove_all_rows
from tests.ical.checks import events_of, unfolded
from tests.records import a_person, a_theme, a_venue, an_organization, both, the_consent_texts
from tests.support import NOW

BY = Actor.account(1, "Alice")
START = datetime(2031, 1, 6, 9, 0, tzinfo=UTC)
QUIET = timedelta(minutes=10)
GUESTS = ("lin@example.org", "wang@example.org", "ana@example.org")
NOBODY = Translated()
WORDS = st.sampled_from(("harbours", "cities", "港口", "a; b, c", "ships"))
# Ordinary days, both nights on which New York's clocks change, and Casablanca's in Ramadan.
DAYS = st.sampled_from(
    (
        datetime(2031, 3, 3),
        datetime(2031, 3, 9),
        datetime(2031, 11, 2),
        datetime(2031, 1, 26),
        datetime(2031, 6, 20),
    )
)
MINUTES = st.sampled_from((0, 1 * 60 + 30, 2 * 60 + 30, 12 * 60, 23 * 60))
PICK = st.integers(0, 7)
STOPS = {
    "published": (publishing.postpone_forum, publishing.cancel_forum, publishing.withdraw_forum),
    "postponed": (publishing.reinstate_forum, publishing.cancel_forum),
    "cancelled": (publishing.reinstate_forum, publishing.withdraw_forum),
}


def words_of(facts, *names):
    """The texts of a record by language, as its form sends them back."""
    return {name: by_language(getattr(facts, name)) for name in names}


def by_language(text):
    return {language: text.exact(language) for language in ("en", "zh")}


class Calendars(RuleBasedStateMachine):
    """What happens at a secretariat, and what stands in the calendars of three guests."""

    app, session, browser, clock = None, None, None, None

    # ------------------------------------------------------------------ the start

    @initialize()
    def open_the_secretariat(self):
        self.session.rollback()
        remove_all_rows()
        self.session.expunge_all()
        self.now = START
        self.clock.now = START
        self.people = [a_person(), a_person(name=both("Ana Lindqvist", "安娜"))]
        self.themes = [a_theme(), a_theme(title=both("Safe ports", "安全的港口"))]
        self.venues = [
            a_venue(rooms=[Room(name=both("Hall 1")), Room(name=both("Hall 2"))]),
            a_venue(name=both("Dar"), zone="Africa/Casablanca", country="MA"),
        ]
        self.house = an_organization(is_own=True)
        wording = ConsentText(
            purpose=PUBLICATION,
            version=1,
            wording=both("I agree."),
            since=NOW,
        )
        rows = (*self.people, *self.themes, *self.venues, self.house, wording, *the_consent_texts())
        self.session.add_all(rows)
        self.session.commit()
        self.feed, self.programmes = FeedClient("/calendar.ics"), {}
        self.inboxes = {address: MailClient(address) for address in GUESTS}
        self.on_the_way = []
        self.forms = 0
        self.publish_a_forum("harbours", datetime(2031, 3, 3), 12 * 60, 0, "open")
        for address, language in zip(GUESTS[:2], ("en", "zh"), strict=True):
            self.register(0, address, language)

    def all_of(self, model):
        return list(self.session.scalars(select(model).order_by(model.id)))

    def one(self, model, pick, **facts):
        """One of the rows, or none where there is none."""
        rows = [
            row
            for row in self.all_of(model)
            if all(getattr(row, name) in values for name, values in facts.items())
        ]
        return rows[pick % len(rows)] if rows else None

    def do(self, verb, *subjects, **rest):
        """One act of somebody, which may be refused; a second later the next one."""
        with suppress(Refused), writing():
            verb(*subjects, now=self.now, **rest)
        self.session.expire_all()
        self.pass_time(timedelta(seconds=1))

    def pass_time(self, how_long):
        self.now += how_long
        self.clock.now = self.now

    # ------------------------------------------------------------------ the desk

    @rule(
        word=WORDS,
        day=DAYS,
        minutes=MINUTES,
        venue=PICK,
        mode=st.sampled_from(("open", "approval")),
    )
    @precondition(lambda self: len(self.all_of(Forum)) < 2)
    def publish_another_forum(self, word, day, minutes, venue, mode):
        self.publish_a_forum(word, day, minutes, venue, mode)

    def publish_a_forum(self, word, day, minutes, venue, mode):
        starts = day + timedelta(minutes=minutes)
        plan = ForumPlan(
            title={"en": f"Forum on {word}", "zh": f"论坛 {word}"},
            starts=starts,
            starts_fold=0,
            ends=starts + timedelta(hours=2),
            ends_fold=0,
            venue_id=self.venues[venue % 2].id,
            organizers=(OrganizerPlan(self.house.id),),
            registration_mode=mode,
            capacity_limit=3,
        )
        self.do(publishing.draft_forum, plan, then_publish=True, by=BY)

    def plan_of(self, forum):
        """The forum as its form would send it back unchanged."""
        places = {session: place for place, session in enumerate(forum.sessions)}
        plain = (
            *("starts", "starts_fold", "ends", "ends_fold", "zone", "venue_id", "room_id"),
            *("attendance_mode", "online_url", "online_url_is_public", "capacity_limit"),
            *("registration_mode", "contact_name", "contact_email"),
        )
        return ForumPlan(
            **{name: getattr(forum, name) for name in plain},
            **words_of(forum, "title", "lead", "description", "access"),
            languages=tuple(forum.languages),
            theme_ids=tuple(theme.id for theme in forum.themes),
            organizers=tuple(
                OrganizerPlan(line.organization_id, line.role) for line in forum.organizer_lines
            ),
            sessions=tuple(
                SessionPlan(
                    **words_of(each, "title", "description"),
                    starts=each.starts,
                    ends=each.ends,
                    starts_fold=each.starts_fold,
                    ends_fold=each.ends_fold,
                    id=each.id,
                )
                for each in forum.sessions
            ),
            appearances=tuple(
                AppearancePlan(
                    each.person_id,
                    each.role,
                    by_language(each.capacity),
                    places.get(each.session),
                )
                for each in forum.appearances
            ),
        )

    def changed_plan(self, plan, what, word, pick):
        """The plan with one thing in it changed."""
        person = self.people[pick % 2].id
        session = SessionPlan(
            title={"en": f"On {word}"},
            starts=plan.starts,
            ends=plan.starts + timedelta(minutes=30),
            starts_fold=plan.starts_fold,
            ends_fold=plan.ends_fold,
        )
        sessions, speakers = plan.sessions, plan.appearances
        return replace(
            plan,
            **{
                "title": {"title": {**plan.title, "en": f"Forum on {word}"}},
                "lead": {"lead": {"en": f"A lead about {word}."}},
                "chinese": {"description": {**plan.description, "zh": f"关于{word}。"}},
                "description": {"description": {**plan.description, "en": f"**About** {word}."}},
                "access": {"access": {"en": f"Bring {word}."}},
                "contact": {"contact_email": f"desk{pick}@example.org"},
                "link": {"online_url": f"https://meet.example.org/{pick % 3}"},
                "no link": {"online_url": ""},
                "public link": {"online_url_is_public": not plan.online_url_is_public},
                "themes": {"theme_ids": tuple(t.id for t in self.themes[: pick % 3])},
                "speaker": {"appearances": (*speakers[:2], AppearancePlan(person))},
                "capacity": {
                    "appearances": tuple(replace(s, capacity={"en": word}) for s in speakers)
                },
                "no speaker": {"appearances": speakers[:-1]},
                "session": {"sessions": (*sessions, session)},
                "session's title": {
                    "sessions": tuple(replace(s, title={"en": f"Of {word}"}) for s in sessions)
                },
                "no session": {"sessions": sessions[:-1]},
                "length": {"ends": plan.starts + timedelta(hours=1 + pick)},
                "days": {"ends": plan.starts + timedelta(days=2)},
                "room": {"room_id": self.room(plan.venue_id, pick)},
                "mode": {"registration_mode": ("open", "approval", "invitation")[pick % 3]},
            }[what],
        )

    def room(self, venue_id, pick):
        rooms = [None, *self.session.get_one(Venue, venue_id).rooms]
        chosen = rooms[pick % len(rooms)]
        return chosen and chosen.id

    WHAT = st.sampled_from(
        (
            *("title", "lead", "chinese", "description", "access", "contact", "link", "no link"),
            *("public link", "themes", "speaker", "capacity", "no speaker", "session"),
            *("session's title", "no session", "length", "days", "room", "mode"),
        )
    )

    @rule(pick=PICK, what=WHAT, word=WORDS, other=PICK)
    def edit_a_forum(self, pick, what, word, other):
        if forum := self.one(Forum, pick):
            plan = self.changed_plan(self.plan_of(forum), what, word, other)
            self.do(publishing.edit_forum, forum, plan, by=BY)

    @rule(pick=PICK, day=DAYS, minutes=MINUTES, venue=PICK, fold=st.integers(0, 1))
    def move_a_forum(self, pick, day, minutes, venue, fold):
        if forum := self.one(Forum, pick, state=("published", "postponed")):
            plan = MovePlan(
                starts=day + timedelta(minutes=minutes),
                starts_fold=fold,
                ends_fold=fold,
                venue_id=self.venues[venue % 2].id,
            )
            self.do(publishing.move_forum, forum, plan, reason=NOBODY, by=BY)

    @rule(pick=PICK, verb=PICK, word=WORDS)
    def stop_or_resume_a_forum(self, pick, verb, word):
        if forum := self.one(Forum, pick, state=tuple(STOPS)):
            verbs = STOPS[forum.state]
            reason = both(f"Because of {word}.")
            self.do(verbs[verb % len(verbs)], forum, reason=reason, by=BY)

    @rule(pick=PICK, later=st.sampled_from((None, timedelta(minutes=30))))
    def publish_what_was_withdrawn(self, pick, later):
        if forum := self.one(Forum, pick, state=("withdrawn", "draft")):
            self.do(publishing.publish_forum, forum, release_at=later and self.now + later, by=BY)

    @rule(pick=PICK, word=WORDS)
    def rename_a_person(self, pick, word):
        person = self.one(Person, pick)
        facts = PersonFacts(name={"en": f"Lin {word}", "zh": "林悦"})
        self.do(edit_named_person, person, facts, by=BY)

    @rule(pick=PICK)
    def give_or_withdraw_a_consent(self, pick):
        person = self.one(Person, pick)
        if any(consent.withdrawn_at is None for consent in person.consents):
            self.do(withdraw_consent, person, PUBLICATION, by=BY)
        else:
            given_on = self.now.date()
            self.do(record_consent, person, PUBLICATION, language="en", given_on=given_on, by=BY)

    @rule(pick=PICK, word=WORDS)
    def rename_a_theme(self, pick, word):
        facts = ThemeFacts(title={"en": f"Theme {word}", "zh": word}, sdg_goals=[11])
        self.do(edit_named_theme, self.one(Theme, pick), facts, by=BY)

    @rule(pick=PICK, word=WORDS, postcode=st.sampled_from(("", "10004")))
    def correct_a_venue(self, pick, word, postcode):
        venue = self.one(Venue, pick)
        facts = VenueFacts(
            name=by_language(venue.name),
            street={"en": f"1 {word} Street"},
            city=by_language(venue.city),
            postcode=postcode,
            country=venue.country,
            zone=venue.zone,
        )
        self.do(edit_named_venue, venue, facts, by=BY)

    # ------------------------------------------------------------------ the guests

    @rule(pick=PICK, address=st.sampled_from(GUESTS), language=st.sampled_from(("en", "zh")))
    def register(self, pick, address, language):
        if forum := self.one(Forum, pick):
            self.forms += 1
            details = Details("Lin Qiao", "", "", "", language)
            form = Submission(f"form-{self.forms}", address, details, {"taking_part": 1})
            self.do(registering.register, forum, form)

    @rule(pick=PICK)
    def cancel_a_registration(self, pick):
        if registration := self.one(Registration, pick, state=("confirmed", "pending")):
            self.do(afterwards.cancel_registration, registration, by=ATTENDEE)

    @rule(pick=PICK, verb=st.sampled_from(("confirm", "confirm", "decline")))
    def decide_on_an_application(self, pick, verb):
        if registration := self.one(Registration, pick, state=("pending",)):
            self.do(getattr(deciding, f"{verb}_registration"), registration, by=BY)

    # ------------------------------------------------------------- time, and the worker

    @rule(minutes=st.sampled_from((1, 5, 10, 31)))
    def time_passes(self, minutes):
        self.pass_time(timedelta(minutes=minutes))

    @rule()
    def the_worker_runs(self):
        before, told = self.counts_of_mail(), 1
        while told:
            with writing():
                told = telling.tell_of_changes(self.now)
        after = self.counts_of_mail()
        for registration in self.all_of(Registration):
            news = after.get(registration.uid, 0) - before.get(registration.uid, 0)
            assert news == 0 or registration.forum.changed_at <= self.now - QUIET
        self.send()

    @rule(order=st.randoms(use_true_random=False), part=st.integers(1, 4))
    def some_mail_arrives(self, order, part):
        """In any order, now and then twice."""
        order.shuffle(self.on_the_way)
        arriving, self.on_the_way = self.on_the_way[:part], self.on_the_way[part:]
        for address, message in [*arriving, *arriving[:1]]:
            self.inboxes[address].receive(message)

    def send(self):
        """What the outbox puts on the wire."""
        with writing():
            mails = self.session.scalars(select(OutgoingMail).filter_by(state=QUEUED)).all()
            for mail in mails:
                message = message_of(mail).as_bytes()
                self.on_the_way.append((mail.to_address, message))
                mail.state = SENT

    # ------------------------------------------------------------------ what must be true

    @invariant()
    def the_subscription_is_what_the_site_says(self):
        self.feed.refresh(self.browser)
        assert self.feed.refresh(self.browser) is False
        seen = {str(forum.uid): forum for forum in self.all_of(Forum) if forum.is_visible(self.now)}
        assert self.feed.entries.keys() == seen.keys()
        ids = [forum.id for forum in seen.values()]
        for facts in facts_of_forums(ids, self.now):
            written = unfolded(write_entry(forum_entry(facts, "en", the_house())))[1:-1]
            assert self.feed.entries[str(facts.forum.uid)] == written

    @rule(order=st.randoms(use_true_random=False))
    def everybody_is_told_and_has_what_the_site_says(self, order):
        before = self.counts_of_mail()
        self.pass_time(timedelta(minutes=31))  # also what was to be released then is out
        self.the_worker_runs()
        self.pass_time(QUIET)
        self.the_worker_runs()
        self.some_mail_arrives(order, len(self.on_the_way))
        after = self.counts_of_mail()
        assert all(after[key] - before.get(key, 0) <= 1 for key in after), "told twice"
        for registration in self.all_of(Registration):
            self.check_calendar_of(registration)
        for forum in self.all_of(Forum):
            if forum.is_visible(self.now):
                self.check_programme_of(forum)

    def check_programme_of(self, forum):
        """The feed of its sessions, as its subscriber has it."""
        feed = FeedClient(f"/forums/{forum.slug}/sessions.ics")
        feed = self.programmes.setdefault(forum.uid, feed)
        feed.refresh(self.browser)
        (facts,) = facts_of_forums([forum.id], self.now)
        assert feed.entries == {
            str(each.uid): unfolded(write_entry(session_entry(facts, each, "en", the_house())))[
                1:-1
            ]
            for each in facts.forum.sessions
        }

    def counts_of_mail(self):
        counts = {}
        for uid in self.session.scalars(
            select(OutgoingMail.about_uid).filter_by(kind="forum_changed")
        ):
            counts[uid] = counts.get(uid, 0) + 1
        return counts

    def check_calendar_of(self, registration):
        address, forum = registration.address, registration.forum
        others = [r for r in self.all_of(Registration) if r.address == address]
        if any(r.forum_id == forum.id and r.id > registration.id for r in others):
            return  # they have registered anew since
        kept = self.inboxes[address].entries.get(str(forum.uid))
        if forum.is_visible(self.now) and forum.state == "published":
            if registration.state == "confirmed":
                self.check_entry(kept, registration)
                return
        elif registration.state == "confirmed" and kept and forum.is_visible(self.now):
            assert as_mailed(kept.event)[:1] == as_mailed(self.feed.entries[str(forum.uid)])[:1]
        assert kept is None or kept.is_cancelled

    def check_entry(self, kept, registration):
        """The guest's own download is the site's word: it alone, like mail, tells how to join."""
        token = capability_token(
            LINK_PURPOSE, registration.booking.uid, registration.booking.link_version
        )
        prefix = "" if registration.language == "en" else f"/{registration.language}"
        answer = self.browser.get(f"{prefix}/registrations/{token}.ics")
        assert answer.status_code == 200
        (event,) = events_of(answer.data)
        assert kept is not None
        assert not kept.is_cancelled
        assert as_mailed(kept.event) == as_mailed(event)

    @rule(pick=PICK, what=WHAT, word=WORDS, other=PICK, order=st.randoms(use_true_random=False))
    def an_edit_that_is_undone_is_told_to_nobody(self, pick, what, word, other, order):
        self.everybody_is_told_and_has_what_the_site_says(order)
        forum = self.one(Forum, pick)
        if forum is None:
            return
        before, said = self.counts_of_mail(), self.entry_of(forum)
        as_it_was = self.plan_of(forum)
        self.do(
            publishing.edit_forum, forum, self.changed_plan(as_it_was, what, word, other), by=BY
        )
        self.do(publishing.edit_forum, forum, self.without_new_sessions(as_it_was, forum), by=BY)
        assert self.entry_of(forum) == said
        self.everybody_is_told_and_has_what_the_site_says(order)
        assert self.counts_of_mail() == before

    def without_new_sessions(self, plan, forum):
        """A session that was removed comes back as a new one."""
        ids = {session.id for session in forum.sessions}
        sessions = (s if s.id in ids else replace(s, id=None) for s in plan.sessions)
        return replace(plan, sessions=tuple(sessions))

    def entry_of(self, forum):
        (facts,) = facts_of_forums([forum.id], self.now)
        return what_it_says(unfolded(write_entry(forum_entry(facts, "zh", the_house()))))

    def teardown(self):
        self.session.rollback()


@pytest.fixture
def machine(app, session, client, clock):
    parts = {"app": app, "session": session, "browser": client, "clock": clock}
    return type("CalendarsOfThisTest", (Calendars,), parts)


def test_calendars_fed_by_mail_and_by_feed_end_as_the_site_is(machine, full):
    on_sqlite = machine.session.get_bind().dialect.name == "sqlite"
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=200 if full else 10 if on_sqlite else 3,
            stateful_step_count=50 if full else 30,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate, *([Phase.shrink] if full else [])],
            suppress_health_check=list(HealthCheck),
        ),
    )
