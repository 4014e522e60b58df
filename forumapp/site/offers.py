"""The link by which a place is offered: a page that tells what is offered, with a button for each answer."""

from flask import Blueprint, g, redirect, render_template
from flask.typing import ResponseReturnValue

from forumapp.core.actor import ATTENDEE
from forumapp.core.tokens import capability_token
from forumapp.registrations.mails.tickets import LINK_PURPOSE
from forumapp.registrations.models.bookings import Booking
from forumapp.registrations.queries.waiting import booking_by_offer
from forumapp.registrations.services.waiting import give_up_offer, is_open, take_offer
from forumapp.web.guards import open_by_link
from forumapp.web.languages import address

pages = Blueprint("offers", __name__)


@pages.get("/offers/<token:token>")
@open_by_link
def show_offer(token: str) -> ResponseReturnValue:
    booking = booking_by_offer(token)
    return render_template(
        "site/offers/show_offer.html",
        booking=booking,
        forum=booking.forum,
        token=token,
        is_open=is_open(booking, g.now),
        ticket=ticket_address(booking),
    )


@pages.post("/offers/<token:token>/take")
@open_by_link
def take_offer_by_link(token: str) -> ResponseReturnValue:
    booking = booking_by_offer(token)
    take_offer(booking, by=ATTENDEE, now=g.now)
    return redirect(ticket_address(booking), 303)


@pages.post("/offers/<token:token>/give-up")
@open_by_link
def give_up_offer_by_link(token: str) -> ResponseReturnValue:
    booking = booking_by_offer(token)
    give_up_offer(booking, by=ATTENDEE, now=g.now)
    return redirect(ticket_address(booking), 303)


def ticket_address(booking: Booking) -> str:
    """The page of the booking, with all who come by it."""
    token = capability_token(LINK_PURPOSE, booking.uid, booking.link_version)
    return address("registration", token=token)
