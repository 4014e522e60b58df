"""An existing calendar at the desk: chosen, shown entry by entry, and only then written."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from forumapp.calendars.models import ImportedEntry
from forumapp.calendars.queries.imports import known_records, known_venues, the_import
from forumapp.calendars.rules.importing import (
    BECOMES,
    FORUM,
    ITEM,
    NEW_VENUE,
    NOTHING,
    Known,
    Proposal,
    differences,
    forum_of,
    in_order,
    lies_outside,
    propose,
    usual_choice,
)
from forumapp.calendars.services.importing import Wanted, import_entries
from forumapp.core.clock import zone_of
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.tokens import new_uid
from forumapp.core.transaction import write_from_here
from forumapp.core.translated import LANGUAGE_NAMES
from forumapp.delegations.models import Delegation
from forumapp.delegations.queries import delegation_choices, the_delegation
from forumapp.ical.raw import MOST_BYTES, TOO_MUCH
from forumapp.ical.read import ReadCalendar, ReadEntry, read_calendar
from forumapp.identity.rules import EDIT_RECORDS
from forumapp.institution.queries import the_institution
from forumapp.web.carrying import MOST_CARRIED, packed, unpacked
from forumapp.web.fetching import count_fetch, fetch_typed
from forumapp.web.fields import ChoiceField, LineField, RecordField, WordField, ZoneField, id_of
from forumapp.web.forms import accept, languages, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language
from forumapp.web.requests import only_reads

pages = Blueprint("calendar_imports", __name__, url_prefix="/calendar-imports")

MOST_SHOWN = 300


class TextLanguageField(ChoiceField):
    """The language of a file's texts, or none: then each entry's own."""

    def __init__(self, label: str = "", **rest: Any) -> None:
        own = [SelectChoice(code, LANGUAGE_NAMES.get(code, code)) for code in languages()]
        by_letters = SelectChoice("", gettext("As each entry says, or by its letters"))
        super().__init__(label, choices=[by_letters, *own], **rest)


class ReadingForm(FlaskForm):
    """How a file is read, and what its entries become at first."""

    becomes = WordField(lazy_gettext("The entries become"), BECOMES, default=FORUM)
    delegation_id = RecordField(lazy_gettext("Delegation"), delegation_choices)
    zone = ZoneField(lazy_gettext("Time zone, where the file names none"))
    language = TextLanguageField(lazy_gettext("Language of the texts"))


class UploadForm(ReadingForm):
    file = FileField(lazy_gettext("Calendar file"), render_kw={"accept": ".ics,text/calendar"})
    address = LineField(lazy_gettext("Or its address"))


class PreviewForm(ReadingForm):
    """`shown` is what the page was read with; `key` makes sure that it is written once.

    Each entry has `becomes_<number>`, and `place_<number>` where it names a place.
    """

    packed = HiddenField()
    source = HiddenField()
    key = HiddenField()
    shown = HiddenField()


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of the preview with what it would become.

    `is_outside` the delegation's days; `is_forum`: a point of the itinerary that is a forum of ours.
    """

    entry: ReadEntry
    proposal: Proposal
    known: Known | None
    differences: list[tuple[str, str, str]]
    choice: str
    is_outside: bool
    is_forum: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it was read: `rows` to choose from, what is `unreadable`, and how many more there are."""

    calendar: ReadCalendar
    rows: list[Row]
    unreadable: list[ReadEntry]
    more: int


@dataclass(frozen=True, slots=True)
class Given:
    """An uploaded file, or what an address gave.

    `source` is the file's name or the host: the path of a calendar is often its secret.
    """

    body: bytes
    source: str
    calendar: ReadCalendar


@pages.route("/", methods=["GET", "POST"])
@only_reads
@needs(EDIT_RECORDS)
def upload_calendar() -> ResponseReturnValue:
    """Nothing is written here: what was read is shown, and carried to `confirm_import`."""
    delegation_id = id_of(request.args.get("delegation"))
    delegation = the_delegation(delegation_id) if delegation_id else None
    form = UploadForm(
        zone=delegation.zone if delegation else the_institution().zone,
        delegation_id=delegation_id,
        becomes=ITEM if delegation else FORUM,
    )
    given = accept(form, lambda: read_given(form))
    if given is None:
        return render_form("desk/calendar_imports/upload_calendar.html", form)
    preview = preview_of(given.calendar, form)
    shown = preview_form(
        preview,
        form,
        packed=packed(given.body),
        source=given.source,
        key=str(new_uid()),
    )
    return show_preview(shown, preview)


@pages.post("/confirm")
@only_reads
@needs(EDIT_RECORDS)
def confirm_import() -> ResponseReturnValue:
    """Make all that was chosen or, where one entry is refused, nothing. The file is read before."""
    sent = PreviewForm()
    body = unpacked(sent.packed.data or "", MOST_BYTES)
    preview = preview_of(read(body, sent), sent)
    form = form_of(preview)()
    if request.form.get("do") == "again" or sent.shown.data != how_read(sent):
        return show_preview(carry_on(preview, sent), preview)
    made = accept(form, lambda: make_chosen(preview, form))
    if made is None:
        return show_preview(form, preview)
    return made_by(made)


@pages.get("/<int:import_id>")
@needs(EDIT_RECORDS)
def show_import(import_id: int) -> ResponseReturnValue:
    """What an import has made."""
    return render_template("desk/calendar_imports/show_import.html", entries=the_import(import_id))


def read_given(form: UploadForm) -> Given:
    """The chosen file, else what stands at the address now."""
    file = form.file.data
    if isinstance(file, FileStorage) and file.filename:
        body = file.stream.read(MOST_BYTES + 1)
        source = file.filename.replace("\\", "/").rpartition("/")[2]
    elif form.address.data:
        count_fetch()
        fetched = fetch_typed(form.address.data)
        body, source = fetched.body, urlsplit(fetched.address).hostname or ""
    else:
        raise Refused(_("Choose a file, or give an address."), field="file")
    calendar = read(body, form)
    if len(packed(body)) > MOST_CARRIED:
        raise Refused(TOO_MUCH)
    return Given(body, source, calendar)


def read(body: bytes, form: ReadingForm) -> ReadCalendar:
    zone = form.zone.data or ""
    zone_of(zone)
    return read_calendar(body, zone=zone, today=g.now.date())


def preview_of(calendar: ReadCalendar, form: ReadingForm) -> Preview:
    """Every readable entry with what it would become, at most `MOST_SHOWN`."""
    venues = known_venues(current_language())
    readable = {entry.number: entry for entry in calendar.entries if entry.problem is None}
    known = known_records(entry.identity for entry in readable.values())
    language = form.language.data if form.language.data in languages() else ""
    journey = journey_of(form)
    proposals = in_order(
        (
            propose(entry, language=language, languages=languages(), venues=venues)
            for entry in readable.values()
        ),
        known,
        g.now,
    )
    return Preview(
        calendar,
        [
            row_of(readable[each.number], each, known.get(each.identity), form, journey)
            for each in proposals[:MOST_SHOWN]
        ],
        [entry for entry in calendar.entries if entry.problem is not None],
        max(len(proposals) - MOST_SHOWN, 0),
    )


def journey_of(form: ReadingForm) -> Delegation | None:
    """The delegation that the form names."""
    return the_delegation(form.delegation_id.data) if form.delegation_id.data else None


def row_of(
    entry: ReadEntry,
    proposal: Proposal,
    known: Known | None,
    form: ReadingForm,
    journey: Delegation | None,
) -> Row:
    becomes = form.becomes.data if form.becomes.data in BECOMES else FORUM
    return Row(
        entry,
        proposal,
        known,
        differences(proposal, known) if known else [],
        usual_choice(proposal, entry, known, becomes=becomes, journey=journey, now=g.now),
        becomes == ITEM and lies_outside(proposal, journey),
        forum_of(known, becomes) is not None,
    )


def form_of(preview: Preview) -> type[PreviewForm]:
    """The form of this very file: what each of its entries becomes, and where it takes place."""
    fields: dict[str, Any] = {}
    for row in preview.rows:
        proposal, number = row.proposal, row.proposal.number
        fields[f"becomes_{number}"] = WordField(
            proposal.title, BECOMES, nothing=gettext("Leave it out"), default=row.choice
        )
        if proposal.place:
            fields[f"place_{number}"] = ChoiceField(
                gettext("Place of %(title)s", title=proposal.title),
                choices=place_choices(proposal),
                default=str(proposal.venue.id) if proposal.venue else NEW_VENUE,
            )
    return type("PreviewOfFile", (PreviewForm,), fields)


def place_choices(proposal: Proposal) -> list[SelectChoice]:
    known = [SelectChoice(str(proposal.venue.id), proposal.venue.name)] if proposal.venue else []
    new = SelectChoice(NEW_VENUE, gettext("New venue: %(name)s", name=proposal.place))
    return [*known, new, SelectChoice("", gettext("No venue"))]


def preview_form(preview: Preview, form: ReadingForm, **carried: str) -> PreviewForm:
    """A fresh form of the preview: every entry with its usual choice."""
    return form_of(preview)(
        formdata=None,
        becomes=form.becomes.data,
        delegation_id=form.delegation_id.data,
        zone=form.zone.data,
        language=form.language.data,
        shown=how_read(form),
        **carried,
    )


def carry_on(preview: Preview, sent: PreviewForm) -> PreviewForm:
    """The same file, read anew."""
    carried = {name: sent[name].data or "" for name in ("packed", "source", "key")}
    return preview_form(preview, sent, **carried)


def how_read(form: ReadingForm) -> str:
    journey = form.delegation_id.data if form.becomes.data == ITEM else ""
    return f"{form.zone.data} {form.language.data} {form.becomes.data} {journey}"


def show_preview(form: PreviewForm, preview: Preview) -> ResponseReturnValue:
    return render_form("desk/calendar_imports/preview_import.html", form, preview=preview)


def make_chosen(preview: Preview, form: PreviewForm) -> ImportedEntry:
    wanted, key = chosen(preview, form), key_of(form)
    write_from_here()
    return import_entries(
        wanted,
        key=key,
        source=form.source.data or "",
        delegation=journey_of(form),
        by=actor(),
        now=g.now,
    )


def chosen(preview: Preview, form: PreviewForm) -> list[Wanted]:
    """The entries that become something, as the form says."""
    wanted = []
    for row in preview.rows:
        number = row.proposal.number
        becomes = form[f"becomes_{number}"].data
        place = form[f"place_{number}"].data if f"place_{number}" in form else ""
        if becomes != NOTHING:
            forum = forum_of(row.known, becomes)
            wanted.append(Wanted(row.proposal, becomes, place, forum.id if forum else None))
    return wanted


def key_of(form: PreviewForm) -> UUID:
    try:
        return UUID(form.key.data or "")
    except ValueError as bent:
        raise Refused(_("The preview has been changed. Upload the files again.")) from bent


def made_by(first: ImportedEntry) -> ResponseReturnValue:
    flash(gettext("Imported."))
    return redirect(url_for("desk.calendar_imports.show_import", import_id=first.id), 303)
