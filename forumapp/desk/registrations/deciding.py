"""What the organizer decides about one person."""

from collections.abc import Callable

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.desk.registrations.blueprint import pages, registration_at, to_record
from forumapp.identity.rules import EDIT_RECORDS
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.services import afterwards, deciding, waiting
from forumapp.web.guards import actor, needs


@pages.post("/<int:registration_id>/confirm")
@needs(EDIT_RECORDS)
def confirm_registration(forum_id: int, registration_id: int) -> ResponseReturnValue:
    return decided(
        deciding.confirm_registration,
        registration_at(forum_id, registration_id),
        gettext("The place is confirmed and a mail is on its way."),
    )


@pages.post("/<int:registration_id>/approve-to-wait")
@needs(EDIT_RECORDS)
def approve_to_wait(forum_id: int, registration_id: int) -> ResponseReturnValue:
    return decided(
        deciding.approve_to_wait,
        registration_at(forum_id, registration_id),
        gettext("The application is approved and a mail is on its way."),
    )


@pages.post("/<int:registration_id>/decline")
@needs(EDIT_RECORDS)
def decline_registration(forum_id: int, registration_id: int) -> ResponseReturnValue:
    registration = registration_at(forum_id, registration_id)
    reason = request.form.get("reason", "")
    deciding.decline_registration(registration, reason, by=actor(), now=g.now)
    flash(gettext("The application is declined and a mail is on its way."))
    return to_record(registration)


@pages.post("/<int:registration_id>/cancel")
@needs(EDIT_RECORDS)
def cancel_registration(forum_id: int, registration_id: int) -> ResponseReturnValue:
    return decided(
        afterwards.cancel_registration,
        registration_at(forum_id, registration_id),
        gettext("The registration is cancelled and a mail is on its way."),
    )


@pages.post("/<int:registration_id>/offer")
@needs(EDIT_RECORDS)
def offer_place(forum_id: int, registration_id: int) -> ResponseReturnValue:
    registration = registration_at(forum_id, registration_id)
    waiting.offer_by_hand(registration.booking, by=actor(), now=g.now)
    flash(gettext("The place is offered and a mail is on its way."))
    return to_record(registration)


@pages.post("/<int:registration_id>/rejoin")
@needs(EDIT_RECORDS)
def rejoin_waiting_list(forum_id: int, registration_id: int) -> ResponseReturnValue:
    registration = registration_at(forum_id, registration_id)
    waiting.rejoin_waiting_list(registration.booking, by=actor(), now=g.now)
    flash(gettext("They wait for a place again, at the end of the list."))
    return to_record(registration)


def decided(act: Callable[..., None], registration: Registration, said: str) -> ResponseReturnValue:
    act(registration, by=actor(), now=g.now)
    flash(said)
    return to_record(registration)
