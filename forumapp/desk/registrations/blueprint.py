"""The blueprint to which the views of this folder belong, and what they share."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from forumapp.core.errors import NotFound
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.registered import the_registration

pages = Blueprint("registrations", __name__, url_prefix="/forums/<int:forum_id>/registrations")


def registration_at(forum_id: int, registration_id: int) -> Registration:
    """The registration, where it is of this forum."""
    registration = the_registration(registration_id)
    if registration.forum_id != forum_id:
        raise NotFound
    return registration


def to_record(registration: Registration) -> ResponseReturnValue:
    return redirect(
        url_for(
            "desk.registrations.show_registration",
            forum_id=registration.forum_id,
            registration_id=registration.id,
        ),
        303,
    )
