"""The form by which the secretariat writes down a person."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.validators import DataRequired, Length

from forumapp.core.translated import LANGUAGE_NAMES
from forumapp.registrations.models.places import PlaceGroup
from forumapp.registrations.services.submissions import Details
from forumapp.web.fields import ChoiceField, CountryField, LineField, id_of
from forumapp.web.forms import languages
from forumapp.web.languages import current_language


class PersonForm(FlaskForm):
    """What is known of a person; whoever fills it in may leave questions for later."""

    name = LineField(lazy_gettext("Name"), [DataRequired(lazy_gettext("Write the name."))])
    organization = LineField(lazy_gettext("Organization"))
    position = LineField(lazy_gettext("Position"))
    country = CountryField(lazy_gettext("Country or region"))
    language = ChoiceField(lazy_gettext("Language of mails"))

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.language.choices = [(code, LANGUAGE_NAMES.get(code, code)) for code in languages()]

    @property
    def details(self) -> Details:
        return Details(
            name=self.name.data or "",
            organization=self.organization.data or "",
            position=self.position.data or "",
            country=self.country.data or "",
            language=self.language.data,
        )


class NewPersonForm(PersonForm):
    """Somebody who is registered by hand."""

    address = LineField(
        lazy_gettext("Mail address"),
        [
            DataRequired(lazy_gettext("Write the address that the ticket goes to.")),
            Length(max=254),
        ],
    )
    place_group = ChoiceField(lazy_gettext("Which places"))
    agreed = BooleanField(lazy_gettext("They have agreed to this"))

    def offer_groups(self, groups: list[PlaceGroup]) -> None:
        if not groups:
            del self.place_group
            return
        named = [(str(group.id), group.name.text(current_language())) for group in groups]
        self.place_group.choices = [("", gettext("Of the forum")), *named]

    @property
    def place_group_id(self) -> int | None:
        return id_of(self.place_group.data) if "place_group" in self else None
