"""An address is somebody's once its mail was read; until then a form holds no place and is not lost."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forumapp.core.actor import ATTENDEE
from forumapp.core.errors import Refused
from forumapp.core.transaction import writing
from forumapp.files.models import StoredFile
from forumapp.files.rules import PDF
from forumapp.files.services.stored import CheckedFile, keep_file
from forumapp.institution.defaults import PRIVACY_PAGE
from forumapp.mail.models import OutgoingMail
from forumapp.questions.models import Question
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.models.confirming import AddressConfirmation
from forumapp.registrations.models.places import AccessCode, RegistrationSettings
from forumapp.registrations.services.confirming import LASTS, confirm_address
from forumapp.registrations.services.registering import register
from forumapp.registrations.services.submissions import Companion
from forumapp.worker import JOBS
from tests.records import both
from tests.registrations.conftest import register_by_mail
from tests.support import NOW


def send(forum, submission, now=NOW):
    with writing():
        return register(forum, submission, now=now)


def confirm(session, now=NOW):
    asked = session.scalars(select(AddressConfirmation).order_by(AddressConfirmation.id)).all()[-1]
    with writing():
        return confirm_address(asked, by=ATTENDEE, now=now)


def kinds_of_mail(session) -> list[str]:
    return list(session.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.id)))


def count(session, model) -> int:
    return session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def confirming(session, forum):
    """The forum asks everybody to confirm the address."""
    session.add(RegistrationSettings(forum=forum, confirms_address=True))
    session.commit()
    return forum


@pytest.mark.parametrize("why", ["setting", "approval", "code", "doubt"])
def test_closed_forums_codes_doubtful_forms_and_whoever_is_told_to_are_asked_first(
    session, forum, submission, why
):
    facts = {}
    if why == "setting":
        session.add(RegistrationSettings(forum=forum, confirms_address=True))
    elif why == "approval":
        forum.registration_mode = "approval"
    elif why == "code":
        session.add(AccessCode(forum=forum, code="guests 7", code_key="GUESTS7", created_at=NOW))
        facts = {"code": "Guests7"}
    else:
        facts = {"is_doubtful": True}
    session.commit()
    receipt = send(forum, submission(**facts))
    assert (receipt.registration, receipt.shows_ticket) == (None, False)
    session.refresh(forum)
    assert (count(session, Booking), forum.taken) == (0, 0)
    assert confirm(session).state == ("pending" if why == "approval" else "confirmed")


def test_everything_that_was_typed_is_there_once_the_address_is_confirmed(
    session, confirming, submission
):
    question = Question(forum=confirming, kind="text", label=both("Diet"), help=both(""))
    session.add(question)
    confirming.capacity_limit = 3
    session.commit()
    form = submission(
        agreed={"taking_part": 1, "news": 1},
        answers={question.id: "No nuts"},
        companions=(Companion("Wang Min", "wang@example.org"), Companion()),
        wants_copies=True,
    )
    first = register_by_mail(confirming, form, NOW)
    assert [(each.name, each.address) for each in first.booking.registrations] == [
        ("Lin Qiao", "lin@example.org"),
        ("Wang Min", "wang@example.org"),
        ("", None),
    ]
    assert [answer.value for answer in first.answers] == ["No nuts"]
    assert [consent.purpose for consent in first.consents] == ["taking_part", "news"]
    assert first.booking.wants_copies
    asked = session.scalars(select(AddressConfirmation)).one()
    assert (asked.submission, asked.done_at) == ({}, NOW)


def test_the_answer_and_the_mail_are_the_same_whether_the_address_is_known_or_not(
    session, confirming, submission
):
    register_by_mail(confirming, submission(), NOW)
    known = send(confirming, submission())
    unknown = send(confirming, submission(address="wang@example.org"))
    assert known == unknown
    first, *_rest, second = session.scalars(
        select(OutgoingMail).filter_by(kind="address_confirmation").order_by(OutgoingMail.id)
    )
    assert first.text_body == second.text_body
    assert kinds_of_mail(session)[2:] == ["address_confirmation", "address_confirmation"]


def test_who_is_registered_already_and_confirms_is_led_to_what_they_have(
    session, confirming, submission
):
    first = register_by_mail(confirming, submission(), NOW)
    assert register_by_mail(confirming, submission(), NOW) is first
    assert count(session, Registration) == 1


def test_the_form_sent_twice_is_one_mail_and_the_button_pressed_twice_one_registration(
    session, confirming, submission
):
    form = submission()
    assert [send(confirming, form).shows_ticket for _time in range(2)] == [False, False]
    first = confirm(session)
    assert confirm(session) is first
    assert not send(confirming, form).shows_ticket
    assert kinds_of_mail(session) == ["address_confirmation", "registration_confirmed"]


def test_the_place_is_decided_when_the_address_is_confirmed(session, confirming, submission):
    confirming.capacity_limit = 1
    session.commit()
    send(confirming, submission(address="late@example.org"))
    late = session.scalars(select(AddressConfirmation)).one()
    register_by_mail(confirming, submission(), NOW)
    with writing():
        registration = confirm_address(late, by=ATTENDEE, now=NOW)
    assert registration.state == "waitlisted"


def test_the_mail_promises_no_longer_than_the_forum_takes_registrations(
    session, confirming, submission
):
    confirming.registration_closes_at = closes = NOW + timedelta(hours=3)
    session.commit()
    send(confirming, submission())
    assert session.scalars(select(AddressConfirmation.expires_at)).one() == closes
    with pytest.raises(Refused, match="too late"):
        confirm(session, closes)
    assert confirm(session, closes - timedelta(minutes=1)).state == "confirmed"


def test_who_confirms_when_nothing_is_left_reads_why_and_the_link_stays(
    session, confirming, submission
):
    confirming.capacity_limit, confirming.waiting_list = 1, "none"
    session.commit()
    send(confirming, submission(address="late@example.org"))
    late = session.scalars(select(AddressConfirmation)).one()
    register_by_mail(confirming, submission(), NOW)
    with pytest.raises(Refused, match="All places are taken") as _refusal, writing():
        confirm_address(late, by=ATTENDEE, now=NOW)
    session.refresh(late)
    assert (late.done_at, late.submission["address"]) == (None, "late@example.org")


def test_what_nobody_confirms_in_two_days_is_forgotten_with_its_files(
    session, confirming, submission
):
    question = Question(forum=confirming, kind="file", label=both("Passport"), help=both(""))
    session.add(question)
    session.commit()
    with writing():
        file = keep_file(CheckedFile("passport.pdf", PDF, b"%PDF-1.7"), now=NOW)
    send(confirming, submission(answers={question.id: file.id}))
    forget = next(job.run for job in JOBS if job.name.startswith("forget forms"))
    for hours, kept in ((47, "lin@example.org"), (48, "")):
        with writing():
            forget(NOW + timedelta(hours=hours))
        asked = session.scalars(select(AddressConfirmation)).one()
        session.refresh(asked)
        assert (asked.address, bool(asked.submission)) == (kept, bool(kept))
    assert count(session, StoredFile) == 0
    with pytest.raises(Refused, match="too late"), writing():
        confirm_address(asked, by=ATTENDEE, now=NOW + timedelta(hours=49))
    with writing():
        forget(NOW + timedelta(days=32))
    assert count(session, AddressConfirmation) == 0


def test_one_address_is_asked_a_few_times_and_not_again_and_again(session, confirming, submission):
    for _time in range(5):
        send(confirming, submission())
    with pytest.raises(Refused) as refusal, writing():
        register(confirming, submission(), now=NOW)
    assert refusal.value.field == "address"
    assert count(session, AddressConfirmation) == 5


@pytest.mark.parametrize("code", ["WRONG", "guests8"])
def test_a_code_that_opens_nothing_is_refused_at_its_field(session, forum, submission, code):
    forum.registration_mode = "invitation"
    stopped = AccessCode(
        forum=forum, code="guests8", code_key="GUESTS8", created_at=NOW, stopped_at=NOW
    )
    session.add(stopped)
    session.commit()
    with pytest.raises(Refused) as refusal, writing():
        register(forum, submission(code=code), now=NOW)
    assert refusal.value.field == "code"


def test_a_code_opens_a_forum_that_is_by_invitation_only(session, forum, submission):
    forum.registration_mode = "invitation"
    code = AccessCode(forum=forum, code="guests7", code_key="GUESTS7", created_at=NOW)
    session.add(code)
    session.commit()
    registration = register_by_mail(forum, submission(code=" guests 7 "), NOW)
    assert (registration.state, registration.booking.made_by) == ("confirmed", "code")
    session.refresh(code)
    assert code.uses == 1


def test_the_privacy_page_tells_how_long_an_unconfirmed_form_is_kept():
    assert timedelta(days=2) == LASTS
    assert "whose address nobody confirms is erased after two days" in PRIVACY_PAGE.exact("en")
    assert "未确认邮箱的报名表，两日后清除" in PRIVACY_PAGE.exact("zh")
