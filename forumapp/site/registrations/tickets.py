"""What the link of a booking or of one person shows: ticket, state, calendar entry."""

from typing import Any

from flask import Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from forumapp.core.actor import ATTENDEE
from forumapp.core.errors import NotFound
from forumapp.core.links import absolute
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.tickets import ticket_code
from forumapp.core.tokens import capability_token
from forumapp.institution.rules import PURPOSES
from forumapp.messages.queries.feedback import feedback_form
from forumapp.registrations.mails.offers import OFFER_PURPOSE
from forumapp.registrations.mails.tickets import LINK_PURPOSE, TICKET_PURPOSE, ticket_link
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.answers import AnswerLine, answer_lines
from forumapp.registrations.queries.details import second_form
from forumapp.registrations.queries.opening import Opened, opened_by, the_one
from forumapp.registrations.queries.waiting import position_of
from forumapp.registrations.rules.papers import CERTIFICATE, LETTER, TICKET, may_have
from forumapp.registrations.rules.states import ACTIVE_STATES, REGISTRATION_STATES
from forumapp.registrations.services.afterwards import calendar_of_ticket
from forumapp.registrations.services.substituting import may_be_substituted
from forumapp.registrations.services.waiting import rejoin_waiting_list
from forumapp.site.registrations.blueprint import pages
from forumapp.web.guards import open_by_link
from forumapp.web.languages import address, current_language

PAPERS_OF_PEOPLE = {
    TICKET: _("Ticket to print (PDF)"),
    LETTER: _("Invitation letter (PDF)"),
    CERTIFICATE: _("Certificate of attendance (PDF)"),
}


def link_of(registration: Registration) -> str:
    """The page that mail about a registration leads to."""
    link = ticket_link(registration, current_language())
    token = capability_token(link["purpose"], link["uid"], link["version"])
    return address("registration", token=token)


def own_link_of(registration: Registration) -> str:
    """The page of this one person, whoever arranged the booking."""
    booking = registration.booking
    if registration.link_hash is None:
        token = capability_token(LINK_PURPOSE, booking.uid, booking.link_version)
    else:
        token = capability_token(TICKET_PURPOSE, registration.uid, registration.link_version)
    return address("registration", token=token)


@pages.get("/registrations/<token:token>")
@open_by_link
def show_registration(token: str) -> ResponseReturnValue:
    opened = opened_by(token)
    shared = {
        "token": token,
        "forum": opened.booking.forum,
        "booking": opened.booking,
        "position": position_of(opened.booking),
        "offer": offer_of(opened),
        "states": REGISTRATION_STATES,
        "active": ACTIVE_STATES,
    }
    if len(opened.registrations) > 1:
        return render_template(
            "site/registrations/show_booking.html",
            people=opened.registrations,
            own_link_of=own_link_of,
            **shared,
        )
    registration = opened.registrations[0]
    return render_template(
        "site/registrations/show_registration.html",
        registration=registration,
        ticket=absolute(setting("PUBLIC_URL"), address("registration", token=token)),
        code=code_of(registration),
        is_whole=opened.is_whole,
        may_be_substituted=may_be_substituted(registration, g.now),
        papers=[
            (PAPERS_OF_PEOPLE[paper], f"{address('registration', token=token)}/{paper}.pdf")
            for paper in PAPERS_OF_PEOPLE
            if may_have(paper, registration, registration.forum, g.now)
        ],
        purposes=PURPOSES,
        second_form=second_form(registration, g.now),
        feedback=feedback_form(registration, g.now),
        answers=public_lines(registration),
        **shared,
    )


def public_lines(registration: Registration) -> list[AnswerLine]:
    """What may stand on a screen that is shown at the door: nothing sensitive."""
    lines = answer_lines(registration, current_language())
    return [each for each in lines if not each.question.is_sensitive]


def code_of(registration: Registration) -> str:
    """What the QR code of a ticket says."""
    return ticket_code(registration.uid, registration.forum.uid, registration.ticket_version)


def offer_of(opened: Opened) -> str:
    """The page where the places offered are taken, for who arranged the booking."""
    booking = opened.booking
    if booking.offer_expires_at is None or not opened.is_whole:
        return ""
    token = capability_token(OFFER_PURPOSE, booking.uid, booking.offer_version)
    return address("offer", token=token)


@pages.post("/registrations/<token:token>/rejoin")
@open_by_link
def rejoin(token: str) -> ResponseReturnValue:
    opened = opened_by(token)
    if not opened.is_whole:
        raise NotFound
    rejoin_waiting_list(opened.booking, by=ATTENDEE, now=g.now)
    return redirect(address("registration", token=token), 303)


@pages.get("/registrations/<token:token>.ics", defaults={"profile": "core"})
@pages.get("/registrations/<token:token>.full.ics", defaults={"profile": "full"})
@open_by_link
def download_registration(token: str, profile: Any) -> ResponseReturnValue:
    registration = the_one(token)
    kind = "registration.ics" if profile == "core" else "registration.full.ics"
    source = absolute(setting("PUBLIC_URL"), address(kind, token=token))
    body = calendar_of_ticket(
        registration,
        language=current_language(),
        source=source,
        profile=profile,
        now=g.now,
    )
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{registration.forum.slug}.ics"'
    )
    response.add_etag()
    return response.make_conditional(request)
