"""What somebody thinks of a forum afterwards, by the link of their ticket."""

from flask import Blueprint, flash, g, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from forumapp.messages.queries.feedback import asked_afterwards, feedback_form, who_gives
from forumapp.messages.services.feedback import give_feedback as give
from forumapp.registrations.models.bookings import Registration
from forumapp.web.answers import with_questions
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import open_by_link
from forumapp.web.languages import address, current_language

pages = Blueprint("feedback", __name__)


@pages.route("/registrations/<token:token>/feedback", methods=["GET", "POST"])
@open_by_link
def give_feedback(token: str) -> ResponseReturnValue:
    registration = who_gives(token)
    questions = asked_afterwards(registration.forum_id)
    form = with_questions(FlaskForm, questions, current_language())()

    def send() -> Registration:
        give(registration, form.answers, now=g.now)
        return registration

    if accept(form, send) is not None:
        flash(gettext("Thank you for your feedback."))
        return redirect(f"{address('registration', token=token)}/feedback", 303)
    return render_form(
        "site/feedback/give_feedback.html",
        form,
        forum=registration.forum,
        asked=feedback_form(registration, g.now),
        token=token,
    )
