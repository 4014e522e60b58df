"""Conferences and series at the desk, with their organizer lines."""

from datetime import datetime, time
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from forumapp.core.clock import instant_of, wall_of
from forumapp.core.countries import country_name
from forumapp.core.paging import is_among, rows_of, the_record
from forumapp.core.visibility import STATE_NAMES, STATE_VERBS
from forumapp.desk.history import latest_changes
from forumapp.forums.models import Conference
from forumapp.forums.queries import (
    conference_choices,
    conference_records,
    forums_naming,
    in_conference,
    line_of_conference,
    parts_of,
    visible_conferences,
)
from forumapp.forums.rules import CONFERENCE_KINDS, CONFIRMED_HOW, ORGANIZER_ROLES
from forumapp.forums.services import conferences as services
from forumapp.forums.services import lines
from forumapp.forums.services.conferences import ConferenceFacts
from forumapp.identity.rules import EDIT_RECORDS, PUBLISH_FORUMS, READ_DRAFTS
from forumapp.organizations.queries import organization_choices
from forumapp.publishing import conferences as publishing
from forumapp.themes.queries import theme_choices
from forumapp.web.fields import (
    CountryField,
    DayField,
    LineField,
    RecordField,
    RecordsField,
    TextsField,
    VersionField,
    WordField,
    ZoneField,
    word_pairs,
)
from forumapp.web.forms import accept, facts_from, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language
from forumapp.web.listing import read_listing
from forumapp.web.rendering import current_institution

pages = Blueprint("conferences", __name__, url_prefix="/conferences")

LISTED_STATES = ("draft", "published", "cancelled", "withdrawn")


class ConferenceForm(FlaskForm):
    name = TextsField(_("Official name"), needed=True)
    kind = WordField(_("Kind"), CONFERENCE_KINDS)
    parent_id = RecordField(_("Part of"), conference_choices)
    short_name = TextsField(_("Short name"))
    starts_on = DayField(_("First day"))
    ends_on = DayField(_("Last day"))
    zone = ZoneField(_("Time zone"))
    city = TextsField(_("City"))
    country = CountryField(_("Country or region"))
    theme_ids = RecordsField(_("Themes"), theme_choices, quick="desk.themes.create_theme_quickly")
    summary = TextsField(_("Summary"))
    description = TextsField(_("Description"), long=True)
    website = LineField(_("Website"))


class EditConferenceForm(ConferenceForm):
    slug = LineField(_("Address"))
    version = VersionField()


class LineForm(FlaskForm):
    organization_id = RecordField(
        _("Organization"),
        organization_choices,
        needed=True,
        quick="desk.organizations.create_organization_quickly",
    )
    role = WordField(_("Role"), ORGANIZER_ROLES, default="organizer")


class ConfirmationForm(FlaskForm):
    confirmed_by = LineField(_("Who confirmed it"))
    how = WordField(_("How"), CONFIRMED_HOW, default="letter")
    at = DayField(_("On"), needed=True)


@pages.get("/")
@needs(READ_DRAFTS)
def list_conferences() -> ResponseReturnValue:
    return render_template(
        "desk/conferences/list_conferences.html",
        listing=read_listing(conference_records, "state", "archived"),
        states=word_pairs({state: STATE_NAMES[state] for state in LISTED_STATES}),
        kinds=CONFERENCE_KINDS,
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def create_conference() -> ResponseReturnValue:
    form = ConferenceForm(zone=current_institution().zone)
    conference = accept(
        form,
        lambda: services.create_conference(
            facts_from(form, ConferenceFacts),
            theme_ids=form.theme_ids.data,
            by=actor(),
            now=g.now,
        ),
    )
    if conference:
        return _saved(conference)
    return render_form("desk/conferences/create_conference.html", form)


@pages.get("/<int:conference_id>/")
@needs(READ_DRAFTS)
def show_conference(conference_id: int) -> ResponseReturnValue:
    return _page(the_record(Conference, conference_id), LineForm())


def _page(conference: Conference, form: LineForm) -> ResponseReturnValue:
    return render_form(
        "desk/conferences/show_conference.html",
        form,
        conference=conference,
        kinds=CONFERENCE_KINDS,
        roles=ORGANIZER_ROLES,
        how=CONFIRMED_HOW,
        country=country_name(conference.country, current_language()),
        is_public=is_among(visible_conferences(g.now), conference),
        verbs=STATE_VERBS[conference.state],
        parts=rows_of(parts_of(conference)),
        forums=rows_of(forums_naming(in_conference(conference)), limit=50),
        changes=latest_changes("conference", conference.id),
    )


@pages.route("/<int:conference_id>/edit", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_conference(conference_id: int) -> ResponseReturnValue:
    conference = the_record(Conference, conference_id)
    form = EditConferenceForm(obj=conference, theme_ids=[theme.id for theme in conference.themes])
    saved = accept(
        form,
        lambda: services.edit_conference(
            conference,
            facts_from(form, ConferenceFacts),
            theme_ids=form.theme_ids.data,
            slug=form.slug.data or "",
            version=form.version.data,
            by=actor(),
            now=g.now,
        ),
    )
    if saved:
        return _saved(saved)
    return render_form("desk/conferences/edit_conference.html", form, conference=conference)


@pages.post("/<int:conference_id>/publish")
@needs(PUBLISH_FORUMS)
def publish_conference(conference_id: int) -> ResponseReturnValue:
    conference = the_record(Conference, conference_id)
    publishing.publish_conference(conference, by=actor(), now=g.now)
    return _saved(conference, gettext("Published: the page and its calendar entry are public."))


@pages.post("/<int:conference_id>/withdraw")
@needs(PUBLISH_FORUMS)
def withdraw_conference(conference_id: int) -> ResponseReturnValue:
    conference = the_record(Conference, conference_id)
    publishing.withdraw_conference(conference, by=actor(), now=g.now)
    return _saved(conference, gettext("Withdrawn: its address says so to whoever comes."))


@pages.post("/<int:conference_id>/cancel")
@needs(PUBLISH_FORUMS)
def cancel_conference(conference_id: int) -> ResponseReturnValue:
    conference = the_record(Conference, conference_id)
    publishing.cancel_conference(conference, by=actor(), now=g.now)
    return _saved(conference, gettext("Cancelled: page and calendar entry say so."))


@pages.post("/<int:conference_id>/reinstate")
@needs(PUBLISH_FORUMS)
def reinstate_conference(conference_id: int) -> ResponseReturnValue:
    conference = the_record(Conference, conference_id)
    publishing.reinstate_conference(conference, by=actor(), now=g.now)
    return _saved(conference, gettext("Reinstated: page and calendar entry say so."))


@pages.post("/<int:conference_id>/lines/new")
@needs(EDIT_RECORDS)
def add_line(conference_id: int) -> ResponseReturnValue:
    conference = the_record(Conference, conference_id)
    form = LineForm()
    done = accept(
        form,
        lambda: services.add_line(
            conference, form.organization_id.data, form.role.data, by=actor(), now=g.now
        ),
    )
    return _saved(conference) if done else _page(conference, form)


@pages.route("/<int:conference_id>/lines/<int:line_id>/confirm", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def confirm_line(conference_id: int, line_id: int) -> ResponseReturnValue:
    conference = the_record(Conference, conference_id)
    line = line_of_conference(conference, line_id)
    form = ConfirmationForm(at=wall_of(g.now, current_institution().zone).date())

    def confirm() -> bool:
        lines.confirm_line(
            line,
            confirmed_by=form.confirmed_by.data or "",
            how=form.how.data,
            at=_start_of(form.at.data),
            by=actor(),
            now=g.now,
        )
        return True

    if accept(form, confirm):
        return _saved(conference)
    return render_form("desk/conferences/confirm_line.html", form, conference=conference, line=line)


@pages.post("/<int:conference_id>/lines/<int:line_id>/take-back")
@needs(EDIT_RECORDS)
def take_back_confirmation(conference_id: int, line_id: int) -> ResponseReturnValue:
    conference = the_record(Conference, conference_id)
    line = line_of_conference(conference, line_id)
    lines.take_back_confirmation(line, by=actor(), now=g.now)
    return _saved(conference)


@pages.post("/<int:conference_id>/lines/<int:line_id>/raise")
@needs(EDIT_RECORDS)
def raise_line(conference_id: int, line_id: int) -> ResponseReturnValue:
    conference = the_record(Conference, conference_id)
    services.raise_line(line_of_conference(conference, line_id), by=actor(), now=g.now)
    return _saved(conference)


@pages.post("/<int:conference_id>/lines/<int:line_id>/remove")
@needs(EDIT_RECORDS)
def remove_line(conference_id: int, line_id: int) -> ResponseReturnValue:
    conference = the_record(Conference, conference_id)
    services.remove_line(line_of_conference(conference, line_id), by=actor(), now=g.now)
    return _saved(conference)


@pages.post("/<int:conference_id>/archive")
@needs(EDIT_RECORDS)
def archive_conference(conference_id: int) -> ResponseReturnValue:
    conference = the_record(Conference, conference_id)
    services.archive_conference(conference, by=actor(), now=g.now)
    return _saved(conference)


@pages.post("/<int:conference_id>/restore")
@needs(EDIT_RECORDS)
def restore_conference(conference_id: int) -> ResponseReturnValue:
    conference = the_record(Conference, conference_id)
    services.restore_conference(conference, by=actor(), now=g.now)
    return _saved(conference)


@pages.post("/<int:conference_id>/delete")
@needs(EDIT_RECORDS)
def delete_conference(conference_id: int) -> ResponseReturnValue:
    services.delete_conference(the_record(Conference, conference_id), by=actor(), now=g.now)
    flash(gettext("Deleted."))
    return redirect(url_for("desk.conferences.list_conferences"), 303)


def _start_of(day: Any) -> datetime:
    return instant_of(datetime.combine(day, time()), current_institution().zone, field="at")


def _saved(conference: Conference, told: str = "") -> ResponseReturnValue:
    flash(told or gettext("Saved."))
    return redirect(url_for("desk.conferences.show_conference", conference_id=conference.id), 303)
