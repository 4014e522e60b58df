"""People, organizations and venues out of a spreadsheet: read, shown line by line, and only then made."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from forumapp.core.actor import Actor
from forumapp.core.errors import NotFound, Refused
from forumapp.core.tables import COMMENT, Checked, Column, Line, example_of, heads_of, lines_of
from forumapp.core.text import _
from forumapp.identity.rules import EDIT_RECORDS
from forumapp.organizations.rules import ORGANIZATION_COLUMNS
from forumapp.organizations.services import check_organizations, make_organizations
from forumapp.people.rules import PEOPLE_COLUMNS
from forumapp.people.services import check_people, make_people
from forumapp.publishing.locks import lock_lists
from forumapp.venues.rules import VENUE_COLUMNS
from forumapp.venues.services import check_venues, make_venues
from forumapp.web.carrying import MOST_CARRIED, packed, unpacked
from forumapp.web.forms import accept, languages, render_form, spoken
from forumapp.web.guards import actor, needs
from forumapp.web.requests import only_reads
from forumapp.web.spreadsheets import csv_answer, xlsx_answer
from forumapp.web.uploaded_tables import MOST_BYTES, read_upload
from forumapp.web.uploaded_workbooks import Rows

pages = Blueprint("spreadsheets", __name__, url_prefix="/spreadsheets/<record_kind>")

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: its name, its list in the desk, its columns, and what checks and makes it."""

    title: LazyString
    listed: str
    shown: str
    columns: Sequence[Column]
    check: Callable[[Sequence[Line], Sequence[str]], list[Checked]]
    make: Callable[..., int]
    told: Callable[[int], str]
    note: LazyString | str = ""


KINDS = {
    "people": Kind(
        title=lazy_gettext("People"),
        listed="desk.people.list_people",
        shown="desk.people.show_person",
        columns=PEOPLE_COLUMNS,
        check=check_people,
        make=make_people,
        told=lambda n: ngettext("%(num)s person is made.", "%(num)s people are made.", n),
        note=lazy_gettext(
            "Nobody of them is public: a consent is given by the person, and recorded on each "
            "person’s page."
        ),
    ),
    "organizations": Kind(
        title=lazy_gettext("Organizations"),
        listed="desk.organizations.list_organizations",
        shown="desk.organizations.show_organization",
        columns=ORGANIZATION_COLUMNS,
        check=check_organizations,
        make=make_organizations,
        told=lambda n: ngettext(
            "%(num)s organization is made.", "%(num)s organizations are made.", n
        ),
    ),
    "venues": Kind(
        title=lazy_gettext("Venues"),
        listed="desk.venues.list_venues",
        shown="desk.venues.show_venue",
        columns=VENUE_COLUMNS,
        check=check_venues,
        make=make_venues,
        told=lambda n: ngettext("%(num)s venue is made.", "%(num)s venues are made.", n),
    ),
}


class UploadForm(FlaskForm):
    file = FileField(
        lazy_gettext("Spreadsheet"),
        [FileRequired(lazy_gettext("Choose a file."))],
        render_kw={"accept": ".csv,.txt,.tsv,.xlsx"},
    )


class PreviewForm(FlaskForm):
    """`packed` are the rows that were shown."""

    packed = HiddenField()


@pages.route("/", methods=["GET", "POST"])
@only_reads
@needs(EDIT_RECORDS)
def upload_spreadsheet(record_kind: str) -> ResponseReturnValue:
    """Nothing is written here: what was read is shown, and carried to `confirm_spreadsheet`."""
    kind, form = the_kind(record_kind), UploadForm()
    rows = accept(form, lambda: given_rows(form, kind))
    if rows is None:
        return render_form(
            "desk/spreadsheets/upload_spreadsheet.html", form, kind=kind, record_kind=record_kind
        )
    shown = PreviewForm(formdata=None, packed=packed(written(rows)))
    return show_preview(record_kind, shown, checked_lines(kind, rows))


@pages.post("/confirm")
@needs(EDIT_RECORDS)
def confirm_spreadsheet(record_kind: str) -> ResponseReturnValue:
    """Make what is new among the lines with which nothing is wrong."""
    kind, form = the_kind(record_kind), PreviewForm()
    lock_lists()
    checked = checked_lines(kind, carried(form))
    made = accept(form, lambda: make_new(kind, checked, by=actor(), now=g.now))
    if made is None:
        return show_preview(record_kind, form, checked)
    flash(kind.told(made))
    return redirect(url_for(kind.listed), 303)


@pages.get("/template.xlsx")
@needs(EDIT_RECORDS)
def download_xlsx_template(record_kind: str) -> ResponseReturnValue:
    return xlsx_answer(template_lines(the_kind(record_kind)), record_kind)


@pages.get("/template.csv")
@needs(EDIT_RECORDS)
def download_csv_template(record_kind: str) -> ResponseReturnValue:
    return csv_answer(template_lines(the_kind(record_kind)), record_kind)


def the_kind(record_kind: str) -> Kind:
    if record_kind not in KINDS:
        raise NotFound
    return KINDS[record_kind]


def given_rows(form: UploadForm, kind: Kind) -> Rows:
    """The rows of the file; whatever is wrong with all of it is told before the preview."""
    rows = read_upload(form.file.data.stream.read(MOST_BYTES + 1))
    if not lines_of(rows, kind.columns, languages()):
        raise Refused(_("There is no line below the heads."), field="file")
    if len(packed(written(rows))) > MOST_CARRIED:
        raise Refused(_("This list is too long to be read at once. Divide it."), field="file")
    return rows


def written(rows: Rows) -> bytes:
    return json.dumps(rows, ensure_ascii=False).encode()


def carried(form: PreviewForm) -> Rows:
    """The rows that the preview showed; what was tampered with is refused."""
    try:
        rows = json.loads(unpacked(form.packed.data or "", 2 * MOST_BYTES))
        if all(isinstance(cell, str) for row in rows for cell in row):
            return [list(row) for row in rows]
    except (ValueError, TypeError, RecursionError):
        pass
    raise Refused(_("The preview has been changed. Upload the files again."))


def checked_lines(kind: Kind, rows: Rows) -> list[Checked]:
    return kind.check(lines_of(rows, kind.columns, languages()), languages())


def make_new(kind: Kind, checked: list[Checked], *, by: Actor, now: datetime) -> int:
    made = kind.make(checked, by=by, now=now)
    if not made:
        raise Refused(_("There is nothing new on this list."))
    return made


def show_preview(
    record_kind: str, form: PreviewForm, checked: list[Checked]
) -> ResponseReturnValue:
    kind = KINDS[record_kind]
    return render_form(
        "desk/spreadsheets/preview_spreadsheet.html",
        form,
        kind=kind,
        record_kind=record_kind,
        new=[each for each in checked if each.facts is not None],
        wrong=[each for each in checked if each.problems],
        known=[each for each in checked if each.is_known],
        most=MOST_SHOWN,
        why=lambda refusal: why(kind, refusal),
        page_of=lambda record: url_for(kind.shown, **{key_of(kind): record.id}),
    )


def key_of(kind: Kind) -> str:
    """What the address of a record's page calls it: "person_id"."""
    return kind.shown.rpartition("_")[2] + "_id"


def why(kind: Kind, refusal: Refused) -> str:
    """What is wrong, with the head of the column where it is."""
    head = next((each.head for each in kind.columns if each.fact == refusal.field), "")
    sentence = spoken(refusal)
    return f"{gettext(head)}{gettext(': ')}{sentence}" if head else sentence


def template_lines(kind: Kind) -> Iterator[list[str]]:
    """The heads, an example, and what explains them; # marks what is not read."""
    own = languages()
    yield heads_of(kind.columns, own)
    yield from marked([example_of(kind.columns, own)])
    yield []
    yield from marked(
        [
            [gettext("Lines that begin with # are not read. Write below the heads, in any order.")],
            [gettext("Columns may be left empty or left out, all but the first.")],
            *([f"{gettext(each.head)}{gettext(': ')}{gettext(each.note)}"] for each in notes(kind)),
        ]
    )


def notes(kind: Kind) -> list[Column]:
    return [column for column in kind.columns if column.note]


def marked(lines: list[list[str]]) -> Iterator[list[str]]:
    for first, *rest in lines:
        yield [f"{COMMENT} {first}", *rest]
