"""The forms of an announcement: its text in every language, and the rows that belong to it."""

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from forumapp.announcements.rules.kinds import ANNOUNCEMENT_KINDS
from forumapp.core.translated import LANGUAGE_NAMES
from forumapp.delegations.queries import delegation_choices
from forumapp.forums.queries import conference_choices, forum_choices
from forumapp.organizations.queries import organization_choices
from forumapp.people.queries import person_choices
from forumapp.themes.queries import theme_choices
from forumapp.web.fields import (
    SPOKEN,
    ChoiceField,
    FilesField,
    LineField,
    RecordField,
    RecordsField,
    TextsField,
    VersionField,
    WallTimeField,
    WordField,
    ZoneField,
    language_name,
)
from forumapp.web.forms import languages
from forumapp.web.languages import current_language

MOST_ROWS = 100


class KeptFileForm(Form):
    """One file that is kept already, or, where `is_fresh`, as soon as this form is answered."""

    is_fresh = False


class PictureForm(KeptFileForm):
    picture_id = HiddenField()
    alternative = TextsField(lazy_gettext("What the picture shows"))
    caption = TextsField(lazy_gettext("Caption"))
    credit = TextsField(lazy_gettext("Credit"))


class QuoteForm(Form):
    """What one person said. `key` is the quote's id, empty for a new one."""

    key = HiddenField()
    wording = TextsField(lazy_gettext("Words"), long=True)
    person_id = RecordField(
        lazy_gettext("Person"), person_choices, quick="desk.people.create_person_quickly"
    )
    name = TextsField(lazy_gettext("Name, if not in the list"))
    capacity = TextsField(lazy_gettext("Capacity"))

    @property
    def is_blank(self) -> bool:
        texts = (*self.wording.data.values(), *self.name.data.values())
        return not any(texts) and self.person_id.data is None


class WrittenInField(ChoiceField):
    """The language of a document, or none said."""

    def __init__(self, label: str = "", **rest: object) -> None:
        spoken = [SelectChoice(code, language_name(code, current_language())) for code in SPOKEN]
        super().__init__(label, choices=[SelectChoice("", "–"), *spoken], **rest)


class DocumentForm(KeptFileForm):
    file_uid = HiddenField()
    title = TextsField(lazy_gettext("Title"))
    language = WrittenInField(lazy_gettext("Language of the document"))


class PreviewForm(FlaskForm):
    """What a preview of the text shows."""

    kind = WordField(lazy_gettext("Kind"), ANNOUNCEMENT_KINDS, default="news")
    headline = TextsField(lazy_gettext("Headline"), needed=True)
    lead = TextsField(lazy_gettext("Lead"), long=True)
    body = TextsField(lazy_gettext("Text"), long=True)
    dateline = TextsField(lazy_gettext("Dateline"))
    preview_in = ChoiceField(lazy_gettext("Preview in"))

    def __init__(self, *args: object, **rest: object) -> None:
        super().__init__(*args, **rest)
        self.preview_in.choices = [(code, LANGUAGE_NAMES.get(code, code)) for code in languages()]
        if self.preview_in.data not in languages():
            self.preview_in.data = languages()[0]


class AnnouncementForm(PreviewForm):
    version = VersionField()
    source = TextsField(lazy_gettext("Source"))
    forum_id = RecordField(lazy_gettext("Forum"), forum_choices)
    delegation_id = RecordField(lazy_gettext("Delegation"), delegation_choices)
    conference_id = RecordField(lazy_gettext("Conference"), conference_choices)
    theme_ids = RecordsField(
        lazy_gettext("Themes"), theme_choices, quick="desk.themes.create_theme_quickly"
    )
    person_ids = RecordsField(
        lazy_gettext("People named in it"),
        person_choices,
        quick="desk.people.create_person_quickly",
    )
    organization_ids = RecordsField(
        lazy_gettext("Organizations named in it"),
        organization_choices,
        quick="desk.organizations.create_organization_quickly",
    )
    pictures = FieldList(FormField(PictureForm), lazy_gettext("Pictures"), max_entries=MOST_ROWS)
    lead_picture = HiddenField()
    new_pictures = FilesField(lazy_gettext("Add pictures"))
    quotes = FieldList(FormField(QuoteForm), lazy_gettext("Quotes"), max_entries=MOST_ROWS)
    documents = FieldList(FormField(DocumentForm), lazy_gettext("Documents"), max_entries=MOST_ROWS)
    new_documents = FilesField(lazy_gettext("Add documents"))
    release_wall = WallTimeField(lazy_gettext("Release time"))
    release_zone = ZoneField(lazy_gettext("Time zone of the release"))


class EditAnnouncementForm(AnnouncementForm):
    slug = LineField(lazy_gettext("Address"))
    correction = TextsField(lazy_gettext("Correction to be shown to readers"))


class PublishAnnouncementForm(FlaskForm):
    release_wall = WallTimeField(lazy_gettext("Release time"))
    release_zone = ZoneField(lazy_gettext("Time zone of the release"))
    gaps_accepted = BooleanField(lazy_gettext("Publish all the same"))


def choose_again() -> str:
    return gettext("Choose the files again: they were not kept.")
