"""The places of a forum at the desk: who may have them and how, its groups and codes, and who waits."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField

from forumapp.core.clock import asked_instant, wall_of
from forumapp.core.errors import NotFound
from forumapp.core.paging import the_record
from forumapp.forums.models import Forum
from forumapp.forums.rules import WAITING_LISTS
from forumapp.identity.rules import EDIT_RECORDS, SEE_ATTENDEES
from forumapp.registrations.models.bookings import Booking
from forumapp.registrations.models.places import AccessCode, PlaceGroup
from forumapp.registrations.queries.places import (
    codes_of,
    groups_of,
    places_set_aside,
    room_in,
    settings_of,
)
from forumapp.registrations.queries.waiting import waiting_bookings
from forumapp.registrations.rules.places import fits
from forumapp.registrations.rules.states import OFFERED, WAITLISTED
from forumapp.registrations.services import codes, groups, waiting
from forumapp.registrations.services.codes import CodePlan
from forumapp.registrations.services.groups import GroupPlan
from forumapp.registrations.services.settings import SettingsPlan, change_settings
from forumapp.web.fields import (
    ChoiceField,
    LineField,
    TextsField,
    VersionField,
    WallTimeField,
    WholeNumberField,
    WordField,
)
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language
from forumapp.web.listing import read_listing

pages = Blueprint("places", __name__, url_prefix="/forums/<int:forum_id>/places")


class SettingsForm(FlaskForm):
    waiting_list = WordField(_("Waiting list"), WAITING_LISTS)
    offer_hours = WholeNumberField(_("Hours for which an offered place is kept"))
    pending_holds_place = BooleanField(_("An application that waits for a decision takes a place"))
    confirms_address = BooleanField(_("Who registers confirms the address by mail first"))
    largest_group = WholeNumberField(_("Most people in one registration"))
    allows_substitute = BooleanField(_("Attendees may name a substitute"))
    details_due = WallTimeField(_("Second form due"))
    asks_feedback = BooleanField(_("Attendees are asked for feedback afterwards"))
    keeps_days = WholeNumberField(_("Days after the forum until personal data are erased"))
    version = VersionField()


class GroupForm(FlaskForm):
    name = TextsField(_("Name of the group"), needed=True)
    capacity_limit = WholeNumberField(_("Places"), least=0)
    is_set_aside = BooleanField(_("Set these places aside for the group"))
    is_open = BooleanField(_("Attendees may choose this group in the form"))
    version = VersionField()


class CodeForm(FlaskForm):
    label = LineField(_("What it is for"))
    place_group = ChoiceField(_("Places"))
    uses_limit = WholeNumberField(_("For how many people"))
    skips_approval = BooleanField(_("Who has the code needs no decision"))
    valid_until = WallTimeField(_("Valid until"))
    version = VersionField()

    def offer_groups(self, forum: Forum) -> None:
        self.place_group.choices = [
            ("", gettext("Places of the forum")),
            *((str(each.id), each.name.text(current_language())) for each in groups_of(forum.id)),
        ]


class NewCodeForm(CodeForm):
    code = LineField(_("Code"))


@pages.get("/")
@needs(SEE_ATTENDEES)
def show_places(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    room = room_in(forum, groups_of(forum.id))
    return render_template(
        "desk/places/show_places.html",
        forum=forum,
        settings=settings_of(forum),
        groups=groups_of(forum.id),
        set_aside=places_set_aside(forum.id),
        codes=codes_of(forum.id),
        room=room,
        listing=read_listing(lambda **_filters: waiting_bookings(forum.id), size=50),
        can_offer=waiting.can_offer(forum, g.now),
        line_of=people_in_line,
        fits=lambda booking: fits(room, waiting.wanted_by(people_in_line(booking))),
        lists=WAITING_LISTS,
    )


def people_in_line(booking: Booking) -> list[Any]:
    """Of a booking those who wait or are offered a place."""
    return [each for each in booking.registrations if each.state in (WAITLISTED, OFFERED)]


@pages.route("/settings", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def change_registration_settings(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    settings = settings_of(forum)
    form = SettingsForm(
        obj=settings,
        waiting_list=forum.waiting_list,
        version=settings.version if settings.id else None,
    )
    if accept(form, lambda: save_settings(forum, form)) is not None:
        return back_to(forum)
    return render_form("desk/places/change_registration_settings.html", form, forum=forum)


def save_settings(forum: Forum, form: SettingsForm) -> Any:
    plan = SettingsPlan(
        waiting_list=form.waiting_list.data,
        pending_holds_place=form.pending_holds_place.data,
        confirms_address=form.confirms_address.data,
        allows_substitute=form.allows_substitute.data,
        asks_feedback=form.asks_feedback.data,
        largest_group=form.largest_group.data or 0,
        offer_hours=form.offer_hours.data or 0,
        keeps_days=form.keeps_days.data or 0,
        details_due=form.details_due.data,
        details_due_fold=form.details_due.fold,
    )
    return change_settings(forum, plan, version=form.version.data, by=actor(), now=g.now)


# -------------------------------------------------------------------------- groups


@pages.route("/groups/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def add_group(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    form = GroupForm()
    if accept(form, lambda: groups.add_group(forum, group_plan(form), by=actor(), now=g.now)):
        return back_to(forum)
    return render_form("desk/places/add_group.html", form, forum=forum)


@pages.route("/groups/<int:group_id>/edit", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_group(forum_id: int, group_id: int) -> ResponseReturnValue:
    group = part_of(forum_id, PlaceGroup, group_id)
    form = GroupForm(obj=group)

    def save() -> PlaceGroup:
        plan, version = group_plan(form), form.version.data
        return groups.edit_group(group, plan, version=version, by=actor(), now=g.now)

    if accept(form, save):
        return back_to(group.forum)
    return render_form("desk/places/edit_group.html", form, forum=group.forum, group=group)


@pages.post("/groups/<int:group_id>/delete")
@needs(EDIT_RECORDS)
def delete_group(forum_id: int, group_id: int) -> ResponseReturnValue:
    group = part_of(forum_id, PlaceGroup, group_id)
    forum = group.forum
    groups.delete_group(group, by=actor(), now=g.now)
    return back_to(forum)


def group_plan(form: GroupForm) -> GroupPlan:
    return GroupPlan(
        name=form.name.data,
        capacity_limit=form.capacity_limit.data or 0,
        is_set_aside=form.is_set_aside.data,
        is_open=form.is_open.data,
    )


# --------------------------------------------------------------------------- codes


@pages.route("/codes/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def add_code(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    form = NewCodeForm(skips_approval=True)
    form.offer_groups(forum)

    def save() -> AccessCode:
        plan = code_plan(form, forum, code=form.code.data or "")
        return codes.add_code(forum, plan, by=actor(), now=g.now)

    if accept(form, save):
        return back_to(forum)
    return render_form("desk/places/add_code.html", form, forum=forum)


@pages.route("/codes/<int:code_id>/edit", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_code(forum_id: int, code_id: int) -> ResponseReturnValue:
    code = part_of(forum_id, AccessCode, code_id)
    until = code.valid_until and wall_of(code.valid_until, code.forum.zone).replace(tzinfo=None)
    form = CodeForm(
        obj=code,
        place_group=str(code.place_group_id or ""),
        data={"place_group": str(code.place_group_id or "")},
    )
    if not form.is_submitted():
        form.valid_until.process(None, until)
    form.offer_groups(code.forum)

    def save() -> AccessCode:
        plan, version = code_plan(form, code.forum), form.version.data
        return codes.edit_code(code, plan, version=version, by=actor(), now=g.now)

    if accept(form, save):
        return back_to(code.forum)
    return render_form("desk/places/edit_code.html", form, forum=code.forum, code=code)


@pages.post("/codes/<int:code_id>/stop")
@needs(EDIT_RECORDS)
def stop_code(forum_id: int, code_id: int) -> ResponseReturnValue:
    code = part_of(forum_id, AccessCode, code_id)
    codes.stop_code(code, by=actor(), now=g.now)
    return back_to(code.forum)


def code_plan(form: CodeForm, forum: Forum, code: str = "") -> CodePlan:
    until, fold = form.valid_until.data, form.valid_until.fold
    return CodePlan(
        code=code,
        label=form.label.data or "",
        place_group_id=int(form.place_group.data) if form.place_group.data else None,
        uses_limit=form.uses_limit.data,
        skips_approval=form.skips_approval.data,
        valid_until=asked_instant(until, forum.zone, fold, field="valid_until") if until else None,
    )


# -------------------------------------------------------------------- waiting list


@pages.post("/waiting/<int:booking_id>/offer")
@needs(EDIT_RECORDS)
def offer_place(forum_id: int, booking_id: int) -> ResponseReturnValue:
    booking = part_of(forum_id, Booking, booking_id)
    waiting.offer_by_hand(booking, by=actor(), now=g.now)
    flash(gettext("The place is offered and a mail is on its way."))
    return redirect(url_for("desk.places.show_places", forum_id=forum_id), 303)


def part_of(forum_id: int, model: Any, record_id: int) -> Any:
    """The record, where it is of this forum."""
    record = the_record(model, record_id)
    if record.forum_id != forum_id:
        raise NotFound
    return record


def back_to(forum: Forum) -> ResponseReturnValue:
    flash(gettext("Saved."))
    return redirect(url_for("desk.places.show_places", forum_id=forum.id), 303)
