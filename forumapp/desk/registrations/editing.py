"""A person's details and answers are set right by the secretariat."""

from typing import Any

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.desk.registrations.blueprint import pages, registration_at, to_record
from forumapp.desk.registrations.forms import PersonForm
from forumapp.identity.rules import EDIT_RECORDS
from forumapp.questions.queries import questions_of
from forumapp.questions.rules.kinds import AT_REGISTRATION
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.services.afterwards import change_details
from forumapp.registrations.services.answering import answers_of
from forumapp.web.answers import answers_in_form, with_questions
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language


@pages.route("/<int:registration_id>/edit", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_registration(forum_id: int, registration_id: int) -> ResponseReturnValue:
    registration = registration_at(forum_id, registration_id)
    asked = questions_of(forum_id, AT_REGISTRATION)
    form = with_questions(PersonForm, asked, current_language(), may_stay_open=True)(
        obj=registration, data=answers_in_form(asked, answers_of(registration))
    )
    if accept(form, lambda: change(registration, form)) is not None:
        flash(gettext("Saved."))
        return to_record(registration)
    return render_form(
        "desk/registrations/edit_registration.html",
        form,
        registration=registration,
        forum=registration.forum,
    )


def change(registration: Registration, form: Any) -> Registration:
    """Consents stay as they are: only who gave them takes them back."""
    standing = {c.purpose: c.wording_version for c in registration.consents if not c.withdrawn_at}
    change_details(registration, form.details, standing, form.answers, by=actor(), now=g.now)
    return registration
