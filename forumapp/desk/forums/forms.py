"""The forms of a forum, and the way from what they hold to plain values and back."""

from datetime import datetime, time
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, StringField
from wtforms.validators import Email, Length, Optional

from forumapp.delegations.queries import delegation_choices
from forumapp.forums.queries import conference_choices, forum_choices
from forumapp.forums.rules import (
    APPEARANCE_ROLES,
    ATTENDANCE_MODES,
    CONFIRMED_HOW,
    FORUM_KINDS,
    ORGANIZER_ROLES,
    REGISTRATION_MODES,
    SESSION_KINDS,
)
from forumapp.organizations.queries import organization_choices
from forumapp.people.queries import person_choices
from forumapp.themes.queries import theme_choices
from forumapp.venues.queries import venue_choices
from forumapp.web.fields import (
    LONGEST_LINE,
    ChoiceField,
    DayField,
    LineField,
    PictureField,
    RecordField,
    RecordsField,
    SpokenField,
    TextsField,
    VersionField,
    WallTimeField,
    WholeNumberField,
    WordField,
    ZoneField,
    read_time,
    trimmed,
)

CONFIRMED_BY_OTHERS = {word: said for word, said in CONFIRMED_HOW.items() if word != "own"}


class ClockField(WallTimeField):
    """A day and a time; the day may be left empty where another time has the same."""

    clock: time | None = None

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        if isinstance(data, time):
            self.typed_time, data = f"{data:%H:%M}", None
        super().process(formdata, data, extra_filters)

    def _read(self) -> None:
        if not self.typed_day and self.typed_time:
            self.data, self.clock = None, read_time(self.typed_time)
            if self.clock is None:
                self.errors.append(gettext("Give the time as in 14:30."))
            return
        super()._read()

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        if self.needed and not self.typed_time and not self.errors:
            self.errors.append(gettext("Give the time as in 14:30."))
        return not self.errors

    def on(self, other: datetime) -> datetime | None:
        """The whole of it, given the time whose day it shares; None when left empty."""
        return datetime.combine(other, self.clock) if self.clock else self.data


class OrganizerForm(Form):
    organization = RecordField(
        lazy_gettext("Organization"),
        organization_choices,
        quick="desk.organizations.create_organization_quickly",
    )
    role = WordField(lazy_gettext("Role"), ORGANIZER_ROLES, default="organizer")


class SessionForm(Form):
    """One point of the programme. `key` is its id, or a name that only this form knows."""

    key = HiddenField()
    title = TextsField(lazy_gettext("Title of the session"), needed=True)
    kind = WordField(lazy_gettext("Kind"), SESSION_KINDS, default="session")
    starts = ClockField(lazy_gettext("From"), needed=True)
    ends = ClockField(lazy_gettext("To"), needed=True)
    room = RecordField(lazy_gettext("Room"))
    description = TextsField(lazy_gettext("What it is about"), long=True)

    @property
    def is_blank(self) -> bool:
        return not any((*self.title.data.values(), self.ends.typed_time))

    def validate(self, extra_validators: Any = None) -> bool:
        return self.is_blank or super().validate(extra_validators)


class AppearanceForm(Form):
    person = RecordField(
        lazy_gettext("Person"), person_choices, quick="desk.people.create_person_quickly"
    )
    role = WordField(lazy_gettext("Role"), APPEARANCE_ROLES, default="speaker")
    capacity = TextsField(lazy_gettext("Capacity at this forum"))
    session = ChoiceField(lazy_gettext("Session"), choices=[], validate_choice=False)

    def validate(self, extra_validators: Any = None) -> bool:
        passed = super().validate(extra_validators)
        if any(self.capacity.data.values()) and not self.person.data:
            self.person.errors = [gettext("Choose the person, or create a new one.")]
            return False
        return passed


class ForumForm(FlaskForm):
    key = HiddenField()
    version = VersionField()
    gaps_accepted = BooleanField(lazy_gettext("Publish all the same"))
    title = TextsField(lazy_gettext("Title"), needed=True)
    kind = WordField(lazy_gettext("Kind"), FORUM_KINDS, default="forum")
    themes = RecordsField(
        lazy_gettext("Themes"), theme_choices, quick="desk.themes.create_theme_quickly"
    )
    conference = RecordField(lazy_gettext("Part of a conference or series"), conference_choices)
    follows = RecordField(lazy_gettext("Earlier forum whose work it carries on"), forum_choices)
    starts = WallTimeField(lazy_gettext("Starts"), needed=True)
    ends = ClockField(lazy_gettext("Ends"))
    zone = ZoneField(lazy_gettext("Time zone"), nothing=lazy_gettext("The venue’s own"))
    date_is_assumed = BooleanField(lazy_gettext("The day is assumed, not confirmed"))
    attendance_mode = WordField(lazy_gettext("Attendance"), ATTENDANCE_MODES, default="in_person")
    venue = RecordField(
        lazy_gettext("Venue"), venue_choices, quick="desk.venues.create_venue_quickly"
    )
    room = RecordField(lazy_gettext("Room"))
    online_url = LineField(lazy_gettext("Link to the online meeting"))
    online_url_is_public = BooleanField(lazy_gettext("Everybody may see this link"))
    organizers = FieldList(FormField(OrganizerForm), lazy_gettext("Organizers"))
    speakers = FieldList(FormField(AppearanceForm), lazy_gettext("Speakers"))
    sessions = FieldList(FormField(SessionForm), lazy_gettext("Programme"))
    delegations = RecordsField(lazy_gettext("Delegations"), delegation_choices)
    languages = SpokenField(lazy_gettext("Languages of the forum"))
    lead = TextsField(lazy_gettext("Lead"), long=True)
    description = TextsField(lazy_gettext("Description"), long=True)
    access = TextsField(lazy_gettext("Getting in"), long=True)
    step_free = TextsField(lazy_gettext("Step-free access"))
    hearing_help = TextsField(lazy_gettext("Help with hearing"))
    quiet_space = TextsField(lazy_gettext("Quiet space"))
    capacity_limit = WholeNumberField(lazy_gettext("Places"))
    registration_mode = WordField(lazy_gettext("Registration"), REGISTRATION_MODES, default="open")
    registration_opens = WallTimeField(lazy_gettext("Registration opens"))
    registration_closes = WallTimeField(lazy_gettext("Registration closes"))
    contact_name = LineField(lazy_gettext("Contact"))
    contact_email = StringField(
        lazy_gettext("Mail address of the contact"),
        [
            Optional(),
            Length(max=LONGEST_LINE),
            Email(lazy_gettext("Write a mail address as in name@example.org.")),
        ],
        filters=[trimmed],
    )
    picture = PictureField(lazy_gettext("Picture"))
    picture_alternative = TextsField(lazy_gettext("What the picture shows"))
    picture_removed = BooleanField(lazy_gettext("Remove the picture"))
    slug = LineField(lazy_gettext("Address"))


class ReasonForm(FlaskForm):
    """Why something happens to a forum, as readers of its page will see it."""

    reason = TextsField(lazy_gettext("Reason, for the readers"), long=True)


class MoveForm(ReasonForm):
    starts = WallTimeField(lazy_gettext("Starts"), needed=True)
    ends = ClockField(lazy_gettext("Ends"))
    zone = ZoneField(lazy_gettext("Time zone"), nothing=lazy_gettext("The venue’s own"))
    venue = RecordField(
        lazy_gettext("Venue"), venue_choices, quick="desk.venues.create_venue_quickly"
    )
    room = RecordField(lazy_gettext("Room"))


class PublishForm(FlaskForm):
    release = WallTimeField(lazy_gettext("Release"))
    gaps_accepted = BooleanField(lazy_gettext("Publish all the same"))


class ConfirmForm(FlaskForm):
    confirmed_by = LineField(lazy_gettext("Who confirmed it"))
    how = WordField(lazy_gettext("How"), CONFIRMED_BY_OTHERS)
    at = DayField(lazy_gettext("When"))
