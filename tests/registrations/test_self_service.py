"""What people do by themselves: others with them, a substitute, another address, links again, erasure."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forumapp.core.actor import ATTENDEE, COMMAND
from forumapp.core.errors import Gone, NotFound, Refused
from forumapp.core.tokens import capability_token
from forumapp.core.transaction import writing
from forumapp.files.models import StoredFile
from forumapp.files.rules import PDF
from forumapp.files.services.stored import CheckedFile, keep_file
from forumapp.history.models import HistoryRow
from forumapp.mail.models import OutgoingMail
from forumapp.questions.models import Question
from forumapp.registrations.models.bookings import Answer, Booking, Registration
from forumapp.registrations.models.confirming import AddressConfirmation
from forumapp.registrations.models.places import RegistrationSettings
from forumapp.registrations.queries.confirming import confirmation_by_token
from forumapp.registrations.queries.opening import opened_by, the_one
from forumapp.registrations.queries.own_data import own_data
from forumapp.registrations.queries.waiting import booking_by_offer
from forumapp.registrations.services.afterwards import cancel_registration
from forumapp.registrations.services.bounces import correct_address
from forumapp.registrations.services.confirming import (
    ask_to_confirm_new_address,
    confirm_address,
)
from forumapp.registrations.services.erasing import erase_registration
from forumapp.registrations.services.links_again import send_links_again
from forumapp.registrations.services.registering import register
from forumapp.registrations.services.submissions import Companion
from forumapp.registrations.services.substituting import Substitute, name_substitute
from forumapp.registrations.services.waiting import take_offer
from forumapp.worker import JOBS
from tests.records import both
from tests.registrations.conftest import register_by_mail
from tests.support import NOW

WEN = Substitute("Wen Bo", "wen@example.org", "Harbour Foundation", "Deputy")
AGREED = {"taking_part": 1}


def send(forum, submission, now=NOW):
    with writing():
        return register(forum, submission, now=now)


def mails(session) -> list[tuple[str, str, str | None]]:
    rows = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
    return [(mail.kind, mail.to_address, mail.calendar_method) for mail in rows]


def own_token(registration) -> str:
    return capability_token("ticket", registration.uid, registration.link_version)


def booking_token(booking) -> str:
    return capability_token("registration", booking.uid, booking.link_version)


# ------------------------------------------------------------------------- several


@pytest.fixture
def three(session, forum, submission) -> Booking:
    """Lin with Wang, who has an own address, and somebody not known yet."""
    forum.capacity_limit = 3
    session.commit()
    others = (Companion("Wang Min", "wang@example.org"), Companion())
    return send(forum, submission(companions=others)).registration.booking


def test_who_registers_several_has_all_and_each_own_link_shows_one(session, three):
    lin, wang, somebody = three.registrations
    assert [each.state for each in three.registrations] == ["confirmed"] * 3
    assert opened_by(booking_token(three)).registrations == [lin, wang, somebody]
    for each in three.registrations:
        opened = opened_by(own_token(each))
        assert (opened.registrations, opened.is_whole) == ([each], False)
    with pytest.raises(NotFound):
        the_one(booking_token(three))
    links = {
        mail.to_address: mail.links["ticket"]["purpose"]
        for mail in session.scalars(select(OutgoingMail))
    }
    assert links == {"lin@example.org": "registration", "wang@example.org": "ticket"}


def test_others_agree_to_taking_part_and_to_nothing_else_by_somebody_elses_form(
    session, forum, submission
):
    form = submission(agreed={"taking_part": 1, "news": 1}, companions=(Companion("Wang Min"),))
    lin, wang = send(forum, form).registration.booking.registrations
    assert [[c.purpose for c in each.consents] for each in (lin, wang)] == [
        ["taking_part", "news"],
        ["taking_part"],
    ]


def test_whoever_is_registered_already_is_left_out_and_reminded_and_the_page_tells_nothing(
    session, forum, submission
):
    forum.capacity_limit = 5
    session.commit()
    send(forum, submission(address="wang@example.org", name="Wang Min"))
    form = submission(companions=(Companion("Wang M.", "WANG@example.org"), Companion("Chen")))
    for _time in range(2):
        receipt = send(forum, form)
        assert not receipt.shows_ticket
        names = [each.name for each in receipt.registration.booking.registrations]
        assert names == ["Lin Qiao", "Chen"]
    assert mails(session)[1:] == [
        ("registration_confirmed", "lin@example.org", "REQUEST"),
        ("registration_confirmed", "lin@example.org", None),
        ("booking_made", "lin@example.org", None),
        ("registration_existing", "wang@example.org", None),
    ]


def test_a_group_larger_than_the_forum_allows_is_refused_before_anybody_is_asked(
    session, forum, submission
):
    session.add(RegistrationSettings(forum=forum, confirms_address=True, largest_group=2))
    session.commit()
    with pytest.raises(Refused, match="At most"), writing():
        register(forum, submission(companions=(Companion(), Companion())), now=NOW)
    assert mails(session) == []


def test_mail_about_who_has_no_address_carries_no_entry_and_takes_none_out_of_the_bookers_calendar(
    session, three
):
    _lin, _wang, somebody = three.registrations
    with writing():
        cancel_registration(somebody, by=ATTENDEE, now=NOW)
    assert mails(session) == [
        ("registration_confirmed", "lin@example.org", "REQUEST"),
        ("registration_confirmed", "wang@example.org", "REQUEST"),
        ("registration_confirmed", "lin@example.org", None),
        ("booking_made", "lin@example.org", None),
        ("registration_cancelled", "lin@example.org", None),
    ]
    to_somebody = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()[2]
    assert "Dear Lin Qiao," in to_somebody.text_body
    assert "The calendar entry comes with this mail" not in to_somebody.text_body


# ---------------------------------------------------------------------- substitute


def test_a_substitute_gets_the_place_and_the_one_before_loses_ticket_link_and_entry(
    session, forum, submission
):
    question = Question(forum=forum, kind="text", label=both("Diet"), help=both(""))
    session.add(question)
    session.commit()
    form = submission(agreed={"taking_part": 1, "news": 1}, answers={question.id: "No nuts"})
    row = send(forum, form).registration
    tokens = own_token(row), booking_token(row.booking)
    with writing():
        name_substitute(row, WEN, AGREED, by=ATTENDEE, now=NOW)
    assert (row.name, row.address, row.position, row.country) == (
        "Wen Bo",
        "wen@example.org",
        "Deputy",
        "",
    )
    assert (row.state, row.ticket_version, row.answers) == ("confirmed", 2, [])
    assert [c.purpose for c in row.consents if c.withdrawn_at is None] == ["taking_part"]
    for token in tokens:
        with pytest.raises(NotFound):
            opened_by(token)
    assert opened_by(booking_token(row.booking)).registrations == [row]
    assert mails(session)[1:] == [
        ("registration_substituted", "lin@example.org", "CANCEL"),
        ("registration_confirmed", "wen@example.org", "REQUEST"),
    ]
    old, new = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()[1:]
    assert b"lin@example.org" in old.calendar
    assert b"wen@example.org" not in old.calendar
    assert "Lin Qiao" not in new.text_body
    assert "has handed their place on to you" in new.text_body
    told = session.scalars(select(HistoryRow.action).order_by(HistoryRow.id.desc())).first()
    assert told == "substitute named"


@pytest.mark.parametrize("why", ["setting", "begun", "cancelled", "known", "no consent"])
def test_a_substitute_is_refused_where_none_may_be_named(session, forum, submission, why):
    row = send(forum, submission()).registration
    now, agreed = NOW, AGREED
    if why == "setting":
        session.add(RegistrationSettings(forum=forum, allows_substitute=False))
    elif why == "begun":
        now = forum.starts_at
    elif why == "cancelled":
        row.state = "cancelled"
    elif why == "known":
        send(forum, submission(address="wen@example.org"))
    else:
        agreed = {"news": 1}
    session.commit()
    with pytest.raises(Refused), writing():
        name_substitute(row, WEN, agreed, by=ATTENDEE, now=now)
    session.refresh(row)
    assert (row.name, row.address) == ("Lin Qiao", "lin@example.org")


def test_no_mail_to_the_one_before_leads_to_the_substitute_or_tells_what_they_said(
    session, forum, submission
):
    forum.registration_mode = "approval"
    session.commit()
    row = register_by_mail(forum, submission(agreed={"taking_part": 1, "news": 1}), NOW)
    for mail in session.scalars(select(OutgoingMail)):
        mail.state = "sent"
    session.commit()
    with writing():
        ask_to_confirm_new_address(row, "lin2@example.org", now=NOW)
    uids = session.scalars(select(AddressConfirmation.uid)).all()
    with writing():
        name_substitute(row, WEN, AGREED, by=ATTENDEE, now=NOW)
    assert len(uids) == 2
    for uid in uids:
        with pytest.raises(NotFound):
            confirmation_by_token(capability_token("address confirmation", uid, 1))
    assert (row.name, row.address, row.booking.address) == ("Wen Bo", WEN.address, WEN.address)
    data = own_data(row, "en")
    assert [each["to"] for each in data["mails"]] == [WEN.address]
    assert [each["purpose"] for each in data["consents"]] == ["taking_part"]
    assert "lin" not in str(data).lower()


@pytest.mark.parametrize("what", ["substitute", "new address", "corrected"])
def test_an_open_offer_goes_along_and_the_link_before_offers_nothing(
    session, forum, submission, what
):
    forum.capacity_limit, forum.waiting_list = 1, "automatic"
    session.commit()
    first = send(forum, submission(address="first@example.org")).registration
    row = send(forum, submission()).registration
    with writing():
        cancel_registration(first, by=ATTENDEE, now=NOW)
        old = capability_token("offer", row.booking.uid, row.booking.offer_version)
    assert booking_by_offer(old) is row.booking
    with writing():
        if what == "substitute":
            name_substitute(row, WEN, AGREED, by=ATTENDEE, now=NOW)
        elif what == "corrected":
            correct_address(row, WEN.address, by=COMMAND, now=NOW)
        else:
            ask_to_confirm_new_address(row, WEN.address, now=NOW)
            asked = session.scalars(select(AddressConfirmation)).one()
            confirm_address(asked, by=ATTENDEE, now=NOW)
    with pytest.raises(NotFound):
        booking_by_offer(old)
    offers = select(OutgoingMail).filter_by(kind="place_offered").order_by(OutgoingMail.id)
    _before, mail = session.scalars(offers)
    assert (mail.to_address, row.state) == (WEN.address, "offered")
    assert mail.links["offer"]["version"] == 2
    new = capability_token("offer", row.booking.uid, 2)
    with writing():
        take_offer(booking_by_offer(new), by=ATTENDEE, now=NOW)
    assert row.state == "confirmed"


def test_in_a_group_who_arranged_keeps_the_booking(session, three):
    wang = three.registrations[1]
    before = booking_token(three)
    with writing():
        name_substitute(wang, WEN, AGREED, by=ATTENDEE, now=NOW)
    assert opened_by(before).registrations[1].name == "Wen Bo"
    assert three.address == "lin@example.org"


# ------------------------------------------------------------------ another address


def test_a_new_address_counts_once_it_is_confirmed_and_the_old_one_is_told(
    session, forum, submission
):
    row = send(forum, submission()).registration
    row.bounced_at = NOW
    before = own_token(row), booking_token(row.booking)
    with writing():
        ask_to_confirm_new_address(row, "Lin@New.example", now=NOW)
    assert row.address == "lin@example.org"
    asked = session.scalars(select(AddressConfirmation)).one()
    for _time in range(2):
        with writing():
            assert confirm_address(asked, by=ATTENDEE, now=NOW) is row
    assert (row.address, row.address_key, row.bounced_at) == (
        "Lin@New.example",
        "lin@new.example",
        None,
    )
    assert row.booking.address == "Lin@New.example"
    for token in before:
        with pytest.raises(NotFound):
            opened_by(token)
    assert mails(session)[1:] == [
        ("new_address_confirmation", "Lin@New.example", None),
        ("address_changed", "lin@example.org", None),
        ("registration_confirmed", "Lin@New.example", "REQUEST"),
    ]


def test_an_address_that_another_registration_has_is_not_taken_over(session, forum, submission):
    row = send(forum, submission()).registration
    with writing():
        ask_to_confirm_new_address(row, "wang@example.org", now=NOW)
    send(forum, submission(address="wang@example.org"))
    asked = session.scalars(select(AddressConfirmation)).one()
    with pytest.raises(Refused, match="another registration has it"), writing():
        confirm_address(asked, by=ATTENDEE, now=NOW)


# --------------------------------------------------------------------- links again


def test_the_links_of_all_that_is_to_come_go_to_the_registered_address_in_one_mail(
    session, forum, submission, three
):
    with writing():
        send_links_again(" LIN@example.org", now=NOW)
        send_links_again("wang@example.org", now=NOW)
        send_links_again("stranger@example.org", now=NOW)
    sent = session.scalars(
        select(OutgoingMail).filter_by(kind="registration_links").order_by(OutgoingMail.id)
    ).all()
    assert [(mail.to_address, mail.links["ticket1"]["purpose"]) for mail in sent] == [
        ("lin@example.org", "registration"),
        ("wang@example.org", "ticket"),
    ]
    assert "Tuesday 8 December 2026" in sent[0].text_body
    assert "New York time" in sent[0].text_body


def test_nobody_fills_a_mailbox_by_asking_for_links_and_what_is_over_is_not_named(
    session, forum, submission
):
    row = send(forum, submission()).registration
    for _time in range(7):
        with writing():
            send_links_again("lin@example.org", now=NOW)
    assert len(mails(session)) == 1 + 5
    with writing():
        send_links_again("lin@example.org", now=forum.ends_at)
    row.state = "cancelled"
    session.commit()
    with writing():
        send_links_again("lin@example.org", now=NOW + timedelta(hours=1))
    assert len(mails(session)) == 1 + 5


# ------------------------------------------------------------------------ own data


@pytest.fixture
def lin(session, forum, submission) -> Registration:
    """With an answer, a file, and one mail that is sent."""
    diet = Question(forum=forum, kind="text", label=both("Diet"), help=both(""))
    passport = Question(forum=forum, kind="file", label=both("Passport"), help=both(""))
    session.add_all([diet, passport])
    session.commit()
    with writing():
        file = keep_file(CheckedFile("passport.pdf", PDF, b"%PDF-1.7"), now=NOW)
        answers = {diet.id: "No nuts", passport.id: file.id}
    row = send(forum, submission(answers=answers)).registration
    session.scalars(select(OutgoingMail)).one().state = "sent"
    session.commit()
    return row


def test_own_data_hold_all_that_was_said_and_no_secret(session, lin):
    data = own_data(lin, "en")
    assert (data["name"], data["mail_address"]) == ("Lin Qiao", "lin@example.org")
    assert [(each["question"], each["answer"], each["file"]) for each in data["answers"]] == [
        ("Diet", "No nuts", None),
        ("Passport", "passport.pdf", "passport.pdf"),
    ]
    assert [each["to"] for each in data["mails"]] == ["lin@example.org"]
    assert lin.link_hash not in str(data)


def test_erasing_leaves_nothing_personal_and_keeps_what_is_counted(session, forum, lin):
    for _time in range(2):
        with writing():
            erase_registration(lin, by=ATTENDEE, now=NOW)
    blank = next(job.run for job in JOBS if job.name == "blank mail to whom was erased")
    session.refresh(forum)
    assert (lin.state, lin.country, lin.erased_at, forum.taken) == ("cancelled", "CN", NOW, 0)
    first, farewell = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
    assert (first.to_address, first.text_body, first.calendar) == ("", "", None)
    assert farewell.to_address == "lin@example.org"
    farewell.state = "sent"
    session.commit()
    with writing():
        blank(NOW)
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 0
    assert session.scalar(select(func.count()).select_from(Answer)) == 0
    session.expire_all()
    everything = [
        str({column.key: getattr(row, column.key) for column in model.__table__.columns})
        for model in (Registration, Booking, OutgoingMail, HistoryRow, AddressConfirmation)
        for row in session.scalars(select(model))
    ]
    for trace in ("Lin", "lin@", "Harbour Foundation", "Director", "No nuts"):
        assert trace not in "".join(everything)
    with pytest.raises(Gone):
        opened_by(own_token(lin))


def test_a_booking_lives_on_until_the_last_of_its_people_is_erased(session, forum, three):
    lin, wang, somebody = three.registrations
    with writing():
        erase_registration(lin, by=ATTENDEE, now=NOW)
    assert opened_by(booking_token(three)).registrations == [wang, somebody]
    assert three.address == "lin@example.org"
    blank = next(job.run for job in JOBS if job.name == "blank mail to whom was erased")
    for mail in session.scalars(select(OutgoingMail)):
        mail.state = "sent"
    session.commit()
    with writing():
        blank(NOW)
    session.expire_all()
    left = session.scalars(select(OutgoingMail.text_body).where(OutgoingMail.to_address != ""))
    assert [text for text in left if lin.reference in text] == []
    for each in (wang, somebody):
        with writing():
            erase_registration(each, by=ATTENDEE, now=NOW)
    assert (three.name, three.address) == ("", "")


def test_a_document_that_somebody_agreed_to_outlives_their_answer(session, forum, submission):
    with writing():
        rules = keep_file(CheckedFile("rules.pdf", PDF, b"%PDF-1.7"), now=NOW)
        consent = Question(
            forum=forum, kind="consent", label=both("Rules"), help=both(""), document=rules
        )
        session.add(consent)
    row = send(forum, submission(answers={consent.id: "Rules"})).registration
    assert row.answers[0].file is rules
    with writing():
        erase_registration(row, by=ATTENDEE, now=NOW)
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 1


def test_erasing_forgets_the_form_whose_address_was_confirmed(session, forum, submission):
    session.add(RegistrationSettings(forum=forum, confirms_address=True))
    session.commit()
    row = register_by_mail(forum, submission(network="192.0.2.7"), NOW)
    asked = session.scalars(select(OutgoingMail).filter_by(kind="address_confirmation")).one()
    asked.state = "sent"
    session.commit()
    with writing():
        erase_registration(row, by=ATTENDEE, now=NOW)
    session.refresh(asked)
    assert (asked.to_address, asked.text_body) == ("", "")
    assert session.scalars(select(AddressConfirmation)).all() == []


def test_after_the_forum_erasing_cancels_nothing(session, forum, lin):
    with writing():
        erase_registration(lin, by=ATTENDEE, now=forum.ends_at)
    assert (lin.state, lin.name) == ("confirmed", "")
