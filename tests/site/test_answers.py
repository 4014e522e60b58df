"""An organizer's questions on public forms, and what comes back."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from forumapp.core.actor import COMMAND
from forumapp.core.tokens import capability_hash, capability_token
from forumapp.forums.models import Forum
from forumapp.questions.models import Question
from forumapp.questions.services.building import OptionFacts, QuestionFacts, add_question
from forumapp.registrations.models.bookings import Answer, Registration
from forumapp.registrations.models.places import RegistrationSettings
from tests.conftest import Client
from tests.records import a_forum, a_registration, a_venue, the_consent_texts
from tests.support import NOW

Rows = scoped_session[Session]
Ask = Callable[..., Question]


@pytest.fixture
def registration(session: Rows) -> Registration:
    session.add_all(the_consent_texts())
    registration = a_registration(a_forum(slug="open-harbours", venue=a_venue()))
    session.add(registration)
    session.flush()
    booking = registration.booking
    booking.link_hash = capability_hash("registration", booking.uid, booking.link_version)
    session.commit()
    return registration


@pytest.fixture
def forum(registration: Registration) -> Forum:
    return registration.forum


@pytest.fixture
def ask(session: Rows, forum: Forum) -> Ask:
    def add(kind: str, label: str = "Why?", **more: Any) -> Question:
        stage = more.pop("stage", "confirmation")
        options = [OptionFacts({"en": each}) for each in more.pop("options", ())]
        facts = QuestionFacts(label={"en": label}, options=options, **more)
        question = add_question(forum, kind, facts, stage=stage, by=COMMAND, now=NOW)
        session.commit()
        return question

    return add


def link(registration: Registration) -> str:
    return f"/registrations/{capability_token('registration', registration.booking.uid, 1)}"


def answers(session: Rows) -> dict[int, Any]:
    session.rollback()
    return {each.question_id: each.value for each in session.scalars(select(Answer))}


def errors(page: str) -> list[str]:
    return [each.text for each in BeautifulSoup(page, "html.parser").select("span.error")]


def test_a_needed_question_stops_the_form_only_where_it_is_asked(
    client: Client, session: Rows, registration: Registration, ask: Ask
):
    drives = ask("yes_no", "Do you drive?")
    plate = ask("text", "Plate?", is_required=True, shown_if=[(drives.id, "yes")])
    form = f"{link(registration)}/details"
    stopped = client.post(form, data={f"question_{drives.id}": "yes"})
    assert (stopped.status_code, errors(stopped.text)) == (422, ["This question needs an answer."])
    sent = {f"question_{drives.id}": "no", f"question_{plate.id}": "A 123"}
    assert client.post(form, data=sent).location == link(registration)
    assert answers(session) == {drives.id: False}
    page = BeautifulSoup(client.get(form).text, "html.parser")
    shown = page.select_one("[data-shown-if]")
    assert shown["data-shown-if"] == f"question_{drives.id}"
    assert shown.select_one("[data-condition]").text == (
        "Only if your answer to “Do you drive?” is: Yes"
    )


def test_a_file_is_given_shown_replaced_and_removed(
    client: Client, session: Rows, registration: Registration, ask: Ask
):
    photo = ask("file", "Passport?")
    form, name = f"{link(registration)}/details", f"question_{photo.id}"
    refused = client.post(form, data={name: (BytesIO(b"<svg onload='alert(1)'/>"), "x.svg")})
    assert (refused.status_code, answers(session)) == (422, {})
    client.post(form, data={name: (BytesIO(b"%PDF-1.7 one"), "../../护照.pdf")})
    assert answers(session) == {photo.id: "护照.pdf"}
    client.post(form, data={})
    assert answers(session) == {photo.id: "护照.pdf"}, "no new file keeps the one that is there"
    answer = session.scalars(select(Answer)).one()
    kept = client.get(f"{link(registration)}/files/{answer.id}")
    assert kept.data == b"%PDF-1.7 one"
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert f'href="{link(registration)}/files/{answer.id}"' in client.get(link(registration)).text
    client.post(form, data={f"{name}-remove": "1"})
    assert answers(session) == {}


def test_nobody_reads_the_file_of_somebody_else(
    client: Client, session: Rows, registration: Registration, forum: Forum, ask: Ask
):
    photo = ask("file", "Passport?")
    form = f"{link(registration)}/details"
    client.post(form, data={f"question_{photo.id}": (BytesIO(b"%PDF-1.7 one"), "x.pdf")})
    session.rollback()
    answer = session.scalars(select(Answer)).one()
    other = a_registration(forum)
    session.add(other)
    session.flush()
    other.booking.link_hash = capability_hash("registration", other.booking.uid, 1)
    assert client.get(f"{link(other)}/files/{answer.id}").status_code == 404


def test_a_file_that_was_chosen_is_asked_for_again_when_the_form_comes_back(
    client: Client, registration: Registration, ask: Ask
):
    photo, name = ask("file", "Passport?"), ask("text", "Name?", is_required=True)
    sent = {f"question_{photo.id}": (BytesIO(b"%PDF-1.7"), "x.pdf"), f"question_{name.id}": ""}
    stopped = client.post(f"{link(registration)}/details", data=sent)
    assert errors(stopped.text) == [
        "Choose the file again: it was not kept.",
        "This question needs an answer.",
    ]


def test_a_choice_that_is_no_longer_offered_is_kept_by_who_has_it_alone(
    client: Client, session: Rows, registration: Registration, ask: Ask
):
    lunch = ask("one_of", "Lunch?", options=["Fish", "Rice"])
    form, name = f"{link(registration)}/details", f"question_{lunch.id}"
    client.post(form, data={name: "c1"})
    session.rollback()
    question = session.get_one(Question, lunch.id)
    question.options = [{**question.options[0], "is_retired": True}, question.options[1]]
    session.commit()
    assert "Fish" in client.get(form).text
    client.post(form, data={name: "c1"})
    assert answers(session) == {lunch.id: "c1"}
    client.post(form, data={name: "c2"})
    assert "Fish" not in client.get(form).text
    assert client.post(form, data={name: "c1"}).status_code == 422
    assert answers(session) == {lunch.id: "c2"}


def test_the_second_form_closes_at_its_deadline_and_opens_with_a_later_one(
    client: Client, session: Rows, registration: Registration, forum: Forum, ask: Ask
):
    town = ask("text", "Town?")
    form, name = f"{link(registration)}/details", f"question_{town.id}"
    settings = RegistrationSettings(forum=forum, details_due_at=NOW - timedelta(hours=1))
    session.add(settings)
    session.commit()
    assert "These details were due by 23 November 2026, 03:00 New York" in client.get(form).text
    assert client.post(form, data={name: "Suzhou"}).status_code == 422
    assert answers(session) == {}
    settings.details_due_at = NOW + timedelta(hours=1)
    session.commit()
    assert "They are due by 23 November 2026, 05:00 New York" in client.get(link(registration)).text
    assert client.post(form, data={name: "Suzhou"}).location == link(registration)
    assert answers(session) == {town.id: "Suzhou"}


def test_the_public_form_asks_in_the_readers_language_and_refuses_in_it(
    client: Client, session: Rows, forum: Forum, ask: Ask
):
    facts = QuestionFacts(label={"en": "How many?", "zh": "几位？"}, is_required=True, highest=3)
    number = add_question(forum, "number", facts, by=COMMAND, now=NOW)
    session.commit()
    page = BeautifulSoup(client.get("/zh/forums/open-harbours/register").text, "html.parser")
    assert page.select_one(f"label[for=question_{number.id}]").text == "几位？"
    sent = {f"question_{number.id}": "4", "name": "林桥", "address": "lin@example.org"}
    stopped = client.post("/zh/forums/open-harbours/register", data={**sent, "language": "zh"})
    assert "请填写不大于 3 的整数。" in errors(stopped.text)
