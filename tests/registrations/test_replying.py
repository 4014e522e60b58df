"""What a calendar answers is done once, by its own person alone, and told to whom it concerns."""

import re
from datetime import timedelta
from email.parser import BytesParser
from threading import Barrier, Thread

import pytest
from flask import current_app
from sqlalchemy import func, select, update

from forumapp.core.actor import ATTENDEE, COMMAND
from forumapp.core.tokens import address_token, new_uid
from forumapp.core.transaction import writing
from forumapp.core.translated import Translated
from forumapp.duties.services import give_duty
from forumapp.forums.models import Forum, ForumChange
from forumapp.history.models import HistoryRow
from forumapp.institution.queries import correspondence_address
from forumapp.mail.message import message_of
from forumapp.mail.models import IncomingMail, OutgoingMail
from forumapp.mail.services import forget_strangers
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.services import afterwards, registering, replying, telling
from forumapp.registrations.services.submissions import Companion
from forumapp.registrations.services.substituting import Substitute, name_substitute
from tests.mail.replies import (
    a_letter,
    address_of,
    as_apple,
    as_outlook,
    calendar_of,
    mail_with,
    reply_text,
)
from tests.records import both
from tests.support import NOW, an_account

SOON = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def reply_address(app, monkeypatch):
    monkeypatch.setitem(app.config, "REPLY_ADDRESS", "events@example.org")


@pytest.fixture
def invitation(session, forum, submission):
    """What somebody with a confirmed place got."""
    with writing():
        registering.register(forum, submission(), now=NOW)
    return newest_message(session)


def newest_message(session):
    mail = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    return message_of(mail)


def receive(raw: bytes, now=SOON, to: str = "") -> tuple[str, str]:
    with writing():
        row = replying.receive(raw, to=to, now=now)
        return row.outcome, row.detail


def answer(invitation, said: str, at=SOON, now=None, **facts) -> tuple[str, str]:
    """What becomes of an answer to the invitation."""
    text = reply_text(invitation, said, at, **facts)
    return receive(mail_with(text, to=address_of(invitation)), now or at)


def lin(session) -> Registration:
    session.rollback()
    return session.scalars(select(Registration).order_by(Registration.id)).first()


def offered(session) -> Registration:
    """A place is kept for them until tomorrow."""
    registration = lin(session)
    registration.state = "offered"
    registration.booking.offer_expires_at = NOW + timedelta(days=1)
    session.commit()
    return registration


def taken(session) -> int:
    session.rollback()
    return session.scalar(select(Forum.taken))


def mails_since_the_first(session) -> list[tuple[str, str]]:
    session.rollback()
    rows = session.execute(
        select(OutgoingMail.kind, OutgoingMail.to_address).order_by(OutgoingMail.id).offset(1)
    )
    return [tuple(row) for row in rows]


def history(session) -> list[str]:
    return list(session.scalars(select(HistoryRow.action).order_by(HistoryRow.id)))


# ---------------------------------------------------------------- what goes out


def test_an_invitation_comes_from_an_address_of_its_own_which_no_table_holds(
    session, forum, invitation
):
    registration = lin(session)
    token = address_token("reply", registration.uid, 1)
    address = f"events+{token}@example.org"
    assert re.fullmatch("[a-z2-7]{52}", token)
    assert len(address.partition("@")[0]) <= 64
    assert address_of(invitation) == address
    assert invitation["Reply-To"] is not None
    assert token not in invitation["Reply-To"]
    calendar = calendar_of(invitation)
    assert max(map(len, calendar.split(b"\r\n"))) <= 75
    unfolded = calendar.replace(b"\r\n ", b"").decode()
    assert re.search(rf"\r\nORGANIZER;CN=[^:]+:mailto:{re.escape(address)}\r\n", unfolded)
    assert re.search(r"\r\nATTENDEE[^\r]*PARTSTAT=ACCEPTED;[^\r]*RSVP=TRUE:mailto:lin@", unfolded)
    for model in (OutgoingMail, Registration, IncomingMail, HistoryRow):
        for row in session.execute(select(*model.__table__.columns)):
            kept = "\n".join(
                value.decode() if isinstance(value, bytes) else str(value) for value in row
            )
            assert token not in kept.replace("\r\n ", "")


def test_the_desk_does_not_show_the_token(session, invitation, signed_in):
    token = address_token("reply", lin(session).uid, 1)
    mail_id = session.scalar(select(OutgoingMail.id))
    session.commit()
    desk = signed_in("organizer")
    for page in ("/desk/mail/", f"/desk/mail/{mail_id}/", "/desk/mail/incoming/"):
        assert token not in desk.get(page).text
    assert "events+*@example.org" in desk.get(f"/desk/mail/{mail_id}/").text


def test_feed_and_download_name_the_public_organizer(session, forum, invitation, client):
    text = invitation.get_body(("plain",)).get_content()
    ticket = re.search(r"/registrations/[\w-]{43}", text)[0]
    for path in (f"/forums/{forum.slug}.ics", f"{ticket}.ics"):
        calendar = client.get(path).data.replace(b"\r\n ", b"").decode()
        (organizer,) = re.findall(r"\r\nORGANIZER[^\r]*:mailto:([^\r]*)", calendar)
        assert organizer == correspondence_address()


def test_a_cancellation_comes_from_the_organizer_that_the_calendar_knows(session, invitation):
    with writing():
        afterwards.cancel_registration(lin(session), by=COMMAND, now=SOON)
    assert address_of(newest_message(session)) == address_of(invitation)
    assert b"METHOD:CANCEL" in calendar_of(newest_message(session))


@pytest.mark.parametrize(("by", "said"), [(COMMAND, "ACCEPTED"), (ATTENDEE, "DECLINED")])
def test_a_cancellation_says_that_they_declined_only_where_they_did(session, invitation, by, said):
    with writing():
        afterwards.cancel_registration(lin(session), by=by, now=SOON)
    unfolded = calendar_of(newest_message(session)).replace(b"\r\n ", b"").decode()
    assert re.findall(r"PARTSTAT=([A-Z]+)", unfolded) == [said]


def test_who_was_invited_before_there_was_such_an_address_keeps_the_organizer(
    app, session, forum, submission, monkeypatch
):
    monkeypatch.setitem(app.config, "REPLY_ADDRESS", "")
    with writing():
        registering.register(forum, submission(), now=NOW)
    before = newest_message(session)
    monkeypatch.setitem(app.config, "REPLY_ADDRESS", "events@example.org")
    with writing():
        afterwards.cancel_registration(lin(session), by=COMMAND, now=SOON)
    assert address_of(newest_message(session)) == address_of(before)
    assert "events+" not in address_of(before)
    assert b"RSVP=FALSE" in calendar_of(before).replace(b"\r\n ", b"")


@pytest.mark.parametrize("address", ["", "events@example.org"])
def test_a_confirmation_says_that_declining_gives_the_place_back_where_it_does(
    session, forum, submission, address
):
    current_app.config["REPLY_ADDRESS"] = address
    with writing():
        registering.register(forum, submission(), now=NOW)
    for kind in ("plain", "html"):
        text = " ".join(newest_message(session).get_body((kind,)).get_content().split())
        assert ("decline the entry in your calendar" in text) == bool(address)


# ---------------------------------------------------------------------- answers


def desk_address(message) -> str:
    """The one that a mail to the organizer gives."""
    texts = [message.get_body((kind,)).get_content() for kind in ("plain", "html")]
    (at,) = {re.search(r"http://[^/]+(/desk/[^\s\"]+)", text)[1] for text in texts}
    return at


def test_a_decline_frees_the_place_at_once_and_tells_both(session, invitation, signed_in):
    assert answer(invitation, "DECLINED") == ("taken", "Declined. The place is free again.")
    registration = lin(session)
    assert (registration.state, registration.answer, registration.answered_at, taken(session)) == (
        "cancelled",
        "DECLINED",
        SOON,
        0,
    )
    assert mails_since_the_first(session) == [
        ("place_given_back", "lin@example.org"),
        ("place_declined", correspondence_address()),
    ]
    assert "2 places are free now." in newest_message(session).as_string()
    at = desk_address(newest_message(session))
    session.commit()
    assert signed_in("organizer").get(at).status_code == 200
    assert session.scalars(select(OutgoingMail.calendar).order_by(OutgoingMail.id)).all()[1:] == [
        None,
        None,
    ]
    assert history(session)[-1] == "declined from the calendar"
    row = session.scalars(select(IncomingMail)).one()
    assert (row.about_kind, row.about_uid) == ("registration", registration.uid)


@pytest.mark.parametrize("shape", [as_outlook, as_apple])
def test_other_calendars_decline_too(session, invitation, shape):
    text = reply_text(invitation, "DECLINED", SOON)
    assert receive(shape(text, to=address_of(invitation)))[0] == "taken"
    assert lin(session).state == "cancelled"


def told_to(session) -> list[str]:
    return [to for kind, to in mails_since_the_first(session) if kind == "place_declined"]


def test_the_forums_contact_and_the_institution_hear_of_a_decline(session, forum, invitation):
    forum.contact_email = "harbours@example.org"
    session.commit()
    answer(invitation, "DECLINED")
    assert told_to(session) == ["harbours@example.org", correspondence_address()]


def test_who_is_on_duty_and_may_see_attendees_hears_of_a_decline(session, forum, invitation):
    staff, door = an_account("staff"), an_account("door")
    forum.contact_email = staff.email.upper()
    session.add_all([staff, door])
    session.flush()
    for account in (staff, door):
        give_duty(forum, account.id, by=COMMAND, now=NOW)
    session.commit()
    answer(invitation, "DECLINED")
    assert told_to(session) == [staff.email]


def test_an_answer_to_an_address_of_before_counts(app, session, invitation, monkeypatch):
    monkeypatch.setitem(app.config, "REPLY_ADDRESS", "answers@example.net")
    assert answer(invitation, "DECLINED")[0] == "taken"
    assert lin(session).state == "cancelled"


def test_an_acceptance_of_a_confirmed_place_and_a_tentative_answer_are_noted(session, invitation):
    for minutes, said in ((5, "ACCEPTED"), (6, "TENTATIVE")):
        assert answer(invitation, said, NOW + timedelta(minutes=minutes))[0] == "taken"
        assert (lin(session).state, lin(session).answer) == ("confirmed", said)
    assert mails_since_the_first(session) == []
    assert taken(session) == 1


def test_the_next_invitation_repeats_what_was_answered(session, invitation):
    def partstat() -> str:
        unfolded = calendar_of(newest_message(session)).replace(b"\r\n ", b"").decode()
        return re.search(r"\r\nATTENDEE[^\r]*PARTSTAT=([A-Z]+)", unfolded)[1]

    answer(invitation, "TENTATIVE")
    answer(invitation, "NEEDS-ACTION", method="REFRESH")
    assert partstat() == "TENTATIVE"
    offered(session)
    answer(invitation, "ACCEPTED", SOON + timedelta(minutes=1))
    assert (partstat(), lin(session).answer) == ("ACCEPTED", "ACCEPTED")


def test_accepting_takes_a_place_that_was_offered(session, forum, invitation):
    offered(session)
    assert answer(invitation, "ACCEPTED") == ("taken", "Accepted. The place is confirmed.")
    assert (lin(session).state, taken(session)) == ("confirmed", 1)
    assert mails_since_the_first(session) == [("registration_confirmed", "lin@example.org")]


def test_who_changes_their_mind_gets_a_place_again_while_one_is_free(session, forum, invitation):
    answer(invitation, "DECLINED")
    assert answer(invitation, "ACCEPTED", SOON + timedelta(minutes=1))[0] == "taken"
    assert (lin(session).state, taken(session)) == ("confirmed", 1)
    invited_again, told = mails_since_the_first(session)[2:]
    assert invited_again == ("registration_confirmed", "lin@example.org")
    assert told == ("place_taken_again", correspondence_address())
    assert "1 place is free now." in newest_message(session).as_string()
    answer(invitation, "DECLINED", SOON + timedelta(minutes=2))
    session.execute(update(Forum).values(taken=2))
    session.commit()
    outcome = answer(invitation, "ACCEPTED", SOON + timedelta(minutes=3))
    assert outcome == (
        "ignored",
        "Accepted after all, but no place is free. They have been told.",
    )
    assert (lin(session).state, taken(session)) == ("cancelled", 2)
    assert mails_since_the_first(session)[-1] == ("no_place_left", "lin@example.org")
    withdrawal = calendar_of(newest_message(session)).replace(b"\r\n ", b"")
    assert b"METHOD:CANCEL" in withdrawal
    assert b"PARTSTAT=DECLINED" in withdrawal


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_who_accepts_again_while_the_forum_is_not_on_hears_so_and_gets_a_place_once_it_is(
    session, invitation, state
):
    def minutes(number: int):
        return SOON + timedelta(minutes=number)

    answer(invitation, "DECLINED")
    session.execute(update(Forum).values(state=state))
    session.commit()
    outcome = answer(invitation, "ACCEPTED", minutes(1))
    assert outcome == (
        "ignored",
        "Accepted after all, but the forum is not on at present. They have been told.",
    )
    told = newest_message(session)
    assert told["Subject"].startswith("You are not registered:")
    for kind in ("plain", "html"):
        text = told.get_body((kind,)).get_content()
        assert ("not on at present" in text, "somebody else" in text) == (True, False)
    session.execute(update(Forum).values(state="published"))
    session.commit()
    assert answer(invitation, "ACCEPTED", minutes(2))[0] == "taken"
    session.execute(update(Forum).values(state=state))
    session.commit()
    answer(invitation, "DECLINED", minutes(3))
    texts = session.scalars(
        select(OutgoingMail.text_body).filter_by(kind="place_given_back").order_by(OutgoingMail.id)
    )
    assert ["accept the entry" in text for text in texts] == [True, False]


@pytest.mark.parametrize("places", [2, 0])
def test_a_calendar_that_changes_its_mind_without_end_fills_no_mailbox(session, invitation, places):
    answer(invitation, "DECLINED", SOON)
    session.execute(update(Forum).values(capacity_limit=places))
    session.commit()
    for number in range(1, 30):
        at = SOON + timedelta(seconds=number)
        answer(invitation, "ACCEPTED" if number % 2 else "DECLINED", at, now=SOON)
    kinds = [kind for kind, _to in mails_since_the_first(session)]
    assert kinds.count("place_declined") == (5 if places else 1)
    assert len(kinds) == (18 if places else 6)
    assert (lin(session).state, taken(session)) == ("cancelled", 0)
    session.execute(update(Forum).values(capacity_limit=1))
    session.commit()
    assert answer(invitation, "ACCEPTED", SOON + timedelta(days=2))[0] == "taken"


@pytest.mark.parametrize(
    "facts", [{"registration_mode": "invitation"}, {"registration_closes_at": NOW}]
)
def test_who_accepts_again_once_registration_is_closed_is_told_whom_to_write_to(
    session, invitation, facts
):
    answer(invitation, "DECLINED")
    session.execute(update(Forum).values(**facts))
    session.commit()
    outcome = answer(invitation, "ACCEPTED", SOON + timedelta(minutes=1))
    assert outcome == (
        "ignored",
        "Accepted after all, but registration is closed. They have been told.",
    )
    assert (lin(session).state, taken(session)) == ("cancelled", 0)
    for kind in ("plain", "html"):
        text = newest_message(session).get_body((kind,)).get_content()
        assert f"write to {correspondence_address()}" in " ".join(text.split())


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_an_entry_that_we_took_out_of_the_calendar_is_declined_by_nobody(
    session, forum, invitation, state
):
    old, new = both("Published"), both(state.capitalize())
    forum.state, forum.sequence, forum.changed_at = state, forum.sequence + 1, NOW
    forum.changes.append(
        ForumChange(at=NOW, by="Alice", field="state", old=old, new=new, reason=Translated(),
                    sequence=forum.sequence)
    )  # fmt: skip
    session.commit()
    with writing():
        assert telling.tell_of_changes(NOW + timedelta(minutes=10)) == 1
    outcome, why = answer(
        invitation,
        "DECLINED",
        NOW + timedelta(minutes=11),
        SEQUENCE=str(lin(session).last_sent_sequence),
    )
    assert (outcome, why.endswith("The place stays.")) == ("ignored", True)
    assert (lin(session).state, taken(session)) == ("confirmed", 1)


def test_the_calendar_of_who_named_a_substitute_answers_for_nobody(session, forum, submission):
    form, substitute = (
        submission(companions=(Companion(),)),
        Substitute("Wen Bo", "wen@example.org"),
    )
    with writing():
        registering.register(forum, form, now=NOW)
    invitation = message_of(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).first())
    with writing():
        name_substitute(lin(session), substitute, {"taking_part": 1}, by=ATTENDEE, now=SOON)
    assert answer(invitation, "DECLINED", at=SOON + timedelta(minutes=1))[0] == "refused"
    assert (lin(session).name, lin(session).state, taken(session)) == ("Wen Bo", "confirmed", 2)
    assert answer(newest_message(session), "DECLINED", at=SOON + timedelta(minutes=2))[0] == "taken"
    assert lin(session).state == "cancelled"


def test_who_has_registered_again_gets_no_second_place(session, forum, invitation, submission):
    answer(invitation, "DECLINED")
    with writing():
        registering.register(forum, submission(), now=SOON)
    outcome = answer(invitation, "ACCEPTED", SOON + timedelta(minutes=1))
    assert outcome == ("ignored", "This person has registered again in the meantime.")
    assert taken(session) == 1


def test_accepting_brings_back_nothing_that_was_cancelled_otherwise(session, invitation):
    with writing():
        afterwards.cancel_registration(lin(session), by=COMMAND, now=NOW)
    for minutes, said in ((5, "ACCEPTED"), (6, "DECLINED"), (7, "ACCEPTED")):
        outcome, _why = answer(invitation, said, NOW + timedelta(minutes=minutes))
        assert (outcome, lin(session).state, lin(session).answer) == ("ignored", "cancelled", "")
    assert taken(session) == 0


def test_a_refresh_gets_the_invitation_again_but_not_without_end(session, app, invitation):
    for number in range(app.config["REGISTRATIONS_PER_ADDRESS"] - 1):
        at = SOON + timedelta(seconds=number)
        assert answer(invitation, "NEEDS-ACTION", at, method="REFRESH")[0] == "taken"
        assert b"METHOD:REQUEST" in calendar_of(newest_message(session))
    at = SOON + timedelta(minutes=1)
    assert answer(invitation, "NEEDS-ACTION", at, method="REFRESH")[0] == "ignored"


def test_what_changed_before_a_refresh_is_told_in_words_all_the_same(session, forum, invitation):
    forum.sequence, forum.changed_at = forum.sequence + 1, NOW
    forum.changes.append(
        ForumChange(
            at=NOW,
            by="Alice",
            field="place",
            old=both("Hall 1"),
            new=both("Pier 2"),
            reason=Translated(),
            sequence=forum.sequence,
        )
    )
    session.commit()
    assert answer(invitation, "NEEDS-ACTION", method="REFRESH")[0] == "taken"
    with writing():
        assert telling.tell_of_changes(NOW + timedelta(minutes=10)) == 1
    newest = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert "Hall 1" in newest.text_body
    assert "Pier 2" in newest.text_body


@pytest.mark.parametrize(
    ("said", "facts", "why"),
    [
        ("DECLINED", {"method": "COUNTER"}, "proposes another time"),
        ("DECLINED", {"method": "CANCEL"}, "This is a cancellation"),
        ("DECLINED", {"method": "X-OWN"}, "not an answer"),
        ("DELEGATED", {}, "pass their place on"),
        ("NEEDS-ACTION", {}, "have not decided"),
        ("X-PERHAPS", {}, "changes nothing"),
        ("DECLINED", {"DTSTAMP": ""}, "does not say when"),
    ],
)
def test_what_is_no_answer_is_recorded_with_a_sentence_and_changes_nothing(
    session, invitation, said, facts, why
):
    outcome, detail = answer(invitation, said, **facts)
    assert (outcome, why in detail) == ("ignored", True), detail
    assert (lin(session).state, lin(session).answer, taken(session)) == ("confirmed", "", 1)
    assert mails_since_the_first(session) == []


# ------------------------------------------------------------------- protection


@pytest.mark.parametrize(
    "facts",
    [
        {"UID": "0c5e2a1e-0000-4000-8000-000000000000"},
        {"ATTENDEE": "mailto:eve@example.org"},
        {"ATTENDEE": "mailto:lin@example.org\r\nATTENDEE;PARTSTAT=DECLINED:mailto:eve@example.org"},
        {"ATTENDEE": ""},
    ],
)
def test_an_answer_about_something_or_somebody_else_is_refused(session, invitation, facts):
    assert answer(invitation, "DECLINED", **facts)[0] == "refused"
    assert (lin(session).state, taken(session)) == ("confirmed", 1)


def test_a_forged_answer_to_a_guessed_address_is_refused_and_its_sender_told_nothing(
    session, invitation
):
    guessed = f"events+{address_token('reply', new_uid(), 1)}@example.org"
    text = reply_text(invitation, "DECLINED", SOON)
    assert receive(mail_with(text, to=guessed)) == (
        "refused",
        "It went to an address that is nobody’s.",
    )
    for to in ("events@example.org", "events+@example.org", "events+short@example.org", ""):
        assert receive(mail_with(text, to=to) + to.encode())[0] == "refused"
    assert (lin(session).state, mails_since_the_first(session)) == ("confirmed", [])


def test_an_answer_to_an_older_invitation_is_ignored(session, invitation):
    lin(session).last_sent_sequence += 1
    session.commit()
    outcome, why = answer(invitation, "DECLINED")
    assert (outcome, "older invitation" in why) == ("ignored", True)
    assert answer(invitation, "DECLINED", SEQUENCE="1")[0] == "taken"


def test_a_missing_sequence_is_zero(session, invitation):
    assert answer(invitation, "TENTATIVE", SEQUENCE="")[0] == "taken"


def test_an_older_answer_does_not_overtake_a_later_one(session, invitation):
    later = SOON + timedelta(minutes=1)
    assert answer(invitation, "ACCEPTED", later)[0] == "taken"
    for at in (SOON, later):
        outcome, why = answer(invitation, "DECLINED", at, now=later + timedelta(minutes=1))
        assert (outcome, "later answer" in why) == ("ignored", True)
    assert lin(session).state == "confirmed"


def test_a_clock_that_is_years_ahead_does_not_silence_later_answers(session, invitation):
    assert answer(invitation, "ACCEPTED", NOW + timedelta(days=4000), now=SOON)[0] == "taken"
    assert answer(invitation, "DECLINED", SOON + timedelta(minutes=1))[0] == "taken"


def test_the_same_message_handed_over_again_counts_once(session, invitation):
    raw = mail_with(reply_text(invitation, "DECLINED", SOON), to=address_of(invitation))
    first = receive(raw)
    with_trace = b"Received: from elsewhere\r\nDelivered-To: spool\r\n" + raw
    assert receive(with_trace, SOON + timedelta(hours=1), to=address_of(invitation)) == first
    assert session.scalar(select(func.count(IncomingMail.id))) == 1
    assert len(mails_since_the_first(session)) == 2


def test_an_answer_that_fails_changes_nothing_and_does_not_come_again(session, invitation):
    offered(session).address = "nowhere to write to"
    session.commit()
    for _time in range(2):
        assert answer(invitation, "ACCEPTED") == (
            "refused",
            "It could not be dealt with. The log says why.",
        )
    assert (lin(session).state, lin(session).answered_at) == ("offered", None)
    assert mails_since_the_first(session) == []


def test_nobody_waits_for_the_database_while_a_message_is_read(session, invitation, monkeypatch):
    open_ones, parse = [], BytesParser.parsebytes

    def watch(self, *arguments, **more):
        open_ones.append(session().in_transaction())
        return parse(self, *arguments, **more)

    raw = mail_with(reply_text(invitation, "DECLINED", SOON), to=address_of(invitation))
    session.rollback()
    monkeypatch.setattr(BytesParser, "parsebytes", watch)
    assert receive(raw)[0] == "taken"
    assert open_ones == [False, False]


def test_a_stranger_whose_address_holds_what_no_database_keeps_is_noted(session):
    assert receive(b"From: <l\x00in@example.org>\nTo: events@example.org\n\nx")[0] == "refused"
    assert session.scalars(select(IncomingMail.from_address)).one() == "lin@example.org"


def test_after_the_forum_an_answer_comes_too_late(session, forum, invitation):
    outcome, why = answer(invitation, "DECLINED", forum.ends_at)
    assert (outcome, "had been held" in why) == ("ignored", True)
    assert taken(session) == 1


def test_the_address_may_change_its_case_on_the_way(session, invitation):
    text = reply_text(invitation, "DECLINED", SOON)
    assert receive(mail_with(text, to="x@example.org"), to=address_of(invitation).upper()) == (
        "taken",
        "Declined. The place is free again.",
    )


def test_a_decline_and_a_cancellation_at_the_same_time_give_one_place_back(
    app, session, forum, invitation, submission
):
    with writing():
        registering.register(forum, submission(address="wang@example.org"), now=NOW)
    registration_id = lin(session).id
    raw = mail_with(reply_text(invitation, "DECLINED", SOON), to=address_of(invitation))
    session.rollback()
    together, failed = Barrier(2), []

    def run(act):
        with app.app_context():
            together.wait(10)
            try:
                with writing() as own:
                    act(own)
            except Exception as error:  # noqa: BLE001 - told below
                failed.append(error)

    acts = (
        lambda _own: replying.receive(raw, now=SOON),
        lambda own: afterwards.cancel_registration(
            own.get_one(Registration, registration_id), by=COMMAND, now=SOON
        ),
    )
    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert (lin(session).state, taken(session)) == ("cancelled", 1)


def test_who_wrote_to_nobodys_address_is_forgotten_after_thirty_days(session, invitation):
    receive(a_letter("events+nobody@example.org").replace(b"lin@", b"eve@"))
    receive(a_letter(address_of(invitation)))
    for days, known in ((29, ["eve@example.org", "lin@example.org"]), (31, ["lin@example.org"])):
        with writing():
            forget_strangers(SOON + timedelta(days=days))
        senders = select(IncomingMail.from_address).order_by(IncomingMail.id)
        assert session.scalars(senders).all() == known


# --------------------------------------------------------------- people's mail


def test_a_person_who_writes_there_hears_once_a_day_whom_to_write_to(session, invitation):
    to = address_of(invitation)
    assert receive(a_letter(to, "When?"))[0] == "ignored"
    assert receive(a_letter(to, "Where?"), SOON + timedelta(hours=23))[0] == "ignored"
    assert mails_since_the_first(session) == [("not_read_here", "lin@example.org")]
    receive(a_letter(to, "And now?"), SOON + timedelta(hours=25))
    assert len(mails_since_the_first(session)) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<list.example.org>"},
        {"Return_Path": "<>"},
    ],
)
def test_a_program_is_never_answered(session, invitation, headers):
    assert receive(a_letter(address_of(invitation), **headers))[0] == "ignored"
    assert mails_since_the_first(session) == []


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@example.org", "no-reply@example.org", ""])
def test_an_address_that_nobody_reads_is_never_answered(session, invitation, sender):
    raw = a_letter(address_of(invitation)).replace(
        b"From: lin@example.org", f"From: {sender}".encode()
    )
    assert receive(raw)[0] == "ignored"
    assert mails_since_the_first(session) == []


def returned(invitation, content_type: str) -> bytes:
    """A message around the invitation, as mail servers send back what they cannot deliver."""
    return (
        f"From: MAILER-DAEMON@example.org\r\nTo: {address_of(invitation)}\r\n"
        f"Content-Type: {content_type}; boundary=b\r\n\r\n--b\r\n\r\nno such user\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\n"
    ).encode() + b"%s\r\n--b--\r\n" % invitation.as_bytes()


def test_a_delivery_report_says_that_the_mail_did_not_arrive(session, app, invitation, monkeypatch):
    raw = returned(invitation, "multipart/report; report-type=delivery-status")
    assert receive(raw) == ("ignored", "A mail to this person could not be delivered.")
    monkeypatch.setitem(app.config, "INCOMING_LIMIT_KB", 1)
    assert receive(raw + b"x" * 1024)[0] == "ignored"
    assert mails_since_the_first(session) == []


def test_a_letter_that_quotes_the_invitation_is_answered_as_any_letter(session, invitation):
    raw = returned(invitation, "multipart/mixed").replace(b"MAILER-DAEMON@", b"lin@")
    assert receive(raw)[1].endswith("the sender is told whom to write to.")
    assert mails_since_the_first(session) == [("not_read_here", "lin@example.org")]
