"""Organizations at the desk."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField

from forumapp.core.countries import country_name
from forumapp.core.paging import is_among, rows_of, the_record
from forumapp.desk.history import latest_changes
from forumapp.desk.quick import PREFIX, answer_created, show_quick_form
from forumapp.forums.queries import forums_naming, visible_organizations, with_line_of
from forumapp.identity.rules import EDIT_RECORDS, READ_DRAFTS
from forumapp.organizations import services
from forumapp.organizations.models import Organization
from forumapp.organizations.queries import organization_records, own_organization_id
from forumapp.organizations.rules import ORGANIZATION_KINDS
from forumapp.organizations.services import OrganizationFacts
from forumapp.people.queries import person_records
from forumapp.publishing.records import edit_named_organization
from forumapp.web.fields import (
    CountryField,
    LineField,
    PictureField,
    TextsField,
    VersionField,
    WordField,
    country_choices,
    word_pairs,
)
from forumapp.web.forms import accept, facts_from, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language
from forumapp.web.listing import read_listing

pages = Blueprint("organizations", __name__, url_prefix="/organizations")


class QuickOrganizationForm(FlaskForm):
    name = TextsField(_("Official name"), needed=True)
    kind = WordField(_("Kind"), ORGANIZATION_KINDS, default="other")
    is_own = BooleanField(_("This is our own organization: it confirms its organizer lines itself"))


class OrganizationForm(QuickOrganizationForm):
    short_name = TextsField(_("Short name"))
    description = TextsField(_("What it is and does"), long=True)
    city = TextsField(_("City"))
    country = CountryField(_("Country or region"))
    website = LineField(_("Website"))
    email = LineField(_("Mail address"))
    logo = PictureField(_("Logo"))


class EditOrganizationForm(OrganizationForm):
    without_logo = BooleanField(_("Remove the present logo"))
    slug = LineField(_("Address"))
    version = VersionField()


@pages.get("/")
@needs(READ_DRAFTS)
def list_organizations() -> ResponseReturnValue:
    return render_template(
        "desk/organizations/list_organizations.html",
        listing=read_listing(organization_records, "kind", "country", "archived"),
        kinds=word_pairs(ORGANIZATION_KINDS),
        kind_names=ORGANIZATION_KINDS,
        countries=country_choices(current_language()),
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def create_organization() -> ResponseReturnValue:
    form = OrganizationForm()
    organization = accept(
        form,
        lambda: services.create_organization(
            facts_from(form, OrganizationFacts), logo=form.logo.data, by=actor(), now=g.now
        ),
    )
    if organization:
        return _saved(organization)
    return render_form("desk/organizations/create_organization.html", form)


@pages.route("/quick", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def create_organization_quickly() -> ResponseReturnValue:
    form = QuickOrganizationForm(prefix=PREFIX)
    if own_organization_id() is not None:
        del form.is_own
    organization = accept(
        form,
        lambda: services.create_organization(
            facts_from(form, OrganizationFacts), by=actor(), now=g.now
        ),
    )
    if organization:
        return answer_created(organization.id, organization.name)
    return show_quick_form(form, gettext("New organization"))


@pages.get("/<int:organization_id>/")
@needs(READ_DRAFTS)
def show_organization(organization_id: int) -> ResponseReturnValue:
    organization = the_record(Organization, organization_id)
    return render_template(
        "desk/organizations/show_organization.html",
        organization=organization,
        kinds=ORGANIZATION_KINDS,
        country=country_name(organization.country, current_language()),
        is_public=is_among(visible_organizations(g.now), organization),
        forums=rows_of(forums_naming(with_line_of(organization)), limit=20),
        people=rows_of(person_records(organization=str(organization_id)), limit=20),
        changes=latest_changes("organization", organization_id),
    )


@pages.route("/<int:organization_id>/edit", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_organization(organization_id: int) -> ResponseReturnValue:
    organization = the_record(Organization, organization_id)
    form = EditOrganizationForm(obj=organization)
    saved = accept(
        form,
        lambda: edit_named_organization(
            organization,
            facts_from(form, OrganizationFacts),
            slug=form.slug.data,
            logo=form.logo.data,
            without_logo=form.without_logo.data,
            version=form.version.data,
            by=actor(),
            now=g.now,
        ),
    )
    if saved:
        return _saved(saved)
    return render_form("desk/organizations/edit_organization.html", form, organization=organization)


@pages.post("/<int:organization_id>/archive")
@needs(EDIT_RECORDS)
def archive_organization(organization_id: int) -> ResponseReturnValue:
    organization = the_record(Organization, organization_id)
    services.archive_organization(organization, by=actor(), now=g.now)
    return _saved(organization)


@pages.post("/<int:organization_id>/restore")
@needs(EDIT_RECORDS)
def restore_organization(organization_id: int) -> ResponseReturnValue:
    organization = the_record(Organization, organization_id)
    services.restore_organization(organization, by=actor(), now=g.now)
    return _saved(organization)


@pages.post("/<int:organization_id>/delete")
@needs(EDIT_RECORDS)
def delete_organization(organization_id: int) -> ResponseReturnValue:
    services.delete_organization(the_record(Organization, organization_id), by=actor(), now=g.now)
    flash(gettext("Deleted."))
    return redirect(url_for("desk.organizations.list_organizations"), 303)


def _saved(organization: Organization) -> ResponseReturnValue:
    flash(gettext("Saved."))
    return redirect(
        url_for("desk.organizations.show_organization", organization_id=organization.id), 303
    )
