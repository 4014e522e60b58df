"""People at the desk, and the consents that they give and withdraw."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField

from forumapp.calendars.queries.private import calendars_of_person
from forumapp.core.clock import wall_of
from forumapp.core.countries import country_name
from forumapp.core.paging import is_among, rows_of, the_record
from forumapp.delegations.queries import delegations_with
from forumapp.desk.history import latest_changes
from forumapp.desk.private_calendars import shown
from forumapp.desk.quick import PREFIX, answer_created, show_quick_form
from forumapp.forums.queries import forums_naming, visible_speakers, with_person
from forumapp.identity.rules import EDIT_RECORDS, READ_DRAFTS
from forumapp.institution.queries import current_consent_texts
from forumapp.institution.rules import PERSON_PURPOSES, PURPOSES
from forumapp.organizations.queries import organization_choices
from forumapp.people import services
from forumapp.people.models import Person
from forumapp.people.queries import person_records
from forumapp.people.services import PersonFacts
from forumapp.publishing import consents
from forumapp.publishing.records import edit_named_person
from forumapp.web.fields import (
    CountryField,
    DayField,
    LanguageField,
    LineField,
    PictureField,
    RecordField,
    SpokenField,
    TextsField,
    VersionField,
    WordField,
    country_choices,
    language_name,
)
from forumapp.web.forms import accept, facts_from, render_form
from forumapp.web.guards import actor, may, needs
from forumapp.web.languages import current_language
from forumapp.web.listing import read_listing
from forumapp.web.rendering import current_institution

pages = Blueprint("people", __name__, url_prefix="/people")


class QuickPersonForm(FlaskForm):
    name = TextsField(_("Name"), needed=True)
    position = TextsField(_("Position"))
    organization_id = RecordField(_("Organization"), organization_choices)


class PersonForm(QuickPersonForm):
    organization_id = RecordField(
        _("Organization"),
        organization_choices,
        quick="desk.organizations.create_organization_quickly",
    )
    honorific = TextsField(_("Honorific"))
    sort_name = LineField(_("Sorted as"))
    country = CountryField(_("Country or region"))
    biography = TextsField(_("Biography"), long=True)
    languages = SpokenField(_("Languages"))
    email = LineField(_("Mail address"))
    phone = LineField(_("Telephone"))
    portrait = PictureField(_("Portrait"))


class EditPersonForm(PersonForm):
    without_portrait = BooleanField(_("Remove the present portrait"))
    slug = LineField(_("Address"))
    version = VersionField()


class ConsentForm(FlaskForm):
    purpose = WordField(_("To what"), PERSON_PURPOSES)
    language = LanguageField(_("Language"))
    given_on = DayField(_("Given on"), needed=True)
    told_by = LineField(_("Evidence"))


@pages.get("/")
@needs(READ_DRAFTS)
def list_people() -> ResponseReturnValue:
    return render_template(
        "desk/people/list_people.html",
        listing=read_listing(person_records, "organization", "country", "consent", "archived"),
        organizations=[(each.id, each.name) for each in organization_choices(current_language())],
        countries=country_choices(current_language()),
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def create_person() -> ResponseReturnValue:
    form = PersonForm()
    person = accept(
        form,
        lambda: services.create_person(
            facts_from(form, PersonFacts), portrait=form.portrait.data, by=actor(), now=g.now
        ),
    )
    if person:
        return _saved(person)
    return render_form("desk/people/create_person.html", form)


@pages.route("/quick", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def create_person_quickly() -> ResponseReturnValue:
    form = QuickPersonForm(prefix=PREFIX)
    person = accept(
        form,
        lambda: services.create_person(facts_from(form, PersonFacts), by=actor(), now=g.now),
    )
    if person:
        return answer_created(person.id, person.name)
    return show_quick_form(form, gettext("New person"))


@pages.get("/<int:person_id>/")
@needs(READ_DRAFTS)
def show_person(person_id: int) -> ResponseReturnValue:
    person = the_record(Person, person_id)
    return render_template(
        "desk/people/show_person.html",
        person=person,
        country=country_name(person.country, current_language()),
        languages_spoken=" · ".join(
            language_name(code, current_language()) for code in person.languages
        ),
        purposes=PURPOSES,
        is_public=is_among(visible_speakers(g.now), person),
        forums=rows_of(forums_naming(with_person(person)), limit=20),
        delegations=rows_of(delegations_with(person), limit=20),
        calendars=shown(calendars_of_person(person)) if may(EDIT_RECORDS) else [],
        changes=latest_changes("person", person_id),
    )


@pages.route("/<int:person_id>/edit", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_person(person_id: int) -> ResponseReturnValue:
    person = the_record(Person, person_id)
    form = EditPersonForm(obj=person)
    saved = accept(
        form,
        lambda: edit_named_person(
            person,
            facts_from(form, PersonFacts),
            slug=form.slug.data,
            portrait=form.portrait.data,
            without_portrait=form.without_portrait.data,
            version=form.version.data,
            by=actor(),
            now=g.now,
        ),
    )
    if saved:
        return _saved(saved)
    return render_form("desk/people/edit_person.html", form, person=person)


@pages.post("/<int:person_id>/archive")
@needs(EDIT_RECORDS)
def archive_person(person_id: int) -> ResponseReturnValue:
    person = the_record(Person, person_id)
    services.archive_person(person, by=actor(), now=g.now)
    return _saved(person)


@pages.post("/<int:person_id>/restore")
@needs(EDIT_RECORDS)
def restore_person(person_id: int) -> ResponseReturnValue:
    person = the_record(Person, person_id)
    services.restore_person(person, by=actor(), now=g.now)
    return _saved(person)


@pages.post("/<int:person_id>/delete")
@needs(EDIT_RECORDS)
def delete_person(person_id: int) -> ResponseReturnValue:
    services.delete_person(the_record(Person, person_id), by=actor(), now=g.now)
    flash(gettext("Deleted."))
    return redirect(url_for("desk.people.list_people"), 303)


@pages.route("/<int:person_id>/consents/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def record_consent(person_id: int) -> ResponseReturnValue:
    person = the_record(Person, person_id)
    texts = current_consent_texts(PERSON_PURPOSES)
    form = ConsentForm()
    form.given_on.data = form.given_on.data or wall_of(g.now, current_institution().zone).date()
    consent = accept(
        form,
        lambda: consents.record_consent(
            person,
            form.purpose.data,
            language=form.language.data,
            given_on=form.given_on.data,
            told_by=form.told_by.data or "",
            by=actor(),
            now=g.now,
        ),
    )
    if consent:
        return _saved(person)
    return render_form(
        "desk/people/record_consent.html", form, person=person, texts=texts, purposes=PURPOSES
    )


@pages.post("/<int:person_id>/consents/withdraw")
@needs(EDIT_RECORDS)
def withdraw_consent(person_id: int) -> ResponseReturnValue:
    person = the_record(Person, person_id)
    naming = consents.withdraw_consent(
        person, request.form.get("purpose", ""), by=actor(), now=g.now
    )
    flash(gettext("The consent is withdrawn. Pages and calendars no longer show what it allowed."))
    for announcement in naming:
        flash(
            gettext(
                "The announcement “%(headline)s” names this person in its text. Edit or withdraw it.",
                headline=announcement.headline.text(current_language()),
            ),
            "warn",
        )
    return redirect(url_for("desk.people.show_person", person_id=person.id), 303)


def _saved(person: Person) -> ResponseReturnValue:
    flash(gettext("Saved."))
    return redirect(url_for("desk.people.show_person", person_id=person.id), 303)
