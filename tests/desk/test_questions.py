"""The desk builds a form."""

from collections.abc import Callable
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from forumapp.core.actor import COMMAND
from forumapp.files.services.stored import check_file, keep_file
from forumapp.forums.models import Forum
from forumapp.questions.models import Question, QuestionSet
from forumapp.questions.services.building import QuestionFacts, add_question, add_standard
from forumapp.registrations.services.answering import store_answers
from tests.conftest import Client
from tests.records import a_forum, a_registration
from tests.support import NOW

Rows = scoped_session[Session]


@pytest.fixture
def forum(session: Rows) -> Forum:
    forum = a_forum()
    session.add(forum)
    session.commit()
    return forum


@pytest.fixture
def organizer(forum: Forum, signed_in: Callable[[str], Client]) -> Client:
    return signed_in("organizer")


def questions(session: Rows) -> list[Question]:
    session.rollback()
    return list(session.scalars(select(Question).order_by(Question.position, Question.id)))


def labels(page: str) -> list[str]:
    return [each.text for each in BeautifulSoup(page, "html.parser").select("td a.title")]


def test_a_question_is_built_with_rows_for_its_choices(
    session: Rows, forum: Forum, organizer: Client
):
    new = f"/desk/forums/{forum.id}/questions/new/registration/one_of"
    filled = {
        "label-en": "Which day?",
        "label-zh": "哪一天？",
        "options-0-key": "",
        "options-0-label-en": "Monday",
        "options-1-label-en": "Tuesday",
        "options-1-label-zh": "周二",
    }
    longer = organizer.post(new, data={**filled, "rows": "options add"})
    assert questions(session) == [], "a button for rows saves nothing"
    rows = BeautifulSoup(longer.text, "html.parser").select("#options li")
    assert len(rows) == 3
    data = {**filled, "more_options": "Sunday | 周日\n\nno bar", "is_required": "y"}
    assert organizer.post(new, data=data).location == f"/desk/forums/{forum.id}/questions/"
    (question,) = questions(session)
    assert question.is_required
    assert question.options == [
        {"key": "c1", "label": {"en": "Monday"}},
        {"key": "c2", "label": {"en": "Tuesday", "zh": "周二"}},
        {"key": "c3", "label": {"en": "Sunday", "zh": "周日"}},
        {"key": "c4", "label": {"en": "no bar"}},
    ]
    edited = organizer.get(f"/desk/questions/{question.id}/edit").text
    assert 'value="Monday"' in edited
    assert "No longer offered" not in edited, "nobody has chosen yet"


def test_nothing_typed_is_lost_where_something_is_missing(
    session: Rows, forum: Forum, organizer: Client
):
    new = f"/desk/forums/{forum.id}/questions/new/registration/number"
    answer = organizer.post(new, data={"label-en": "How many?", "lowest": "5", "highest": "4"})
    assert answer.status_code == 422
    assert "The largest number is smaller than the smallest." in answer.text
    assert 'value="How many?"' in answer.text
    assert questions(session) == []


def test_questions_are_moved_and_taken_away_without_scripts(
    session: Rows, forum: Forum, organizer: Client
):
    for label in ("One", "Two", "Three"):
        add_question(forum, "text", QuestionFacts(label={"en": label}), by=COMMAND, now=NOW)
    session.commit()
    first, _second, third = questions(session)
    organizer.post(f"/desk/questions/{third.id}/up")
    organizer.post(f"/desk/questions/{first.id}/remove")
    page = organizer.get(f"/desk/forums/{forum.id}/questions/").text
    assert labels(page) == ["Three", "Two"]


def test_a_set_is_kept_from_one_forum_and_asked_at_another(
    session: Rows, forum: Forum, organizer: Client
):
    organizer.post(f"/desk/forums/{forum.id}/questions/standard", data={"standard": "diet"})
    organizer.post(f"/desk/forums/{forum.id}/questions/save-as-set", data={"name-en": "Usual"})
    session.rollback()
    kept = session.scalars(select(QuestionSet)).one()
    other = a_forum()
    session.add(other)
    session.commit()
    organizer.post(f"/desk/forums/{other.id}/questions/add-set", data={"set": str(kept.id)})
    page = organizer.get(f"/desk/forums/{other.id}/questions/").text
    assert labels(page) == ["What should the kitchen know?", "What else should the kitchen know?"]
    assert "Usual" in organizer.get("/desk/question-sets/").text
    assert organizer.post(f"/desk/question-sets/{kept.id}/delete").location == (
        "/desk/question-sets/"
    )
    assert labels(organizer.get(f"/desk/forums/{other.id}/questions/").text) == labels(page)


@pytest.mark.parametrize(("language", "said"), [("en", "Diet?"), ("zh", "忌口？")])
def test_the_preview_speaks_each_language(
    session: Rows, forum: Forum, organizer: Client, language: str, said: str
):
    facts = QuestionFacts(label={"en": "Diet?", "zh": "忌口？"}, is_required=True)
    add_question(forum, "yes_no", facts, by=COMMAND, now=NOW)
    page = organizer.get(f"/desk/forums/{forum.id}/questions/preview/{language}").text
    legends = [each.text for each in BeautifulSoup(page, "html.parser").select("legend")]
    assert legends == [said]


def test_a_document_is_read_by_who_is_asked_to_agree(
    session: Rows, forum: Forum, organizer: Client, client: Client
):
    new = f"/desk/forums/{forum.id}/questions/new/registration/consent"
    not_pdf = {"label-en": "I agree.", "document": (BytesIO(b"PK\x03\x04"), "rules.pdf")}
    assert "This is no PDF file." in organizer.post(new, data=not_pdf).text
    organizer.post(
        new, data={"label-en": "I agree.", "document": (BytesIO(b"%PDF-1.7"), "rules.pdf")}
    )
    (question,) = questions(session)
    at = f"/documents/{question.document.uid}"
    answer = client.get(at)
    assert (answer.data, answer.mimetype) == (b"%PDF-1.7", "application/pdf")
    forum.state = "draft"
    assert (client.get(at).status_code, organizer.get(at).status_code) == (404, 200)


def test_a_file_that_somebody_gave_is_for_who_may_see_attendees(
    session: Rows, forum: Forum, signed_in: Callable[[str], Client]
):
    photo = add_question(forum, "file", QuestionFacts(label={"en": "Photo?"}), by=COMMAND, now=NOW)
    given = keep_file(check_file(b"%PDF-1.7 mine", "../../x", field="f"), now=NOW)
    registration = a_registration(forum)
    session.add(registration)
    store_answers(registration, {photo.id: given.id}, now=NOW)
    session.commit()
    answer_id, document = registration.answers[0].id, f"/documents/{given.uid}"
    at = f"/desk/forums/{forum.id}/answers/{answer_id}"
    foreign = f"/desk/forums/{forum.id + 1}/answers/{answer_id}"
    session.commit()
    staff, editor = signed_in("staff"), signed_in("editor")
    answer = staff.get(at)
    assert answer.data == b"%PDF-1.7 mine"
    assert answer.headers["Content-Disposition"] == "attachment; filename=x.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    refused = [editor.get(at), staff.get(foreign), staff.get(document)]
    assert [each.status_code for each in refused] == [403, 404, 404]


def test_the_desk_sees_who_has_not_sent_the_second_form(
    session: Rows, forum: Forum, signed_in: Callable[[str], Client]
):
    session.add_all(
        (
            a_registration(forum, name="Still To Come"),
            a_registration(forum, name="Has Sent", details_given_at=NOW),
            a_registration(forum, name="No Place", state="pending"),
        )
    )
    session.commit()
    page = signed_in("staff").get(f"/desk/forums/{forum.id}/questions/missing").text
    assert labels(page) == ["Still To Come"]


def test_an_editor_looks_and_changes_nothing(
    session: Rows, forum: Forum, signed_in: Callable[[str], Client]
):
    add_standard(forum, "diet", by=COMMAND, now=NOW)
    session.commit()
    editor = signed_in("editor")
    page = BeautifulSoup(editor.get(f"/desk/forums/{forum.id}/questions/").text, "html.parser")
    assert page.select("main form") == []
    assert "What should the kitchen know?" in page.text
