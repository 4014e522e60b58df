"""Changing details and answers, naming a substitute, giving another address."""

from typing import Any

from flask import flash, g, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.core.actor import ATTENDEE
from forumapp.institution.queries import current_consent_texts
from forumapp.institution.rules import REQUIRED_PURPOSE
from forumapp.questions.queries import questions_of
from forumapp.questions.rules.kinds import AT_REGISTRATION
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.opening import the_one
from forumapp.registrations.queries.registered import voluntary_texts
from forumapp.registrations.services.afterwards import change_details
from forumapp.registrations.services.answering import answers_of
from forumapp.registrations.services.confirming import ask_to_confirm_new_address
from forumapp.registrations.services.substituting import (
    Substitute,
    may_be_substituted,
    name_substitute,
)
from forumapp.site.registrations.blueprint import pages
from forumapp.site.registrations.forms import (
    AddressForm,
    DetailsForm,
    SubstituteForm,
    with_consents,
)
from forumapp.web.answers import answers_in_form, with_questions
from forumapp.web.forms import accept, facts_from, render_form
from forumapp.web.guards import open_by_link
from forumapp.web.languages import address, current_language


@pages.route("/registrations/<token:token>/change", methods=["GET", "POST"])
@open_by_link
def change_registration(token: str) -> ResponseReturnValue:
    registration = the_one(token)
    form = details_form(registration)

    def change() -> Registration:
        change_details(
            registration, form.details, form.agreed, form.answers, by=ATTENDEE, now=g.now
        )
        return registration

    if accept(form, change) is not None:
        flash(gettext("Your details are changed."))
        return redirect(address("registration", token=token), 303)
    return render_form(
        "site/registrations/change_registration.html",
        form,
        registration=registration,
        forum=registration.forum,
        token=token,
    )


def details_form(registration: Registration) -> Any:
    """As it stands; of consents only those that are voluntary."""
    standing = {c.purpose for c in registration.consents if c.withdrawn_at is None}
    shown = voluntary_texts(registration)
    questions = questions_of(registration.forum_id, AT_REGISTRATION)
    kind = with_questions(with_consents(DetailsForm, shown), questions, current_language())
    return kind(
        obj=registration,
        data={
            **{text.purpose: text.purpose in standing for text in shown},
            **answers_in_form(questions, answers_of(registration)),
        },
    )


@pages.route("/registrations/<token:token>/substitute", methods=["GET", "POST"])
@open_by_link
def substitute(token: str) -> ResponseReturnValue:
    registration = the_one(token)
    needed = current_consent_texts([REQUIRED_PURPOSE])
    form = with_consents(SubstituteForm, needed)(organization=registration.organization)
    before = registration.name or registration.reference

    def name() -> Registration:
        name_substitute(
            registration, facts_from(form, Substitute), form.agreed, by=ATTENDEE, now=g.now
        )
        return registration

    if accept(form, name) is not None:
        # The link that did it is void: no address shows this page once more.
        return render_template(
            "site/registrations/show_substituted.html",
            registration=registration,
            forum=registration.forum,
            before=before,
        )
    return render_form(
        "site/registrations/substitute.html",
        form,
        registration=registration,
        forum=registration.forum,
        token=token,
        required=REQUIRED_PURPOSE,
        is_possible=may_be_substituted(registration, g.now),
    )


@pages.route("/registrations/<token:token>/address", methods=["GET", "POST"])
@open_by_link
def change_address(token: str) -> ResponseReturnValue:
    registration = the_one(token)
    form = AddressForm()

    def ask() -> Registration:
        ask_to_confirm_new_address(registration, form.address.data, now=g.now)
        return registration

    if accept(form, ask) is not None:
        flash(
            gettext(
                "We have written to the new address. It counts once you have confirmed it there."
            )
        )
        return redirect(address("registration", token=token), 303)
    return render_form(
        "site/registrations/change_address.html",
        form,
        registration=registration,
        forum=registration.forum,
        token=token,
    )
