"""What attendees answer is kept, the second form has a deadline, and files that nobody names go."""

import os
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from forumapp.core.actor import ATTENDEE, COMMAND
from forumapp.core.errors import Refused
from forumapp.files.models import StoredFile
from forumapp.files.services.stored import check_file, keep_file, path_of
from forumapp.forums.models import Forum
from forumapp.mail.models import OutgoingMail
from forumapp.questions.models import Question
from forumapp.questions.services.building import (
    OptionFacts,
    QuestionFacts,
    Upload,
    add_question,
    edit_question,
)
from forumapp.registrations.mails.tickets import send_confirmation
from forumapp.registrations.models.bookings import Answer, Registration
from forumapp.registrations.models.confirming import AddressConfirmation
from forumapp.registrations.models.places import RegistrationSettings
from forumapp.registrations.queries.answers import answer_lines, counts
from forumapp.registrations.services.answering import (
    answers_of,
    give_details,
    store_answers,
    sweep_files,
)
from tests.records import a_forum, a_registration, a_venue
from tests.support import NOW

Rows = scoped_session[Session]


@pytest.fixture
def registration(session: Rows) -> Registration:
    registration = a_registration(a_forum(venue=a_venue(), changed_at=NOW))
    session.add(registration)
    session.flush()
    return registration


def ask(forum: Forum, kind: str, label: str = "Why?", **more: Any) -> Question:
    stage, document = more.pop("stage", "registration"), more.pop("document", None)
    options = [OptionFacts({"en": each}) for each in more.pop("options", ())]
    facts = QuestionFacts(label={"en": label}, options=options, **more)
    return add_question(forum, kind, facts, stage=stage, document=document, by=COMMAND, now=NOW)


def due(session: Rows, forum: Forum, at: datetime) -> None:
    session.add(RegistrationSettings(forum=forum, details_due=NOW.replace(tzinfo=None)))
    session.flush()
    settings = session.scalars(select(RegistrationSettings)).one()
    settings.details_due_at = at
    session.flush()


def test_what_a_condition_hides_is_dropped_even_where_it_was_sent(registration: Registration):
    comes = ask(registration.forum, "yes_no", "Do you drive?")
    plate = ask(registration.forum, "text", "Plate?", shown_if=[(comes.id, "yes")])
    store_answers(registration, {comes.id: True, plate.id: "A 123"}, now=NOW)
    assert answers_of(registration) == {comes.id: True, plate.id: "A 123"}
    store_answers(registration, {comes.id: False, plate.id: "A 123"}, now=NOW)
    assert answers_of(registration) == {comes.id: False}


def test_an_answer_that_changes_is_one_answer_and_one_taken_back_is_none(
    session: Rows, registration: Registration
):
    town = ask(registration.forum, "text", "Town?")
    later = ask(registration.forum, "text", "Hotel?", stage="confirmation")
    store_answers(registration, {later.id: "Quay Inn"}, stage="confirmation", now=NOW)
    for said in ("Suzhou", "Wuxi"):
        store_answers(registration, {town.id: said}, now=NOW)
    session.flush()
    assert session.scalars(select(Answer.value).order_by(Answer.question_id)).all() == [
        "Wuxi",
        "Quay Inn",
    ]
    store_answers(registration, {}, now=NOW)
    assert answers_of(registration) == {later.id: "Quay Inn"}


def test_what_is_no_answer_is_refused(registration: Registration):
    lunch = ask(registration.forum, "one_of", "Lunch?", options=["Fish"])
    with pytest.raises(Refused) as refused:
        store_answers(registration, {lunch.id: "a stranger's key"}, now=NOW)
    assert refused.value.field == f"question_{lunch.id}"


def test_a_consent_keeps_the_wording_and_the_document_that_were_agreed_to(
    session: Rows, registration: Registration
):
    rules = ask(registration.forum, "consent", "Old rules", document=Upload(b"%PDF-1 old", "a.pdf"))
    store_answers(registration, {rules.id: "Old rules"}, now=NOW)
    new = QuestionFacts(label={"en": "New rules"})
    edit_question(rules, new, document=Upload(b"%PDF-1 new", "b.pdf"), by=COMMAND, now=NOW)
    session.flush()
    sweep_files(NOW)
    session.flush()
    store_answers(registration, {rules.id: "旧规则"}, now=NOW + timedelta(days=1))
    answer = session.scalars(select(Answer)).one()
    assert (answer.value, path_of(answer.file).read_bytes()) == ("Old rules", b"%PDF-1 old")
    assert answer.given_at == NOW
    assert path_of(rules.document).read_bytes() == b"%PDF-1 new"


def test_the_second_form_is_given_whole_until_its_deadline(
    session: Rows, registration: Registration
):
    forum = registration.forum
    passport = ask(forum, "text", "Passport name?", stage="confirmation", is_required=True)
    due(session, forum, NOW + timedelta(days=1))
    act = {"by": ATTENDEE, "now": NOW}
    with pytest.raises(Refused) as refused:
        give_details(registration, {}, **act)
    assert refused.value.field == f"question_{passport.id}"
    give_details(registration, {passport.id: "LIN QIAO"}, **act)
    assert registration.details_given_at == NOW
    with pytest.raises(Refused):
        give_details(
            registration, {passport.id: "LIN XIAO"}, by=ATTENDEE, now=NOW + timedelta(days=2)
        )
    assert answers_of(registration) == {passport.id: "LIN QIAO"}


@pytest.mark.parametrize("state", ["pending", "waitlisted", "cancelled"])
def test_who_has_no_place_is_asked_nothing_more(registration: Registration, state: str):
    ask(registration.forum, "text", stage="confirmation")
    registration.state = state
    with pytest.raises(Refused):
        give_details(registration, {}, by=ATTENDEE, now=NOW)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "The organizer needs a few more details from you by 30 November 2026, 04:00 New York",
        ),
        ("zh", "主办方还需要您于2026年11月30日 04:00（纽约时间）前补充一些信息"),
    ],
)
def test_the_confirmation_says_that_more_is_asked_and_until_when(
    session: Rows, registration: Registration, language: str, said: str
):
    ask(registration.forum, "text", stage="confirmation")
    due(session, registration.forum, NOW + timedelta(days=7))
    registration.language = language
    send_confirmation(registration, now=NOW)
    session.flush()
    mail = session.scalars(select(OutgoingMail)).one()
    assert said in " ".join(mail.text_body.split())


def test_a_confirmation_says_nothing_of_a_second_form_where_there_is_none(
    session: Rows, registration: Registration
):
    ask(registration.forum, "text")
    send_confirmation(registration, now=NOW)
    session.flush()
    mail = session.scalars(select(OutgoingMail)).one()
    assert "more details" not in mail.text_body + mail.html_body


def test_a_file_lives_while_something_names_it(session: Rows, registration: Registration):
    photo = ask(registration.forum, "file", "Photo?")
    given, waiting, left = (
        keep_file(check_file(f"%PDF-1.7 {number}".encode(), "x.pdf", field="f"), now=NOW)
        for number in range(3)
    )
    paths = [path_of(each) for each in (given, waiting, left)]
    store_answers(registration, {photo.id: given.id}, now=NOW)
    session.add(
        AddressConfirmation(
            forum=registration.forum,
            address="a@example.org",
            address_key="a@example.org",
            submission={"answers": {str(photo.id): waiting.id}},
            link_hash="x",
            created_at=NOW,
            expires_at=NOW,
        )
    )
    session.flush()
    kept = {given.id, waiting.id}
    for path in paths:
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    sweep_files(NOW + timedelta(hours=23))
    session.flush()
    assert set(session.scalars(select(StoredFile.id))) > kept
    for _run in range(2):
        sweep_files(NOW + timedelta(hours=25))
        session.flush()
    assert set(session.scalars(select(StoredFile.id))) == kept
    assert [path.is_file() for path in paths] == [True, True, False]


def test_answers_are_told_and_counted(session: Rows, registration: Registration):
    forum = registration.forum
    lunch = ask(forum, "several_of", "Lunch?", options=["Fish", "Rice"])
    drives = ask(forum, "yes_no", "Do you drive?")
    other, gone = a_registration(forum), a_registration(forum, state="cancelled")
    session.add_all((other, gone))
    store_answers(registration, {lunch.id: ["c1", "c2"], drives.id: False}, now=NOW)
    for each in (other, gone):
        store_answers(each, {lunch.id: ["c2"], drives.id: True}, now=NOW)
    session.flush()
    assert counts(lunch) == {"c1": 1, "c2": 2}
    assert counts(drives) == {"no": 1, "yes": 1}
    told = [(line.label, line.text) for line in answer_lines(registration, "en")]
    assert told == [("Lunch?", "Fish, Rice"), ("Do you drive?", "No")]
