"""The delegation itself: list, page, form, states."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField

from forumapp.calendars.queries.private import calendars_of_delegation
from forumapp.core.clock import wall_of
from forumapp.core.countries import country_name
from forumapp.core.paging import is_among
from forumapp.core.visibility import STATE_NAMES, STATE_VERBS
from forumapp.delegations.queries import (
    delegation_records,
    focal_links_of,
    the_delegation,
    visible_delegations,
)
from forumapp.delegations.rules import ITEM_KINDS, RANKS, STAGES, stage
from forumapp.delegations.services import drafting, visits
from forumapp.delegations.services.drafting import DelegationFacts
from forumapp.desk.delegations.blueprint import pages, saved
from forumapp.desk.history import latest_changes
from forumapp.desk.private_calendars import shown
from forumapp.duties.queries import duties_at
from forumapp.forums.queries import forum_choices
from forumapp.identity.rules import EDIT_RECORDS, PUBLISH_FORUMS, READ_DRAFTS
from forumapp.organizations.queries import organization_choices
from forumapp.people.queries import person_choices
from forumapp.publishing import delegations as publishing
from forumapp.web.fields import (
    CountryField,
    DayField,
    LineField,
    RecordField,
    RecordsField,
    TextsField,
    VersionField,
    WholeNumberField,
    ZoneField,
    word_pairs,
)
from forumapp.web.forms import accept, facts_from, render_form
from forumapp.web.guards import actor, may, needs
from forumapp.web.languages import current_language
from forumapp.web.listing import read_listing
from forumapp.web.rendering import current_institution

LISTED_STATES = ("draft", "published", "cancelled", "withdrawn")
NEW_ORGANIZATION = "desk.organizations.create_organization_quickly"
NEW_PERSON = "desk.people.create_person_quickly"


class DelegationForm(FlaskForm):
    name = TextsField(_("Official name"), needed=True)
    purpose = TextsField(_("Purpose"))
    starts_on = DayField(_("First day"), needed=True)
    ends_on = DayField(_("Last day"), needed=True)
    dates_are_assumed = BooleanField(_("The days are assumed, not confirmed"))
    zone = ZoneField(_("Time zone"))
    country = CountryField(_("Host country or region"))
    cities = TextsField(_("Cities"))
    sending_organization_id = RecordField(
        _("Sent by"), organization_choices, quick=NEW_ORGANIZATION
    )
    host_organization_id = RecordField(
        _("Host organization"), organization_choices, quick=NEW_ORGANIZATION
    )
    focal_point_id = RecordField(_("Focal point"), person_choices, quick=NEW_PERSON)
    places = WholeNumberField(_("Places"))
    description = TextsField(_("Description"), long=True)


class EditDelegationForm(DelegationForm):
    slug = LineField(_("Address"))
    version = VersionField()


class VisitsForm(FlaskForm):
    forum_ids = RecordsField(_("Forums visited or held"), forum_choices)


@pages.get("/")
@needs(READ_DRAFTS)
def list_delegations() -> ResponseReturnValue:
    return render_template(
        "desk/delegations/list_delegations.html",
        listing=read_listing(delegation_records, "state", "archived"),
        states=word_pairs({state: STATE_NAMES[state] for state in LISTED_STATES}),
        stages=STAGES,
        stage=stage,
        today=wall_of(g.now, current_institution().zone).date(),
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def create_delegation() -> ResponseReturnValue:
    form = DelegationForm(zone=current_institution().zone)
    delegation = accept(
        form,
        lambda: drafting.create_delegation(
            facts_from(form, DelegationFacts), by=actor(), now=g.now
        ),
    )
    if delegation:
        return saved(delegation)
    return render_form("desk/delegations/create_delegation.html", form)


@pages.get("/<int:delegation_id>/")
@needs(READ_DRAFTS)
def show_delegation(delegation_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    return render_template(
        "desk/delegations/show_delegation.html",
        delegation=delegation,
        ranks=RANKS,
        item_kinds=ITEM_KINDS,
        country=country_name(delegation.country, current_language()),
        is_public=is_among(visible_delegations(g.now), delegation),
        verbs=STATE_VERBS[delegation.state],
        duties=duties_at(delegation),
        focal_links=focal_links_of(delegation) if may(EDIT_RECORDS) else [],
        calendars=shown(calendars_of_delegation(delegation)) if may(EDIT_RECORDS) else [],
        changes=latest_changes("delegation", delegation_id),
    )


@pages.route("/<int:delegation_id>/edit", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_delegation(delegation_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    form = EditDelegationForm(obj=delegation)
    done = accept(
        form,
        lambda: drafting.edit_delegation(
            delegation,
            facts_from(form, DelegationFacts),
            slug=form.slug.data or "",
            version=form.version.data,
            by=actor(),
            now=g.now,
        ),
    )
    if done:
        return saved(done)
    return render_form("desk/delegations/edit_delegation.html", form, delegation=delegation)


@pages.route("/<int:delegation_id>/forums", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def choose_forums(delegation_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    form = VisitsForm(forum_ids=[visit.forum_id for visit in delegation.forums])
    done = accept(
        form,
        lambda: visits.set_forums_of(delegation, form.forum_ids.data, by=actor(), now=g.now),
    )
    if done:
        return saved(delegation)
    return render_form("desk/delegations/choose_forums.html", form, delegation=delegation)


@pages.post("/<int:delegation_id>/publish")
@needs(PUBLISH_FORUMS)
def publish_delegation(delegation_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    publishing.publish_delegation(delegation, by=actor(), now=g.now)
    return saved(delegation, gettext("Published: the page and its calendar entry are public."))


@pages.post("/<int:delegation_id>/withdraw")
@needs(PUBLISH_FORUMS)
def withdraw_delegation(delegation_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    publishing.withdraw_delegation(delegation, by=actor(), now=g.now)
    return saved(delegation, gettext("Withdrawn: its address says so to whoever comes."))


@pages.post("/<int:delegation_id>/cancel")
@needs(PUBLISH_FORUMS)
def cancel_delegation(delegation_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    publishing.cancel_delegation(delegation, by=actor(), now=g.now)
    return saved(delegation, gettext("Cancelled: page and calendar entry say so."))


@pages.post("/<int:delegation_id>/reinstate")
@needs(PUBLISH_FORUMS)
def reinstate_delegation(delegation_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    publishing.reinstate_delegation(delegation, by=actor(), now=g.now)
    return saved(delegation, gettext("Reinstated: page and calendar entry say so."))


@pages.post("/<int:delegation_id>/archive")
@needs(EDIT_RECORDS)
def archive_delegation(delegation_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    drafting.archive_delegation(delegation, by=actor(), now=g.now)
    return saved(delegation)


@pages.post("/<int:delegation_id>/restore")
@needs(EDIT_RECORDS)
def restore_delegation(delegation_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    drafting.restore_delegation(delegation, by=actor(), now=g.now)
    return saved(delegation)


@pages.post("/<int:delegation_id>/delete")
@needs(EDIT_RECORDS)
def delete_delegation(delegation_id: int) -> ResponseReturnValue:
    drafting.delete_delegation(the_delegation(delegation_id), by=actor(), now=g.now)
    flash(gettext("Deleted."))
    return redirect(url_for("desk.delegations.list_delegations"), 303)
