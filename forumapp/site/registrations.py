"""Registering for a forum without an account, and what its link lets one do afterwards."""

from secrets import token_urlsafe
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import Blueprint, Response, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, HiddenField
from wtforms.validators import DataRequired, Length, ValidationError

from forumapp.core.actor import ATTENDEE
from forumapp.core.links import absolute
from forumapp.core.settings import setting
from forumapp.core.tokens import capability_token
from forumapp.core.translated import LANGUAGE_NAMES
from forumapp.forums.models import Forum
from forumapp.forums.queries import visible_forums
from forumapp.institution.models import ConsentText
from forumapp.institution.queries import current_consent_texts
from forumapp.institution.rules import ATTENDEE_PURPOSES, PURPOSES, REQUIRED_PURPOSE
from forumapp.registrations.mails.tickets import LINK_PURPOSE
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.queries.registered import booking_by_token, voluntary_texts
from forumapp.registrations.rules.states import ACTIVE_STATES, OPEN, availability
from forumapp.registrations.services.afterwards import (
    calendar_of_ticket,
    cancel_registration,
    change_details,
)
from forumapp.registrations.services.registering import Details, Submission, refusal, register
from forumapp.site.finding import find
from forumapp.web.fields import ChoiceField, CountryField, LineField
from forumapp.web.forms import accept, languages, render_form, spoken
from forumapp.web.guards import open_by_link, open_to_everybody
from forumapp.web.languages import address, current_language
from forumapp.web.networks import asker_network
from forumapp.web.rendering import current_institution

pages = Blueprint("registrations", __name__)

TRAP = "website"
LONGEST_KEY = 64


class ConsentField(BooleanField):
    """A box that is never ticked for anybody; ticked, it sends the version of the wording shown."""

    def __init__(self, shown: ConsentText, **rest: Any) -> None:
        wording, self.language = shown.wording.in_language(current_language())
        super().__init__(wording, **rest)
        self.shown = shown
        if shown.purpose == REQUIRED_PURPOSE:
            self.render_kw = {"required": True}

    def _value(self) -> str:
        return str(self.shown.version)

    @property
    def version(self) -> int:
        """What was shown to whom ticked it; 0 is no version."""
        sent = self.raw_data[0] if self.raw_data else ""
        return int(sent) if sent.isdecimal() and len(sent) < 9 else 0


class DetailsForm(FlaskForm):
    """What somebody says of themselves; a consent of each purpose follows as a field of its name."""

    name = LineField(
        lazy_gettext("Name"),
        [DataRequired(lazy_gettext("Write your name."))],
        render_kw={"autocomplete": "name"},
    )
    organization = LineField(
        lazy_gettext("Organization"), render_kw={"autocomplete": "organization"}
    )
    position = LineField(lazy_gettext("Position"), render_kw={"autocomplete": "organization-title"})
    country = CountryField(lazy_gettext("Country or region"), render_kw={"autocomplete": "country"})
    language = ChoiceField(lazy_gettext("Language of mails"))

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        self.language.choices = [(code, LANGUAGE_NAMES.get(code, code)) for code in languages()]
        self.country.put_first(current_institution().country)

    @property
    def consents(self) -> list[ConsentField]:
        return [self[purpose] for purpose in ATTENDEE_PURPOSES if purpose in self]

    @property
    def details(self) -> Details:
        return Details(
            name=self.name.data or "",
            organization=self.organization.data or "",
            position=self.position.data or "",
            country=self.country.data or "",
            language=self.language.data,
        )

    @property
    def agreed(self) -> dict[str, int]:
        return {field.name: field.version for field in self.consents if field.data}


class RegistrationForm(DetailsForm):
    """The form of the public page. `key` makes a form that is sent twice one registration."""

    key = HiddenField()
    address = EmailField(
        lazy_gettext("Mail address"),
        [DataRequired(lazy_gettext("Write the address that the ticket goes to.")), Length(max=254)],
        render_kw={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"},
    )

    def validate_address(self, field: EmailField) -> None:
        try:
            checked = validate_email(
                (field.data or "").strip(), check_deliverability=False, allow_smtputf8=False
            )
        except EmailNotValidError:
            raise ValidationError(
                gettext("This is not a mail address. Write it as in name@example.org.")
            ) from None
        field.data = checked.normalized

    def validate_key(self, field: HiddenField) -> None:
        """A form without its own key cannot be told from its copy: it gets one now."""
        if not field.data or len(field.data) > LONGEST_KEY:
            field.data = token_urlsafe()

    def validate(self, extra_validators: Any = None) -> bool:
        """A program that fills in everything is refused aloud: it might be a person's browser."""
        is_valid = super().validate(extra_validators)
        if request.form.get(TRAP):
            self.form_errors.append(
                gettext(
                    "A field that people do not see was filled in, perhaps by your browser. "
                    "It is empty again: look the form over and send it once more."
                )
            )
            return False
        return is_valid


def with_consents(kind: type[DetailsForm], shown: list[ConsentText]) -> type[DetailsForm]:
    """The form with a box for each consent whose wording is given."""
    boxes = {text.purpose: ConsentField(text) for text in shown}
    return type(kind.__name__, (kind,), boxes)


@pages.route("/forums/<slug:slug>/register", methods=["GET", "POST"])
@open_to_everybody
def register_for_forum(slug: str) -> ResponseReturnValue:
    forum = find(Forum, slug, visible_forums(g.now), "register")
    if request.args.get("written"):
        return render_template("site/registrations/show_written.html", forum=forum)
    form = with_consents(RegistrationForm, current_consent_texts(ATTENDEE_PURPOSES))(
        language=current_language(), key=token_urlsafe()
    )
    receipt = accept(form, lambda: register(forum, submission_of(form), now=g.now))
    if receipt is not None and receipt.shows_ticket:
        return redirect(ticket_address(receipt.registration.booking), 303)
    if receipt is not None:
        return redirect(address("register", slug=forum.slug, written="1"), 303)
    standing = availability(forum, g.now)
    return render_form(
        "site/registrations/register_for_forum.html",
        form,
        forum=forum,
        trap=TRAP,
        required=REQUIRED_PURPOSE,
        closed="" if standing == OPEN or form.errors else spoken(refusal(forum, standing)),
    )


def submission_of(form: Any) -> Submission:
    return Submission(
        key=form.key.data,
        address=form.address.data,
        details=form.details,
        agreed=form.agreed,
        network=asker_network(),
    )


def ticket_address(booking: Booking) -> str:
    token = capability_token(LINK_PURPOSE, booking.uid, booking.link_version)
    return address("registration", token=token)


@pages.get("/registrations/<token:token>")
@open_by_link
def show_registration(token: str) -> ResponseReturnValue:
    booking = booking_by_token(token)
    return render_template(
        "site/registrations/show_registration.html",
        booking=booking,
        registration=own_registration(booking),
        forum=booking.forum,
        token=token,
        ticket=absolute(setting("PUBLIC_URL"), address("registration", token=token)),
        purposes=PURPOSES,
    )


@pages.route("/registrations/<token:token>/change", methods=["GET", "POST"])
@open_by_link
def change_registration(token: str) -> ResponseReturnValue:
    booking = booking_by_token(token)
    registration = own_registration(booking)
    standing = {c.purpose for c in registration.consents if c.withdrawn_at is None}
    shown = voluntary_texts(registration)
    form = with_consents(DetailsForm, shown)(
        obj=registration, data={text.purpose: text.purpose in standing for text in shown}
    )

    def change() -> Registration:
        change_details(registration, form.details, form.agreed, by=ATTENDEE, now=g.now)
        return registration

    if accept(form, change) is not None:
        flash(gettext("Your details are changed."))
        return redirect(address("registration", token=token), 303)
    return render_form(
        "site/registrations/change_registration.html",
        form,
        registration=registration,
        forum=booking.forum,
        token=token,
    )


@pages.get("/registrations/<token:token>/cancel")
@open_by_link
def ask_to_cancel(token: str) -> ResponseReturnValue:
    booking = booking_by_token(token)
    return render_template(
        "site/registrations/ask_to_cancel.html",
        registration=own_registration(booking),
        forum=booking.forum,
        token=token,
        active=ACTIVE_STATES,
    )


@pages.post("/registrations/<token:token>/cancel")
@open_by_link
def cancel_by_link(token: str) -> ResponseReturnValue:
    registration = own_registration(booking_by_token(token))
    cancel_registration(registration, by=ATTENDEE, now=g.now)
    return redirect(address("registration", token=token), 303)


@pages.get("/registrations/<token:token>.ics", defaults={"profile": "core"})
@pages.get("/registrations/<token:token>.full.ics", defaults={"profile": "full"})
@open_by_link
def download_registration(token: str, profile: Any) -> ResponseReturnValue:
    booking = booking_by_token(token)
    kind = "registration.ics" if profile == "core" else "registration.full.ics"
    source = absolute(setting("PUBLIC_URL"), address(kind, token=token))
    body = calendar_of_ticket(
        own_registration(booking),
        language=current_language(),
        source=source,
        profile=profile,
        now=g.now,
    )
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{booking.forum.slug}.ics"'
    response.add_etag()
    return response.make_conditional(request)


def own_registration(booking: Booking) -> Registration:
    """The one person of a booking made on the public form."""
    return booking.registrations[0]
