"""Building the form of a forum, or the questions of a set."""

from typing import Any

from flask import flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from forumapp.core.errors import NotFound, Refused
from forumapp.core.paging import the_record
from forumapp.core.text import _
from forumapp.desk.questions.blueprint import address_of, pages, saved
from forumapp.desk.questions.forms import question_form
from forumapp.forums.models import Forum
from forumapp.identity.rules import EDIT_RECORDS, READ_DRAFTS, SEE_ATTENDEES
from forumapp.questions.models import QuestionSet
from forumapp.questions.queries import (
    all_questions,
    question_sets,
    questions_of,
    the_question,
)
from forumapp.questions.rules.kinds import QUESTION_KINDS, STAGES
from forumapp.questions.rules.standard import STANDARD
from forumapp.questions.services import building, sets
from forumapp.questions.services.building import Place, is_answered, place_of
from forumapp.registrations.queries.answers import answered_by, the_answer, without_details
from forumapp.registrations.queries.places import settings_of
from forumapp.web.answers import file_answer, with_questions
from forumapp.web.fields import id_of
from forumapp.web.forms import accept, languages, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.languages import speak_in
from forumapp.web.listing import read_listing
from forumapp.web.rows import asked_rearrangement


@pages.get("/forums/<int:forum_id>/questions/")
@needs(READ_DRAFTS)
def list_questions(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    return render_template(
        "desk/questions/list_questions.html",
        forum=forum,
        sets=question_sets(),
        answered=answered_by(forum),
        **words_of_builder(forum),
    )


def words_of_builder(place: Place) -> dict[str, Any]:
    """What the list of questions needs, of a forum or of a set."""
    return {
        "questions": all_questions(place),
        "stages": STAGES,
        "kinds": QUESTION_KINDS,
        "standard": {name: ready.name for name, ready in STANDARD.items()},
    }


@pages.route(
    "/forums/<int:forum_id>/questions/new/<question_stage>/<question_kind>",
    methods=["GET", "POST"],
)
@needs(EDIT_RECORDS)
def add_question(forum_id: int, question_stage: str, question_kind: str) -> ResponseReturnValue:
    return add_to(the_record(Forum, forum_id), question_stage, question_kind)


@pages.route(
    "/question-sets/<int:set_id>/new/<question_stage>/<question_kind>", methods=["GET", "POST"]
)
@needs(EDIT_RECORDS)
def add_question_to_set(
    set_id: int, question_stage: str, question_kind: str
) -> ResponseReturnValue:
    return add_to(the_record(QuestionSet, set_id), question_stage, question_kind)


def add_to(place: Place, stage: str, kind: str) -> ResponseReturnValue:
    if stage not in STAGES or kind not in QUESTION_KINDS:
        raise NotFound
    form = question_form(place, kind, stage, None)
    question = None
    if asked_rearrangement() is None:
        question = accept(
            form,
            lambda: building.add_question(
                place,
                kind,
                form.facts(),
                stage=stage,
                document=form.upload,
                by=actor(),
                now=g.now,
            ),
        )
    if question:
        return saved(place)
    return show_form("desk/questions/add_question.html", form, place, kind=kind, stage=stage)


@pages.route("/questions/<int:question_id>/edit", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_question(question_id: int) -> ResponseReturnValue:
    question = the_question(question_id)
    place = place_of(question)
    form = question_form(place, question.kind, question.stage, question)
    done = None
    if asked_rearrangement() is None:
        done = accept(
            form,
            lambda: building.edit_question(
                question,
                form.facts(),
                document=form.upload,
                version=form.version.data,
                by=actor(),
                now=g.now,
            ),
        )
    if done:
        return saved(place)
    return show_form(
        "desk/questions/edit_question.html",
        form,
        place,
        kind=question.kind,
        stage=question.stage,
        question=question,
        answered=is_answered(question),
    )


def show_form(template: str, form: Any, place: Place, **context: Any) -> ResponseReturnValue:
    asked = asked_rearrangement()
    return render_form(
        template,
        form,
        place=place,
        place_href=address_of(place),
        is_set=isinstance(place, QuestionSet),
        kinds=QUESTION_KINDS,
        stages=STAGES,
        fresh_row=asked.rows if asked and asked.verb == "add" else "",
        **context,
    )


@pages.post("/questions/<int:question_id>/up")
@needs(EDIT_RECORDS)
def move_question_up(question_id: int) -> ResponseReturnValue:
    return move(question_id, -1)


@pages.post("/questions/<int:question_id>/down")
@needs(EDIT_RECORDS)
def move_question_down(question_id: int) -> ResponseReturnValue:
    return move(question_id, 1)


def move(question_id: int, steps: int) -> ResponseReturnValue:
    question = the_question(question_id)
    building.move_question(question, steps, by=actor(), now=g.now)
    return redirect(f"{address_of(place_of(question))}#question-{question.id}", 303)


@pages.post("/questions/<int:question_id>/remove")
@needs(EDIT_RECORDS)
def remove_question(question_id: int) -> ResponseReturnValue:
    question = the_question(question_id)
    place = place_of(question)
    building.remove_question(question, by=actor(), now=g.now)
    is_kept = question.retired_at is not None
    flash(gettext("No longer asked; its answers stay.") if is_kept else gettext("Deleted."))
    return redirect(address_of(place), 303)


@pages.post("/questions/<int:question_id>/restore")
@needs(EDIT_RECORDS)
def restore_question(question_id: int) -> ResponseReturnValue:
    question = the_question(question_id)
    building.restore_question(question, by=actor(), now=g.now)
    return saved(place_of(question))


@pages.post("/forums/<int:forum_id>/questions/standard")
@needs(EDIT_RECORDS)
def add_standard(forum_id: int) -> ResponseReturnValue:
    return add_ready(the_record(Forum, forum_id))


@pages.post("/question-sets/<int:set_id>/standard")
@needs(EDIT_RECORDS)
def add_standard_to_set(set_id: int) -> ResponseReturnValue:
    return add_ready(the_record(QuestionSet, set_id))


def add_ready(place: Place) -> ResponseReturnValue:
    building.add_standard(place, request.form.get("standard", ""), by=actor(), now=g.now)
    return saved(place)


@pages.post("/forums/<int:forum_id>/questions/add-set")
@needs(EDIT_RECORDS)
def add_set(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    set_id = id_of(request.form.get("set"))
    if set_id is None:
        raise Refused(_("Choose a set."))
    kept = the_record(QuestionSet, set_id)
    sets.add_set(forum, kept, by=actor(), now=g.now)
    return saved(forum)


@pages.get("/forums/<int:forum_id>/questions/preview/<language>")
@needs(READ_DRAFTS)
def preview_questions(forum_id: int, language: str) -> ResponseReturnValue:
    """The form as attendees who read that language will see it."""
    if language not in languages():
        raise NotFound
    forum = the_record(Forum, forum_id)
    speak_in(language)
    asked = {stage: questions_of(forum.id, stage) for stage in STAGES}
    forms = {
        stage: with_questions(FlaskForm, questions, language)(formdata=None)
        for stage, questions in asked.items()
        if questions
    }
    return render_template(
        "desk/questions/preview_questions.html", forum=forum, forms=forms, stages=STAGES
    )


@pages.get("/forums/<int:forum_id>/questions/missing")
@needs(SEE_ATTENDEES)
def list_missing_details(forum_id: int) -> ResponseReturnValue:
    """Who has a place and has not sent the second form."""
    forum = the_record(Forum, forum_id)
    return render_template(
        "desk/questions/list_missing_details.html",
        forum=forum,
        listing=read_listing(lambda q: without_details(forum, q), size=50),
        due_at=settings_of(forum).details_due_at,
    )


@pages.get("/forums/<int:forum_id>/answers/<int:answer_id>")
@needs(SEE_ATTENDEES)
def download_answer(forum_id: int, answer_id: int) -> ResponseReturnValue:
    """A file that somebody gave, or the document that they agreed to."""
    answer = the_answer(answer_id)
    if answer.registration.forum_id != forum_id or answer.file is None:
        raise NotFound
    return file_answer(answer.file)
