"""One person: what they said, how they stand, their mails and their history."""

from flask import render_template
from flask.typing import ResponseReturnValue

from forumapp.core.countries import country_name
from forumapp.core.paging import rows_of
from forumapp.desk.history import latest_changes
from forumapp.desk.registrations.blueprint import pages, registration_at
from forumapp.identity.rules import SEE_ATTENDEES
from forumapp.institution.rules import PURPOSES
from forumapp.mail.queries import mails_about
from forumapp.mail.rules import MAIL_STATES
from forumapp.registrations.mails.tickets import recipient
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.queries.answers import answer_lines
from forumapp.registrations.queries.waiting import position_of
from forumapp.registrations.rules.replies import ANSWERS
from forumapp.registrations.rules.states import (
    ACTIVE_STATES,
    NO_LINE,
    REGISTRATION_STATES,
    WAITLISTED,
    WAYS_IN,
)
from forumapp.web.guards import needs
from forumapp.web.languages import current_language

MOST_MAILS = 50


@pages.get("/<int:registration_id>/")
@needs(SEE_ATTENDEES)
def show_registration(forum_id: int, registration_id: int) -> ResponseReturnValue:
    registration = registration_at(forum_id, registration_id)
    booking, forum = registration.booking, registration.forum
    mails = [
        *rows_of(mails_about(Registration.__tablename__, registration.uid), limit=MOST_MAILS),
        *rows_of(mails_about(Booking.__tablename__, booking.uid), limit=MOST_MAILS),
    ]
    return render_template(
        "desk/registrations/show_registration.html",
        registration=registration,
        booking=booking,
        companions=[each for each in booking.registrations if each.id != registration.id],
        forum=forum,
        recipient=recipient(registration),
        answers=answer_lines(registration, current_language()),
        country=country_name(registration.country, current_language()),
        position=position_of(booking) if registration.state == WAITLISTED else None,
        has_line=forum.waiting_list != NO_LINE,
        active=ACTIVE_STATES,
        states=REGISTRATION_STATES,
        ways=WAYS_IN,
        purposes=PURPOSES,
        replies=ANSWERS,
        mails=sorted(mails, key=lambda mail: mail.queued_at, reverse=True),
        mail_states=MAIL_STATES,
        changes=latest_changes("registration", registration.id),
    )
