"""Venues and their rooms at the desk."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from forumapp.core.countries import country_name
from forumapp.core.paging import rows_of, the_record
from forumapp.desk.history import latest_changes
from forumapp.desk.quick import PREFIX, answer_created, show_quick_form
from forumapp.forums.queries import forums_naming, held_at
from forumapp.identity.rules import EDIT_RECORDS, READ_DRAFTS
from forumapp.publishing.records import edit_named_room, edit_named_venue
from forumapp.venues import services
from forumapp.venues.models import Venue
from forumapp.venues.queries import cities, room_of, venue_records
from forumapp.venues.rules import ACCESS_FACTS
from forumapp.venues.services import RoomFacts, VenueFacts
from forumapp.web.fields import (
    CountryField,
    DegreesField,
    LineField,
    TextsField,
    VersionField,
    WholeNumberField,
    ZoneField,
)
from forumapp.web.forms import accept, facts_from, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language
from forumapp.web.listing import read_listing
from forumapp.web.rendering import current_institution

pages = Blueprint("venues", __name__, url_prefix="/venues")


class QuickVenueForm(FlaskForm):
    name = TextsField(_("Name of the place"), needed=True)
    city = TextsField(_("City"))
    zone = ZoneField(_("Time zone"))


class VenueForm(QuickVenueForm):
    street = TextsField(_("Street"))
    postcode = LineField(_("Postcode"))
    country = CountryField(_("Country or region"))
    latitude = DegreesField(_("Latitude"))
    longitude = DegreesField(_("Longitude"))
    directions = TextsField(_("Directions"), long=True)
    access = TextsField(_("Access"), long=True)
    step_free = TextsField(_("Step-free access"))
    hearing_help = TextsField(_("Help with hearing"))
    quiet_space = TextsField(_("Quiet space"))
    website = LineField(_("Website"))


class EditVenueForm(VenueForm):
    version = VersionField()


class RoomForm(FlaskForm):
    name = TextsField(_("Name of the place"), needed=True)
    floor = TextsField(_("Floor"))
    seats = WholeNumberField(_("Seats"))


class EditRoomForm(RoomForm):
    version = VersionField()


@pages.get("/")
@needs(READ_DRAFTS)
def list_venues() -> ResponseReturnValue:
    return render_template(
        "desk/venues/list_venues.html",
        listing=read_listing(venue_records, "city", "archived"),
        cities=cities(current_language()),
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def create_venue() -> ResponseReturnValue:
    form = VenueForm(zone=current_institution().zone)
    venue = accept(
        form,
        lambda: services.create_venue(facts_from(form, VenueFacts), by=actor(), now=g.now),
    )
    return _saved(venue) if venue else render_form("desk/venues/create_venue.html", form)


@pages.route("/quick", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def create_venue_quickly() -> ResponseReturnValue:
    form = QuickVenueForm(prefix=PREFIX, zone=current_institution().zone)
    venue = accept(
        form,
        lambda: services.create_venue(facts_from(form, VenueFacts), by=actor(), now=g.now),
    )
    if venue:
        return answer_created(venue.id, venue.name)
    return show_quick_form(form, gettext("New venue"))


@pages.get("/<int:venue_id>/")
@needs(READ_DRAFTS)
def show_venue(venue_id: int) -> ResponseReturnValue:
    venue = the_record(Venue, venue_id)
    return render_template(
        "desk/venues/show_venue.html",
        venue=venue,
        access_facts=ACCESS_FACTS,
        country=country_name(venue.country, current_language()),
        forums=rows_of(forums_naming(held_at(venue)), limit=20),
        changes=latest_changes("venue", venue_id),
    )


@pages.route("/<int:venue_id>/edit", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_venue(venue_id: int) -> ResponseReturnValue:
    venue = the_record(Venue, venue_id)
    form = EditVenueForm(obj=venue)
    saved = accept(
        form,
        lambda: edit_named_venue(
            venue,
            facts_from(form, VenueFacts),
            version=form.version.data,
            by=actor(),
            now=g.now,
        ),
    )
    return _saved(saved) if saved else render_form("desk/venues/edit_venue.html", form, venue=venue)


@pages.post("/<int:venue_id>/archive")
@needs(EDIT_RECORDS)
def archive_venue(venue_id: int) -> ResponseReturnValue:
    venue = the_record(Venue, venue_id)
    services.archive_venue(venue, by=actor(), now=g.now)
    return _saved(venue)


@pages.post("/<int:venue_id>/restore")
@needs(EDIT_RECORDS)
def restore_venue(venue_id: int) -> ResponseReturnValue:
    venue = the_record(Venue, venue_id)
    services.restore_venue(venue, by=actor(), now=g.now)
    return _saved(venue)


@pages.post("/<int:venue_id>/delete")
@needs(EDIT_RECORDS)
def delete_venue(venue_id: int) -> ResponseReturnValue:
    services.delete_venue(the_record(Venue, venue_id), by=actor(), now=g.now)
    flash(gettext("Deleted."))
    return redirect(url_for("desk.venues.list_venues"), 303)


@pages.route("/<int:venue_id>/rooms/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def add_room(venue_id: int) -> ResponseReturnValue:
    venue = the_record(Venue, venue_id)
    form = RoomForm()
    room = accept(
        form,
        lambda: services.add_room(venue, facts_from(form, RoomFacts), by=actor(), now=g.now),
    )
    return _saved(venue) if room else render_form("desk/venues/add_room.html", form, venue=venue)


@pages.route("/<int:venue_id>/rooms/<int:room_id>", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_room(venue_id: int, room_id: int) -> ResponseReturnValue:
    room = room_of(venue_id, room_id)
    form = EditRoomForm(obj=room)
    saved = accept(
        form,
        lambda: edit_named_room(
            room,
            facts_from(form, RoomFacts),
            version=form.version.data,
            by=actor(),
            now=g.now,
        ),
    )
    if saved:
        return _saved(room.venue)
    return render_form("desk/venues/edit_room.html", form, venue=room.venue, room=room)


@pages.post("/<int:venue_id>/rooms/<int:room_id>/remove")
@needs(EDIT_RECORDS)
def remove_room(venue_id: int, room_id: int) -> ResponseReturnValue:
    room = room_of(venue_id, room_id)
    venue = room.venue
    services.remove_room(room, by=actor(), now=g.now)
    return _saved(venue)


def _saved(venue: Venue) -> ResponseReturnValue:
    flash(gettext("Saved."))
    return redirect(url_for("desk.venues.show_venue", venue_id=venue.id), 303)
