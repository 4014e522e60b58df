"""The link in the mail that asks whether an address is somebody's."""

from typing import Any

from flask import flash, g, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from forumapp.core.actor import ATTENDEE
from forumapp.registrations.queries.confirming import confirmation_by_token
from forumapp.registrations.services import confirming
from forumapp.site.registrations.blueprint import pages
from forumapp.site.registrations.tickets import link_of
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import open_by_link
from forumapp.web.languages import address


@pages.route("/registrations/confirm/<token:token>", methods=["GET", "POST"])
@open_by_link
def confirm_address(token: str) -> ResponseReturnValue:
    """Looking at it does nothing, since programs that look for viruses do."""
    confirmation = confirmation_by_token(token)
    form = FlaskForm()

    def confirm() -> Any:
        return confirming.confirm_address(confirmation, by=ATTENDEE, now=g.now) or confirmation

    done = accept(form, confirm)
    if done is confirmation:
        return redirect(address("registrations"), 303)
    if done is not None:
        flash(gettext("Your address is confirmed."))
        return redirect(link_of(done), 303)
    return render_form(
        "site/registrations/confirm_address.html",
        form,
        forum=confirmation.forum,
        token=token,
        is_new_address=confirmation.registration_id is not None,
        is_done=confirmation.done_at is not None,
        is_late=confirmation.expires_at <= g.now,
    )
