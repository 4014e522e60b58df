"""Mail that came back at the desk: whom it did not reach, and their address set right."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from forumapp.core.errors import NotFound
from forumapp.core.paging import rows_of
from forumapp.identity.rules import EDIT_RECORDS, SEE_ATTENDEES
from forumapp.invitations.queries import returned_invitations
from forumapp.registrations.mails.tickets import recipient
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.registered import returned_registrations, the_registration
from forumapp.registrations.services import bounces
from forumapp.web.fields import LineField
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import actor, needs

pages = Blueprint("addresses", __name__)

MOST_SHOWN = 200


class AddressForm(FlaskForm):
    address = LineField(lazy_gettext("New mail address"))


@pages.get("/mail-came-back")
@needs(SEE_ATTENDEES)
def list_returned() -> ResponseReturnValue:
    return render_template(
        "desk/addresses/list_returned.html",
        registrations=rows_of(returned_registrations(g.now), limit=MOST_SHOWN),
        invitations=rows_of(returned_invitations(g.now), limit=MOST_SHOWN),
        recipient=recipient,
    )


@pages.route(
    "/forums/<int:forum_id>/registrations/<int:registration_id>/address", methods=["GET", "POST"]
)
@needs(EDIT_RECORDS)
def correct_address(forum_id: int, registration_id: int) -> ResponseReturnValue:
    registration = the_registration(registration_id)
    if registration.forum_id != forum_id:
        raise NotFound
    form = AddressForm(address=recipient(registration))

    def correct() -> Registration:
        address = form.address.data or ""
        bounces.correct_address(registration, address, by=actor(), now=g.now)
        return registration

    if accept(form, correct) is not None:
        flash(gettext("The address is corrected and the last mail is on its way to it."))
        at = url_for(
            "desk.registrations.show_registration",
            forum_id=forum_id,
            registration_id=registration_id,
        )
        return redirect(at, 303)
    return render_form(
        "desk/addresses/correct_address.html",
        form,
        registration=registration,
        forum=registration.forum,
        wrong=recipient(registration),
    )
