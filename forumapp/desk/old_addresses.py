"""Addresses of a former site at the desk: where each of them leads now."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.exceptions import HTTPException, NotFound

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.models.archive import OldAddress
from forumapp.announcements.queries.old_addresses import announcement_choices, old_addresses
from forumapp.announcements.rules.old_addresses import normalised
from forumapp.announcements.services import addressing
from forumapp.core.errors import Refused
from forumapp.core.paging import the_record
from forumapp.core.text import _
from forumapp.identity.rules import EDIT_ANNOUNCEMENTS, READ_DRAFTS
from forumapp.web.fields import LineField, RecordField
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.listing import read_listing

pages = Blueprint("old_addresses", __name__, url_prefix="/announcements/old-addresses")


class OldAddressForm(FlaskForm):
    address = LineField(lazy_gettext("Old address"))
    announcement_id = RecordField(lazy_gettext("Announcement"), announcement_choices)


@pages.get("/")
@needs(READ_DRAFTS)
def list_old_addresses() -> ResponseReturnValue:
    return render_template(
        "desk/old_addresses/list_old_addresses.html",
        listing=read_listing(old_addresses, size=100),
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(EDIT_ANNOUNCEMENTS)
def add_old_address() -> ResponseReturnValue:
    form = OldAddressForm()
    row = accept(form, lambda: added(form))
    if row is None:
        return render_form("desk/old_addresses/add_old_address.html", form)
    flash(gettext("Readers who follow the old address come to the announcement now."))
    return to_list()


@pages.post("/<int:address_id>/remove")
@needs(EDIT_ANNOUNCEMENTS)
def remove_old_address(address_id: int) -> ResponseReturnValue:
    addressing.remove_old_address(the_record(OldAddress, address_id), by=actor(), now=g.now)
    flash(gettext("The old address leads nowhere now."))
    return to_list()


def added(form: OldAddressForm) -> OldAddress:
    if is_ours(form.address.data or ""):
        raise Refused(
            _("A page of this site stands at this address: nobody who follows it is led on."),
            field="address",
        )
    if not form.announcement_id.data:
        raise Refused(_("Choose the announcement that stood there."), field="announcement_id")
    announcement = the_record(Announcement, form.announcement_id.data)
    return addressing.add_old_address(announcement, form.address.data or "", by=actor(), now=g.now)


def is_ours(address: str) -> bool:
    """Whether a page of this site answers there, be it that nothing is found."""
    if not normalised(address):
        return False
    try:
        current_app.url_map.bind("").match(f"/{urlsplit(address).path.lstrip('/')}")
    except NotFound:
        return False
    except HTTPException:
        pass
    return True


def to_list() -> ResponseReturnValue:
    return redirect(url_for("desk.old_addresses.list_old_addresses"), 303)
