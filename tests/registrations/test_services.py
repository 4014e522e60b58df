"""Registering and what becomes of it: nothing acknowledged is lost, nothing is given twice."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from forumapp.core.actor import ATTENDEE, Actor
from forumapp.core.errors import Refused
from forumapp.core.revision import public_revision
from forumapp.core.transaction import writing
from forumapp.forums.models import Forum
from forumapp.history.models import HistoryRow
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.models.bookings import Booking, Registration, RegistrationConsent
from forumapp.registrations.services import afterwards, deciding, registering
from forumapp.registrations.services.places import recount_places
from forumapp.registrations.services.submissions import Details
from tests.records import a_registration
from tests.registrations.conftest import register_by_mail
from tests.support import NOW

ALICE = Actor.account(1, "Alice")


def register(forum, submission, now=NOW):
    with writing():
        return registering.register(forum, submission, now=now)


def count(session, model, **facts) -> int:
    return session.scalar(select(func.count()).select_from(model).filter_by(**facts))


def kinds_of_mail(session) -> list[str]:
    return list(session.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.id)))


def taken(session, forum) -> int:
    return session.scalar(select(Forum.taken).where(Forum.id == forum.id))


def refused(act) -> Refused:
    with pytest.raises(Refused) as caught, writing():
        act()
    return caught.value


def test_registering_writes_booking_consents_mail_history_and_the_place_together(
    session, forum, submission
):
    receipt = register(forum, submission(agreed={"taking_part": 1, "news": 1}))
    assert receipt.shows_ticket
    row = session.scalars(select(Registration)).one()
    assert (row.state, row.address, row.last_sent_sequence, row.last_sent_method) == (
        "confirmed",
        "lin@example.org",
        forum.sequence,
        "REQUEST",
    )
    assert [(c.purpose, c.wording, c.wording_version, c.language) for c in row.consents] == [
        ("taking_part", "I agree to taking_part.", 1, "en"),
        ("news", "I agree to news.", 1, "en"),
    ]
    assert taken(session, forum) == 1
    assert kinds_of_mail(session) == ["registration_confirmed"]
    assert count(session, HistoryRow, kind="registration", action="registered") == 1


def test_the_confirmation_says_reference_time_zone_and_place_and_carries_the_calendar_entry(
    session, forum, submission
):
    row = register(forum, submission()).registration
    mail = session.scalars(select(OutgoingMail)).one()
    for text in (mail.text_body, mail.html_body):
        for fact in (
            row.reference,
            "Tuesday 8 December 2026, 12:00–14:00",
            "New York time (EST, UTC−5)",
            "Harbour House",
            "{{link:ticket}}",
        ):
            assert fact in text
    assert mail.calendar_method == "REQUEST"
    lines = mail.calendar.replace(b"\r\n ", b"").decode().split("\r\n")
    assert "METHOD:REQUEST" in lines
    assert f"UID:{forum.uid}" in lines
    (attendee,) = [line for line in lines if line.startswith("ATTENDEE")]
    assert attendee.endswith("mailto:lin@example.org")
    assert "PARTSTAT=ACCEPTED" in attendee
    (organizer,) = [line for line in lines if line.startswith("ORGANIZER")]
    assert organizer.endswith(f"mailto:{mail.from_address}")


def test_in_chinese_the_mail_is_chinese(session, forum, submission):
    register(forum, submission(language="zh", name="林樵"))
    mail = session.scalars(select(OutgoingMail)).one()
    assert "开放港湾论坛" in mail.subject
    assert "2026年12月8日（星期二）12:00–14:00" in mail.text_body
    assert "纽约时间（EST，UTC−5）" in mail.text_body
    assert mail.links["ticket"]["path"] == "/zh/registrations/{token}"


def test_the_same_submission_sent_again_gets_the_same_answer(session, forum, submission):
    form = submission()
    first, second = register(forum, form), register(forum, form)
    assert second.registration is first.registration
    assert second.shows_ticket
    assert (count(session, Booking), taken(session, forum), kinds_of_mail(session)) == (
        1,
        1,
        ["registration_confirmed"],
    )


def test_the_same_form_with_a_colleagues_address_registers_the_colleague(
    session, forum, submission
):
    register(forum, submission(key="one-form"))
    register(forum, submission(key="one-form", address="wang@example.org"))
    assert count(session, Registration, state="confirmed") == 2


@pytest.mark.parametrize("spelling", ["lin@example.org", " LIN@Example.ORG "])
def test_a_registered_address_gets_its_link_by_mail_and_the_page_tells_nothing(
    session, forum, submission, spelling
):
    register(forum, submission())
    receipt = register(forum, submission(address=spelling))
    assert not receipt.shows_ticket
    assert count(session, Registration) == 1
    assert kinds_of_mail(session) == ["registration_confirmed", "registration_existing"]


def test_nobody_can_fill_a_mailbox_by_registering_somebody_elses_address(
    session, forum, submission
):
    for _time in range(20):
        register(forum, submission())
    assert kinds_of_mail(session).count("registration_existing") == 4
    register(forum, submission(), NOW + timedelta(minutes=11))
    assert kinds_of_mail(session).count("registration_existing") == 5


def test_the_last_place_goes_to_one_person_and_the_next_is_told_what_to_do(
    session, forum, submission
):
    forum.waiting_list = "none"
    session.commit()
    register(forum, submission())
    register(forum, submission(address="wang@example.org"))
    refusal = refused(
        lambda: registering.register(forum, submission(address="late@example.org"), now=NOW)
    )
    assert refusal.sentence.startswith("All places are taken.")
    assert count(session, Booking) == 2
    assert taken(session, forum) == 2


def test_a_page_that_tells_the_number_of_places_is_new_after_each_of_the_last_ones(
    session, forum, submission
):
    forum.capacity_limit = 12
    session.commit()
    revisions = []
    for number in range(3):
        register(forum, submission(address=f"guest{number}@example.org"))
        revisions.append(public_revision()[0])
    assert revisions[1] == revisions[0] + 1  # from 11 to 10 places left
    assert revisions[2] == revisions[1] + 1


def test_without_the_one_needed_consent_nobody_is_registered_and_no_other_is_needed(
    session, forum, submission
):
    assert refused(
        lambda: registering.register(forum, submission(agreed={"news": 1}), now=NOW)
    ).field == ("taking_part")
    assert count(session, Booking) == 0
    register(forum, submission())
    assert session.scalars(select(RegistrationConsent.purpose)).all() == ["taking_part"]


def test_a_wording_that_was_never_shown_is_no_consent(session, forum, submission):
    agreed = {"taking_part": 7}
    assert refused(
        lambda: registering.register(forum, submission(agreed=agreed), now=NOW)
    ).field == ("taking_part")


def test_a_hotel_is_never_refused_but_above_the_limit_addresses_are_confirmed_by_mail(
    session, forum, submission, app, monkeypatch
):
    monkeypatch.setitem(app.config, "REGISTRATIONS_PER_NETWORK", 1)
    network = {"network": "192.0.2.7"}
    assert register(forum, submission(**network)).shows_ticket
    later = submission(address="wang@example.org", **network)
    assert not register(forum, later).shows_ticket
    assert kinds_of_mail(session) == ["registration_confirmed", "address_confirmation"]
    register(forum, submission(address="chen@example.org", network="192.0.2.8"))
    assert kinds_of_mail(session)[2:] == ["registration_confirmed"]


def test_who_sends_again_sees_the_ticket_as_little_or_as_much_as_at_first(
    session, forum, submission, app, monkeypatch
):
    monkeypatch.setitem(app.config, "REGISTRATIONS_PER_NETWORK", 1)
    network = {"network": "192.0.2.7"}
    forms = [submission(**network), submission(address="wang@example.org", **network)]
    for later in (timedelta(), timedelta(minutes=1)):
        shown = [register(forum, form, NOW + later).shows_ticket for form in forms]
        assert shown == [True, False]
    much_later = NOW + timedelta(minutes=10)
    assert [register(forum, form, much_later).shows_ticket for form in forms] == [False, False]


def test_one_address_registers_for_a_few_forums_at_once_and_not_for_all(
    session, forum, submission, app, monkeypatch
):
    monkeypatch.setitem(app.config, "REGISTRATIONS_PER_ADDRESS", 1)
    register(forum, submission())
    session.refresh(forum)
    afterwards.cancel_registration(
        session.scalars(select(Registration)).one(), by=ATTENDEE, now=NOW
    )
    session.commit()
    assert refused(lambda: registering.register(forum, submission(), now=NOW)).field == "address"
    register(forum, submission(), NOW + timedelta(minutes=11))


def test_by_approval_nobody_holds_a_place_until_the_organizer_says_so(session, forum, submission):
    forum.registration_mode, forum.capacity_limit = "approval", 1
    session.commit()
    first = register_by_mail(forum, submission(), NOW)
    second = register_by_mail(forum, submission(address="wang@example.org"), NOW)
    assert ([first.state, second.state], taken(session, forum)) == (["pending", "pending"], 0)
    with writing():
        deciding.confirm_registration(first, by=ALICE, now=NOW)
    assert (first.state, taken(session, forum)) == ("confirmed", 1)
    assert refused(
        lambda: deciding.confirm_registration(second, by=ALICE, now=NOW)
    ).sentence.startswith("No place is free")
    with writing():
        deciding.decline_registration(second, by=ALICE, now=NOW)
    assert kinds_of_mail(session) == [
        "address_confirmation",
        "registration_pending",
        "address_confirmation",
        "registration_pending",
        "registration_confirmed",
        "registration_declined",
    ]


def test_who_cancels_frees_the_place_once_however_often_the_button_is_pressed(
    session, forum, submission
):
    row = register(forum, submission()).registration
    for _time in range(2):
        with writing():
            afterwards.cancel_registration(row, by=ATTENDEE, now=NOW)
    assert (row.state, taken(session, forum)) == ("cancelled", 0)
    assert kinds_of_mail(session) == ["registration_confirmed", "registration_cancelled"]
    mail = session.scalars(select(OutgoingMail).filter_by(kind="registration_cancelled")).one()
    assert b"METHOD:CANCEL" in mail.calendar
    assert b"STATUS:CANCELLED" in mail.calendar
    register(forum, submission())
    assert taken(session, forum) == 1


def test_own_details_and_each_voluntary_consent_can_be_changed(session, forum, submission):
    row = register(forum, submission(agreed={"taking_part": 1, "news": 1})).registration
    details = Details("Lin Q.", "", "", "US", "zh")
    with writing():
        afterwards.change_details(row, details, {"photographs": 1}, by=ATTENDEE, now=NOW)
    assert (row.name, row.country, row.language) == ("Lin Q.", "US", "zh")
    assert [(c.purpose, c.withdrawn_at) for c in row.consents] == [
        ("taking_part", None),
        ("news", NOW),
        ("photographs", None),
    ]


def test_a_recount_sets_right_what_was_counted_wrongly(session, forum):
    session.add_all(a_registration(forum, state=state) for state in ("confirmed", "cancelled"))
    forum.taken = 2
    session.commit()
    assert recount_places(forum) == ["2 places counted, 1 taken. Set right."]
    assert taken(session, forum) == 1


def test_no_writer_passes_the_limit_and_a_recount_does_not_either(session, forum):
    session.add_all(a_registration(forum, state="confirmed") for _each in range(2))
    forum.capacity_limit, forum.taken = 1, 1
    session.commit()
    assert recount_places(forum) == [
        "1 places counted, 2 taken. Left as it is: the limit is 1. Raise it, then run this again."
    ]
    assert taken(session, forum) == 1
    with pytest.raises(IntegrityError, match="taken_within_limit"):
        session.execute(update(Forum).where(Forum.id == forum.id).values(taken=2))
    session.rollback()
