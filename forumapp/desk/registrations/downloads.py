"""The list to take along: as CSV, XLSX or PDF, with the columns and filters that are chosen.

Where no columns are chosen a spreadsheet has all of them, and paper the usual ones.
"""

from collections.abc import Callable, Iterator

from flask import Response, g
from flask.typing import ResponseReturnValue

from forumapp.core.paging import the_record
from forumapp.core.transaction import reading
from forumapp.core.when import moment_text
from forumapp.desk.registrations.asking import read_asked
from forumapp.desk.registrations.blueprint import pages
from forumapp.desk.registrations.columns import Column, Columns
from forumapp.desk.registrations.listing import told_filters
from forumapp.forums.models import Forum
from forumapp.identity.rules import EXPORT_ATTENDEES
from forumapp.printing.sheets import MOST_ROWS, list_pdf
from forumapp.registrations.queries.lists import Line, lines_of
from forumapp.registrations.services.deciding import note_download
from forumapp.registrations.services.papers import letterhead
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language
from forumapp.web.papers import pdf_answer
from forumapp.web.rendering import current_institution
from forumapp.web.spreadsheets import csv_answer, xlsx_answer


@pages.get("/attendees.csv")
@needs(EXPORT_ATTENDEES)
def download_csv(forum_id: int) -> ResponseReturnValue:
    return download(forum_id, "CSV", csv_answer)


@pages.get("/attendees.xlsx")
@needs(EXPORT_ATTENDEES)
def download_xlsx(forum_id: int) -> ResponseReturnValue:
    return download(forum_id, "XLSX", xlsx_answer)


def download(forum_id: int, kind: str, answer: Callable[..., Response]) -> Response:
    """The list as it is shown, written into history before its first byte."""
    forum = the_record(Forum, forum_id)
    asked, columns = read_asked(), Columns(forum)
    keys = columns.chosen(asked.columns, otherwise=columns.every_key())
    note_download(forum_id, format=kind, by=actor(), now=g.now)
    lines = lines_of(forum_id, asked.filters, columns.shown(keys), sort=asked.sort)
    return answer(in_a_snapshot(columns.of(keys), lines), f"{forum.slug}-attendees")


def in_a_snapshot(columns: list[Column], lines: Iterator[Line]) -> Iterator[list[str]]:
    """The head, then a line for each person. What is sent after the request ended reads in a transaction
    of its own, which keeps nobody waiting.
    """
    yield [column.head for column in columns]
    with reading():
        for line in lines:
            yield [column.text(line) for column in columns]


@pages.get("/attendees.pdf")
@needs(EXPORT_ATTENDEES)
def download_pdf(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    asked, columns, language = read_asked(), Columns(forum), current_language()
    keys = columns.chosen(asked.columns)
    told = columns.of(keys)
    shown = columns.shown(keys)
    lines = lines_of(forum_id, asked.filters, shown, sort=asked.sort, limit=MOST_ROWS + 1)
    paper = list_pdf(
        [column.head for column in told],
        [[column.text(line) for column in told] for line in lines],
        forum.title.text(language).replace("|", ""),
        own=letterhead(current_institution(), language),
        note=" · ".join([*told_filters(asked, columns), moment_text(g.now, forum.zone, language)]),
        language=language,
    )
    note_download(forum_id, format="PDF", by=actor(), now=g.now)
    return pdf_answer(paper, f"{forum.slug}-attendees")
