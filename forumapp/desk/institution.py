"""The institution at the desk: who it is, its legal pages, the wordings of its consents."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms.validators import Length

from forumapp.core.countries import country_name
from forumapp.core.errors import NotFound, Refused
from forumapp.desk.history import latest_changes
from forumapp.identity.rules import ADMINISTER
from forumapp.institution import services
from forumapp.institution.models import Institution
from forumapp.institution.queries import current_consent_texts
from forumapp.institution.rules import (
    PAPER,
    PARITY,
    PURPOSES,
    SEAL,
    WARN,
    contrast,
    in_the_dark,
)
from forumapp.web.fields import (
    CountryField,
    LineField,
    PictureField,
    TextsField,
    VersionField,
    WordField,
    ZoneField,
)
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language
from forumapp.web.rendering import current_institution, speak

pages = Blueprint("institution", __name__, url_prefix="/institution")


class InstitutionForm(FlaskForm):
    name = TextsField(_("Official name"), needed=True)
    short_name = TextsField(_("Short name"))
    tagline = TextsField(_("What it stands for, in one sentence"))
    seal = LineField(_("Seal"), [Length(max=2, message=_("One character, or two."))])
    accent = LineField(_("Colour"))
    logo = PictureField(_("Logo"))
    zone = ZoneField(_("Time zone"))
    country = CountryField(_("Country or region"))
    address = TextsField(_("Postal address"))
    email = LineField(_("Mail address"))
    phone = LineField(_("Telephone"))
    press_contact = TextsField(_("Press contact"))
    boilerplate = TextsField(_("About us"), long=True)
    icp_number = LineField(_("ICP number"))
    security_number = LineField(_("Public security number"))
    parity = WordField(_("Where a language is missing"), PARITY, default=WARN)
    version = VersionField()


@dataclass(frozen=True, slots=True)
class Look:
    """A seal and a colour as they would stand on a page; `fault` says why the colour cannot."""

    seal: str
    colour: str
    dark: str
    contrast: float
    fault: str = ""


def look_of(seal: str, accent: str) -> Look:
    try:
        if accent:
            services.require_readable(accent)
    except Refused as refused:
        return Look(seal[:2], SEAL, SEAL, 0, speak(refused.sentence, **refused.values))
    colour = accent or SEAL
    return Look(seal[:2], colour, in_the_dark(colour), contrast(colour, PAPER))


class PagesForm(FlaskForm):
    privacy_page = TextsField(_("Privacy"), long=True)
    accessibility_page = TextsField(_("Accessibility"), long=True)
    contact_page = TextsField(_("Contact us"), long=True)
    version = VersionField()


class WordingForm(FlaskForm):
    wording = TextsField(_("Wording"), long=True, needed=True)


@pages.get("/")
@needs(ADMINISTER)
def show_institution() -> ResponseReturnValue:
    institution = current_institution()
    return render_template(
        "desk/institution/show_institution.html",
        country=country_name(institution.country, current_language()),
        texts=current_consent_texts(PURPOSES),
        purposes=PURPOSES,
        changes=latest_changes("institution", institution.id),
    )


@pages.route("/edit", methods=["GET", "POST"])
@needs(ADMINISTER)
def edit_institution() -> ResponseReturnValue:
    form = InstitutionForm(obj=current_institution())
    saved = accept(form, lambda: _edit(form, logo=form.logo.data))
    if saved:
        return _saved()
    look = look_of(form.seal.data or "", form.accent.data or "")
    return render_form("desk/institution/edit_institution.html", form, look=look)


@pages.get("/look")
@needs(ADMINISTER)
def show_look() -> ResponseReturnValue:
    """How seal and colour would look, while they are typed."""
    asked = request.args
    look = look_of(asked.get("seal", "").strip(), asked.get("accent", "").strip())
    return render_template("desk/institution/show_look.html", look=look)


@pages.route("/pages", methods=["GET", "POST"])
@needs(ADMINISTER)
def edit_pages() -> ResponseReturnValue:
    form = PagesForm(obj=current_institution())
    saved = accept(form, lambda: _edit(form))
    return _saved() if saved else render_form("desk/institution/edit_pages.html", form)


@pages.route("/consents/<purpose>", methods=["GET", "POST"])
@needs(ADMINISTER)
def reword_consent(purpose: str) -> ResponseReturnValue:
    if purpose not in PURPOSES:
        raise NotFound
    present = current_consent_texts([purpose])
    form = WordingForm(wording=present[0].wording if present else None)
    saved = accept(
        form,
        lambda: services.reword_consent(purpose, form.wording.data, by=actor(), now=g.now),
    )
    if saved:
        return _saved()
    return render_form(
        "desk/institution/reword_consent.html",
        form,
        purpose=gettext(PURPOSES[purpose]),
        version=present[0].version if present else 0,
    )


def _edit(form: FlaskForm, logo: bytes | None = None) -> Institution:
    values: dict[str, Any] = {
        name: value
        for name, value in form.data.items()
        if name not in ("csrf_token", "version", "logo")
    }
    return services.edit_institution(
        services.ensure_institution(by=actor(), now=g.now),
        values,
        logo=logo,
        version=form["version"].data,
        by=actor(),
        now=g.now,
    )


def _saved() -> ResponseReturnValue:
    flash(gettext("Saved."))
    return redirect(url_for("desk.institution.show_institution"), 303)
