"""Tables for spreadsheet programs, of any length in constant memory; no cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO

from flask import Response, stream_with_context
from xlsxwriter import Workbook

Cell = str | None
Line = Iterable[Cell]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LINES_AT_ONCE = 500
BYTES_AT_ONCE = 1 << 16
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def plain_cell(cell: Cell) -> str:
    """The text as a cell that no program reckons with: what could begin a formula gets an apostrophe."""
    text = cell or ""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_answer(lines: Iterable[Line], name: str) -> Response:
    """The lines as CSV, sent while they are read. With a byte order mark, or Excel takes it for Latin."""
    return download(
        stream_with_context(csv_pieces(lines)), f"{name}.csv", "text/csv; charset=utf-8"
    )


def csv_pieces(lines: Iterable[Line]) -> Iterator[str]:
    page = io.StringIO("\ufeff")
    page.seek(0, io.SEEK_END)
    writer = csv.writer(page)
    for number, line in enumerate(lines, 1):
        writer.writerow(map(plain_cell, line))
        if number % LINES_AT_ONCE == 0:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def xlsx_answer(lines: Iterable[Line], name: str) -> Response:
    """The lines as a workbook, written to a file first: its directory stands at the end."""
    file = TemporaryFile()  # noqa: SIM115 - closed when all of it is sent
    write_workbook(file, lines)
    file.seek(0)
    return download(file_pieces(file), f"{name}.xlsx", XLSX)


def file_pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(lambda: file.read(BYTES_AT_ONCE), b"")


def write_workbook(file: IO[bytes], lines: Iterable[Line]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for row, line in enumerate(lines):
            for column, cell in enumerate(line):
                sheet.write_string(row, column, cell or "", bold if row == 0 else None)


def download(pieces: Iterable[str] | Iterable[bytes], name: str, content_type: str) -> Response:
    response = Response(pieces, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
