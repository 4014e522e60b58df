"""An organizer builds a form, and no answer is ever lost by it."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from forumapp.core.actor import COMMAND
from forumapp.core.errors import Refused
from forumapp.forums.models import Forum
from forumapp.history.models import HistoryRow
from forumapp.questions.models import Question, QuestionSet
from forumapp.questions.queries import all_questions, questions_of
from forumapp.questions.services.building import (
    OptionFacts,
    QuestionFacts,
    Upload,
    add_question,
    add_standard,
    edit_question,
    move_question,
    remove_question,
    restore_question,
)
from forumapp.questions.services.sets import add_set, save_as_set
from forumapp.registrations.services.answering import answers_of, store_answers
from tests.records import a_forum, a_registration
from tests.support import NOW

Rows = scoped_session[Session]
ACT = {"by": COMMAND, "now": NOW}


@pytest.fixture
def forum(session: Rows) -> Forum:
    forum = a_forum()
    session.add(forum)
    session.flush()
    return forum


def facts(label: str = "Lunch?", *options: str, **more: Any) -> QuestionFacts:
    return QuestionFacts(
        label={"en": label}, options=[OptionFacts({"en": each}) for each in options], **more
    )


def labels(forum: Forum) -> list[str]:
    return [each.label.text("en") for each in questions_of(forum.id, "registration")]


def answered(session: Rows, question: Question, value: Any) -> Any:
    registration = a_registration(question.forum)
    session.add(registration)
    store_answers(registration, {question.id: value}, now=NOW)
    session.flush()
    return registration


def test_an_options_key_stays_whatever_it_is_called_and_wherever_it_stands(forum: Forum):
    question = add_question(forum, "one_of", facts("Lunch?", "Fish", "Rice"), **ACT)
    fish, rice = question.options
    renamed = [
        OptionFacts({"en": "Rice"}, key=rice["key"]),
        OptionFacts({"en": "Noodles"}),
        OptionFacts({"en": "Fish of the day"}, key=fish["key"]),
    ]
    edit_question(question, QuestionFacts(label={"en": "Lunch?"}, options=renamed), **ACT)
    assert [(o["key"], o["label"]["en"]) for o in question.options] == [
        (rice["key"], "Rice"),
        ("c3", "Noodles"),
        (fish["key"], "Fish of the day"),
    ]


def test_a_choice_that_is_taken_away_is_kept_by_who_chose_it(session: Rows, forum: Forum):
    question = add_question(forum, "one_of", facts("Lunch?", "Fish", "Rice"), **ACT)
    fish, rice = (option["key"] for option in question.options)
    registration = answered(session, question, fish)
    only_rice = [OptionFacts({"en": "Rice"}, key=rice)]
    edit_question(question, QuestionFacts(label={"en": "Lunch?"}, options=only_rice), **ACT)
    assert [(o["key"], o.get("is_retired", False)) for o in question.options] == [
        (rice, False),
        (fish, True),
    ]
    store_answers(registration, answers_of(registration), now=NOW)
    assert answers_of(registration) == {question.id: fish}


def test_a_choice_that_nobody_was_asked_about_is_dropped(forum: Forum):
    question = add_question(forum, "one_of", facts("Lunch?", "Fish", "Rice"), **ACT)
    rice = [OptionFacts({"en": "Rice"}, key=question.options[1]["key"])]
    edit_question(question, QuestionFacts(label={"en": "Lunch?"}, options=rice), **ACT)
    assert [option["label"]["en"] for option in question.options] == ["Rice"]


def test_an_answered_question_is_retired_with_its_answers_and_can_be_restored(
    session: Rows, forum: Forum
):
    question = add_question(forum, "text", facts("Hobby?"), **ACT)
    later = add_question(forum, "text", facts("Town?"), **ACT)
    registration = answered(session, question, "Kites")
    remove_question(question, **ACT)
    assert labels(forum) == ["Town?"]
    store_answers(registration, {later.id: "Suzhou"}, now=NOW)
    assert answers_of(registration) == {question.id: "Kites", later.id: "Suzhou"}
    restore_question(question, **ACT)
    assert labels(forum) == ["Town?", "Hobby?"]


def test_an_unanswered_question_is_gone(session: Rows, forum: Forum):
    question = add_question(forum, "text", facts(), **ACT)
    remove_question(question, **ACT)
    session.flush()
    assert all_questions(forum) == []
    done = session.scalars(select(HistoryRow.action).where(HistoryRow.kind == "question"))
    assert list(done) == ["created", "deleted"]


def test_questions_change_places_within_their_stage(forum: Forum):
    for name in ("One", "Two", "Three"):
        add_question(forum, "text", facts(name), **ACT)
        add_question(forum, "text", facts(f"{name} later"), stage="confirmation", **ACT)
    first, second, third = questions_of(forum.id, "registration")
    move_question(third, -1, **ACT)
    move_question(first, -1, **ACT)
    move_question(second, 1, **ACT)
    assert labels(forum) == ["One", "Three", "Two"]
    kept = [each.label.text("en") for each in questions_of(forum.id, "confirmation")]
    assert kept == ["One later", "Two later", "Three later"]


def test_a_condition_holds_together_what_it_joins(forum: Forum):
    lunch = add_question(forum, "one_of", facts("Lunch?", "Yes", "No"), **ACT)
    yes, no = (option["key"] for option in lunch.options)
    what = add_question(forum, "text", facts("What?", shown_if=[(lunch.id, yes)]), **ACT)
    assert (what.shown_if_id, what.shown_if_values) == (lunch.id, [yes])
    only_no = QuestionFacts(label={"en": "Lunch?"}, options=[OptionFacts({"en": "No"}, key=no)])
    for forbidden in (
        lambda: move_question(what, -1, **ACT),
        lambda: remove_question(lunch, **ACT),
        lambda: edit_question(lunch, only_no, **ACT),
    ):
        with pytest.raises(Refused):
            forbidden()
    assert labels(forum) == ["Lunch?", "What?"]


@pytest.mark.parametrize("wrong", ["later", "other stage", "two questions", "no such answer"])
def test_only_answers_of_one_question_asked_before_decide(forum: Forum, wrong: str):
    first = add_question(forum, "yes_no", facts("First?"), **ACT)
    second = add_question(forum, "yes_no", facts("Second?"), **ACT)
    after = add_question(forum, "yes_no", facts("After?"), stage="confirmation", **ACT)
    shown_if = {
        "later": [(second.id, "yes")],
        "other stage": [(after.id, "yes")],
        "two questions": [(first.id, "yes"), (second.id, "yes")],
        "no such answer": [(first.id, "perhaps")],
    }[wrong]
    question = first if wrong == "later" else add_question(forum, "text", facts("Third?"), **ACT)
    with pytest.raises(Refused) as refused:
        edit_question(question, facts("Third?", shown_if=shown_if), **ACT)
    assert refused.value.field == "shown_if"


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("text", QuestionFacts(label={"en": ""}), "label"),
        ("one_of", QuestionFacts(label={"en": "Lunch?"}), "options"),
        ("number", QuestionFacts(label={"en": "How many?"}, lowest=5, highest=4), "highest"),
        ("essay", QuestionFacts(label={"en": "Why?"}), "kind"),
    ],
)
def test_what_cannot_be_asked_is_refused(forum: Forum, kind: str, given: QuestionFacts, field: str):
    with pytest.raises(Refused) as refused:
        add_question(forum, kind, given, **ACT)
    assert refused.value.field == field


def test_a_document_is_a_pdf(forum: Forum):
    agreed = add_question(
        forum, "consent", facts("I agree."), document=Upload(b"%PDF-1.7 rules", "规则.PDF"), **ACT
    )
    assert (agreed.document.name, agreed.document.media_type) == ("规则.pdf", "application/pdf")
    with pytest.raises(Refused) as refused:
        edit_question(agreed, facts("I agree."), document=Upload(b"<svg/>", "x.pdf"), **ACT)
    assert refused.value.field == "document"


def test_a_ready_question_is_sensitive_and_asks_more_of_who_needs_something_else(forum: Forum):
    diet = add_standard(forum, "diet", **ACT)
    more = questions_of(forum.id, "registration")[1]
    assert [each.is_sensitive for each in (diet, more)] == [True, True]
    assert (more.shown_if_id, more.shown_if_values) == (diet.id, ["other"])
    assert diet.options[0] == {
        "key": "vegetarian",
        "label": {"en": "Vegetarian", "zh": "素食（可食蛋奶）"},
    }


def test_a_set_carries_questions_to_another_forum_with_their_conditions(
    session: Rows, forum: Forum
):
    add_standard(forum, "diet", **ACT)
    gone = add_question(forum, "text", facts("Gone?"), **ACT)
    answered(session, gone, "x")
    remove_question(gone, **ACT)
    kept = save_as_set(forum, {"en": "Usual"}, **ACT)
    other = a_forum()
    session.add(other)
    session.flush()
    add_set(other, session.get_one(QuestionSet, kept.id), **ACT)
    diet, more = all_questions(other)
    assert more.shown_if is diet
    assert (diet.forum_id, diet.set_id, diet.standard) == (other.id, None, "diet")
    remove_question(more, **ACT)
    assert len(all_questions(kept)) == 2
