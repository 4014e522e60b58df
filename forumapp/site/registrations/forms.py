"""The forms of registering and of what follows."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, FieldList, Form, FormField, HiddenField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from forumapp.core.translated import LANGUAGE_NAMES
from forumapp.institution.models import ConsentText
from forumapp.institution.rules import ATTENDEE_PURPOSES, REQUIRED_PURPOSE
from forumapp.registrations.services.submissions import Companion, Details
from forumapp.web.fields import ChoiceField, CountryField, LineField, id_of
from forumapp.web.forms import languages
from forumapp.web.languages import current_language
from forumapp.web.rendering import current_institution
from forumapp.web.rows import MOST_ROWS


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


class AddressField(EmailField):
    """A mail address in the spelling in which it is kept; "" where none is given."""

    data: Any

    def __init__(self, label: str = "", validators: Any = (), **rest: Any) -> None:
        how = {"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
        super().__init__(
            label,
            [*validators, Length(max=254)],
            render_kw={**how, **rest.pop("render_kw", {})},
            **rest,
        )

    def pre_validate(self, form: Any) -> None:
        typed = (self.data or "").strip()
        if not typed:
            self.data = ""
            return
        try:
            checked = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError:
            raise ValidationError(
                gettext("This is not a mail address. Write it as in name@example.org.")
            ) from None
        self.data = checked.normalized


class ConsentingForm(FlaskForm):
    """A form with a box for each consent that `with_consents` adds as a field of its purpose."""

    @property
    def consents(self) -> list[ConsentField]:
        return [self[purpose] for purpose in ATTENDEE_PURPOSES if purpose in self]

    @property
    def agreed(self) -> dict[str, int]:
        return {field.name: field.version for field in self.consents if field.data}


def with_consents(kind: type[ConsentingForm], shown: list[ConsentText]) -> type[Any]:
    """The form with a box for each consent whose wording is given."""
    boxes = {text.purpose: ConsentField(text) for text in shown}
    return type(kind.__name__, (kind,), boxes)


class DetailsForm(ConsentingForm):
    """What somebody says of themselves."""

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

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.language.choices = [(code, LANGUAGE_NAMES.get(code, code)) for code in languages()]
        self.country.put_first(current_institution().country)

    @property
    def details(self) -> Details:
        return Details(
            name=self.name.data or "",
            organization=self.organization.data or "",
            position=self.position.data or "",
            country=self.country.data or "",
            language=self.language.data,
        )


class CompanionForm(Form):
    """Somebody else of the same booking."""

    row = HiddenField()
    name = LineField(lazy_gettext("Name"))
    address = AddressField(lazy_gettext("Mail address"), render_kw={"autocomplete": "off"})


class RegistrationForm(DetailsForm):
    """The form of the public page. `key` makes a form that is sent twice one registration."""

    key = HiddenField()
    address = AddressField(
        lazy_gettext("Mail address"),
        [DataRequired(lazy_gettext("Write the address that the ticket goes to."))],
    )
    place_group = ChoiceField(lazy_gettext("Which places"))
    code = LineField(
        lazy_gettext("Access code"), render_kw={"autocomplete": "off", "spellcheck": "false"}
    )
    companions = FieldList(FormField(CompanionForm), lazy_gettext("Person"), max_entries=MOST_ROWS)
    wants_copies = BooleanField(lazy_gettext("Send me copies of the mails to the others"))

    @property
    def others(self) -> tuple[Companion, ...]:
        return tuple(
            Companion(row.form.name.data or "", row.form.address.data or "")
            for row in self.companions
        )

    @property
    def place_group_id(self) -> int | None:
        return id_of(self.place_group.data) if "place_group" in self else None


class AddressForm(FlaskForm):
    """One mail address."""

    address = AddressField(
        lazy_gettext("Mail address"), [DataRequired(lazy_gettext("Write a mail address."))]
    )


class SubstituteForm(ConsentingForm):
    """Who comes instead."""

    name = LineField(
        lazy_gettext("Name"), [DataRequired(lazy_gettext("Write the name of who comes instead."))]
    )
    address = AddressField(
        lazy_gettext("Mail address"), [Optional()], render_kw={"autocomplete": "off"}
    )
    organization = LineField(lazy_gettext("Organization"))
    position = LineField(lazy_gettext("Position"))
