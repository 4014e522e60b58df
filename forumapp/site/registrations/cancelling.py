"""Giving up one registration, or all of a booking."""

from flask import g, redirect, render_template
from flask.typing import ResponseReturnValue

from forumapp.core.actor import ATTENDEE
from forumapp.registrations.queries.opening import opened_by
from forumapp.registrations.rules.states import ACTIVE_STATES
from forumapp.registrations.services.afterwards import cancel_registrations
from forumapp.site.registrations.blueprint import pages
from forumapp.web.guards import open_by_link
from forumapp.web.languages import address


@pages.get("/registrations/<token:token>/cancel")
@open_by_link
def ask_to_cancel(token: str) -> ResponseReturnValue:
    opened = opened_by(token)
    return render_template(
        "site/registrations/ask_to_cancel.html",
        people=[each for each in opened.registrations if each.state in ACTIVE_STATES],
        forum=opened.booking.forum,
        token=token,
    )


@pages.post("/registrations/<token:token>/cancel")
@open_by_link
def cancel_by_link(token: str) -> ResponseReturnValue:
    cancel_registrations(opened_by(token).registrations, by=ATTENDEE, now=g.now)
    return redirect(address("registration", token=token), 303)
