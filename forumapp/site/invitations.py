"""The link of an invitation: opening it changes nothing, since mail scanners open links; two buttons do."""

from typing import Any

from flask import Blueprint, g, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import FieldList, TextAreaField
from wtforms.validators import Length

from forumapp.core.actor import ATTENDEE
from forumapp.core.tokens import capability_token
from forumapp.institution.queries import current_consent_texts
from forumapp.institution.rules import ATTENDEE_PURPOSES, REQUIRED_PURPOSE
from forumapp.invitations.models import Invitation
from forumapp.invitations.queries import invitation_by_token
from forumapp.invitations.rules.states import (
    ACCEPTED,
    DECLINED,
    answer_by,
    has_cancelled,
    has_passed_on,
    is_coming,
    is_own_booking,
    own_registrations,
    why_no_answer,
)
from forumapp.invitations.services.answering import (
    LONGEST_NOTE,
    Acceptance,
    accept_invitation,
    decline_invitation,
    refusal,
)
from forumapp.questions.queries import questions_of
from forumapp.questions.rules.kinds import AT_REGISTRATION
from forumapp.registrations.mails.tickets import LINK_PURPOSE, TICKET_PURPOSE
from forumapp.site.registrations.forms import DetailsForm, with_consents
from forumapp.web.answers import with_questions
from forumapp.web.fields import ChoiceField, LineField, trimmed
from forumapp.web.forms import accept, render_form, spoken
from forumapp.web.guards import open_by_link
from forumapp.web.languages import address, current_language

pages = Blueprint("invitations", __name__)


class AcceptForm(DetailsForm):
    """Who they are, and how many come with them; names of those may follow later."""

    people = ChoiceField(lazy_gettext("How many people come, you included?"), coerce=str)
    others = FieldList(LineField(lazy_gettext("Name")), max_entries=50)


class DeclineForm(FlaskForm):
    note = TextAreaField(
        lazy_gettext("A word to the organizer"),
        [Length(max=LONGEST_NOTE, message=lazy_gettext("This is too long. Shorten it."))],
        filters=[trimmed],
    )


@pages.get("/invitations/<token:token>")
@open_by_link
def show_invitation(token: str) -> ResponseReturnValue:
    invitation = invitation_by_token(token)
    reason = why_no_answer(invitation, g.now)
    return render_template(
        "site/invitations/show_invitation.html",
        invitation=invitation,
        forum=invitation.forum,
        token=token,
        refused=spoken(refusal(invitation, reason)) if reason else "",
        answer_by=answer_by(invitation),
        is_coming=invitation.state == ACCEPTED and is_coming(invitation),
        has_declined=invitation.state == DECLINED,
        has_cancelled=has_cancelled(invitation) and not has_passed_on(invitation),
        has_passed_on=has_passed_on(invitation),
        ticket=ticket_address(invitation),
    )


@pages.route("/invitations/<token:token>/accept", methods=["GET", "POST"])
@open_by_link
def accept_by_link(token: str) -> ResponseReturnValue:
    invitation = invitation_by_token(token)
    reason = why_no_answer(invitation, g.now)
    if reason or (invitation.state == ACCEPTED and is_coming(invitation)):
        return redirect(address("invitation", token=token), 303)
    form = accept_form(invitation)
    answered = accept(
        form,
        lambda: accept_invitation(invitation, acceptance_of(form), by=ATTENDEE, now=g.now),
    )
    if answered is not None:
        return redirect(ticket_address(invitation) or address("invitation", token=token), 303)
    return render_form(
        "site/invitations/accept_by_link.html",
        form,
        invitation=invitation,
        forum=invitation.forum,
        token=token,
        required=REQUIRED_PURPOSE,
    )


@pages.route("/invitations/<token:token>/decline", methods=["GET", "POST"])
@open_by_link
def decline_by_link(token: str) -> ResponseReturnValue:
    invitation = invitation_by_token(token)
    if why_no_answer(invitation, g.now):
        return redirect(address("invitation", token=token), 303)
    form = DeclineForm(note=invitation.decline_note)

    def decline() -> Invitation:
        decline_invitation(invitation, form.note.data or "", by=ATTENDEE, now=g.now)
        return invitation

    if accept(form, decline) is not None:
        return redirect(address("invitation", token=token), 303)
    return render_form(
        "site/invitations/decline_by_link.html",
        form,
        invitation=invitation,
        forum=invitation.forum,
        token=token,
        is_coming=invitation.state == ACCEPTED and is_coming(invitation),
    )


def accept_form(invitation: Invitation) -> Any:
    """Filled in with what the invitation says, and a line for each person they may bring."""
    questions = questions_of(invitation.forum_id, AT_REGISTRATION)
    with_boxes = with_consents(AcceptForm, current_consent_texts(ATTENDEE_PURPOSES))
    form = with_questions(with_boxes, questions, current_language())(
        name=invitation.name,
        organization=invitation.organization,
        position=invitation.position,
        country=invitation.country,
        language=invitation.language,
        people="1",
        others=[""] * (invitation.places - 1),
    )
    form.people.choices = [(str(each), str(each)) for each in range(1, invitation.places + 1)]
    return form


def acceptance_of(form: Any) -> Acceptance:
    """Who is named comes, also where a smaller number was left standing."""
    names = [line.data for line in form.others.entries]
    while names and not names[-1]:
        names.pop()
    brought = max(int(form.people.data) - 1, len(names))
    return Acceptance(
        name=form.name.data,
        organization=form.organization.data,
        position=form.position.data,
        country=form.country.data,
        language=form.language.data,
        others=[*names, *[""] * (brought - len(names))],
        answers=form.answers,
        agreed=form.agreed,
    )


def ticket_address(invitation: Invitation) -> str:
    """The page of what they have: of the booking where they made it, else of their own registration."""
    booking, own = invitation.booking, own_registrations(invitation)
    if booking is None or not own:
        return ""
    if is_own_booking(invitation):
        token = capability_token(LINK_PURPOSE, booking.uid, booking.link_version)
    else:
        token = capability_token(TICKET_PURPOSE, own[0].uid, own[0].link_version)
    return address("registration", token=token)
