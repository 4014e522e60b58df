"""Somebody is registered by the secretariat."""

from typing import Any

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.core.paging import the_record
from forumapp.desk.registrations.blueprint import pages, to_record
from forumapp.desk.registrations.forms import NewPersonForm
from forumapp.forums.models import Forum
from forumapp.identity.rules import EDIT_RECORDS
from forumapp.institution.queries import current_consent_texts
from forumapp.institution.rules import REQUIRED_PURPOSE
from forumapp.questions.queries import questions_of
from forumapp.questions.rules.kinds import AT_REGISTRATION
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.places import groups_of
from forumapp.registrations.services.registering_by_hand import Person, register_by_hand
from forumapp.web.answers import with_questions
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language


@pages.route("/add", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def add_registration(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    asked = questions_of(forum_id, AT_REGISTRATION)
    language = current_language()
    form = with_questions(NewPersonForm, asked, language, may_stay_open=True)(language=language)
    form.offer_groups(groups_of(forum_id))
    registration = accept(form, lambda: register(forum, form))
    if registration is None:
        return render_form(
            "desk/registrations/add_registration.html",
            form,
            forum=forum,
            wordings=current_consent_texts([REQUIRED_PURPOSE]),
        )
    flash(gettext("%(name)s is registered and gets a mail.", name=registration.name))
    return to_record(registration)


def register(forum: Forum, form: Any) -> Registration:
    person = Person(
        details=form.details,
        address=form.address.data or "",
        place_group_id=form.place_group_id,
        answers=form.answers,
        has_agreed=form.agreed.data,
    )
    return register_by_hand(forum, person, by=actor(), now=g.now)
