"""The second form of who has a place, and files that somebody gave."""

from flask import flash, g, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from forumapp.core.actor import ATTENDEE
from forumapp.core.errors import NotFound
from forumapp.questions.queries import questions_of
from forumapp.questions.rules.kinds import AFTER_CONFIRMATION
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.answers import answer_lines, the_answer
from forumapp.registrations.queries.details import second_form
from forumapp.registrations.queries.opening import opened_by, the_one
from forumapp.registrations.services.answering import answers_of
from forumapp.registrations.services.answering import give_details as give
from forumapp.site.registrations.blueprint import pages
from forumapp.web.answers import answers_in_form, file_answer, with_questions
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import open_by_link
from forumapp.web.languages import address, current_language


@pages.route("/registrations/<token:token>/details", methods=["GET", "POST"])
@open_by_link
def give_details(token: str) -> ResponseReturnValue:
    registration = the_one(token)
    language = current_language()
    questions = questions_of(registration.forum_id, AFTER_CONFIRMATION)
    form = with_questions(FlaskForm, questions, language)(
        data=answers_in_form(questions, answers_of(registration))
    )

    def send() -> Registration:
        give(registration, form.answers, by=ATTENDEE, now=g.now)
        return registration

    if accept(form, send) is not None:
        flash(gettext("Thank you. We have your details."))
        return redirect(address("registration", token=token), 303)
    lines = answer_lines(registration, language)
    return render_form(
        "site/registrations/give_details.html",
        form,
        registration=registration,
        forum=registration.forum,
        second_form=second_form(registration, g.now),
        given=[each for each in lines if each.question.stage == AFTER_CONFIRMATION],
        token=token,
    )


@pages.get("/registrations/<token:token>/files/<int:answer_id>")
@open_by_link
def download_answer(token: str, answer_id: int) -> ResponseReturnValue:
    """A file of one's own, or a document that one agreed to."""
    answer = the_answer(answer_id)
    own = {each.id for each in opened_by(token).registrations}
    if answer.registration_id not in own or answer.file is None:
        raise NotFound
    return file_answer(answer.file)
