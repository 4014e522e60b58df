"""Uploaded lists are read in each encoding; a file made to hurt is refused before it does."""

import io
import zipfile

import pytest
from xlsxwriter import Workbook

from forumapp.core.errors import Refused
from forumapp.web.uploaded_tables import MOST_BYTES, read_upload
from tests.support import soon

PEOPLE = [["姓名", "邮箱", "名额"], ["张𬭎", "zhang@example.org", "2"]]
TEXT = "\n".join(";".join(row) for row in PEOPLE)


def a_workbook(rows) -> bytes:
    file = io.BytesIO()
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """A workbook whose sheet says this."""
    file = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(a_workbook(PEOPLE)))
    with good, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            is_sheet = name.startswith("xl/worksheets/sheet")
            bad.writestr(name, xml if is_sheet else good.read(name))
    return file.getvalue()


def cells(*xml: str) -> bytes:
    return f"<worksheet><sheetData>{''.join(xml)}</sheetData></worksheet>".encode()


def with_texts(text: str, *xml: str) -> bytes:
    """A workbook that has this one shared text, and these cells."""
    file = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(a_workbook(PEOPLE)))
    with good, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            told = {
                "xl/worksheets/sheet1.xml": cells(*xml),
                "xl/sharedStrings.xml": f"<sst><si><t>{text}</t></si></sst>".encode(),
            }
            bad.writestr(name, told.get(name) or good.read(name))
    return file.getvalue()


def bzipped(data: bytes) -> bytes:
    file = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(data))
    with good, zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as bad:
        for name in good.namelist():
            bad.writestr(name, good.read(name))
    return file.getvalue()


def understated(data: bytes) -> bytes:
    """The same archive, which says of its largest part that it is small, and has a sum for that."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = max(each.file_size for each in archive.infolist())
    return data.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_read_in_each_encoding(encoding):
    assert read_upload(TEXT.encode(encoding)) == PEOPLE


def test_a_line_written_in_another_way_than_the_first_is_read_too():
    lines = (
        "Ann Lee, ann@example.org, Harbour",
        "Bob Ray; bob@example.org",
        "Chen\tchen@example.org",
        "d@example.org",
    )
    assert [[cell.strip() for cell in row] for row in read_upload("\n".join(lines).encode())] == [
        ["Ann Lee", "ann@example.org", "Harbour"],
        ["Bob Ray", "bob@example.org"],
        ["Chen", "chen@example.org"],
        ["d@example.org"],
    ]


def test_the_first_sheet_of_a_workbook_is_read_and_numbers_are_as_people_see_them():
    assert read_upload(a_workbook([*PEOPLE[:1], ["张𬭎", "zhang@example.org", 2]])) == PEOPLE


def test_cells_are_read_where_they_stand_whatever_the_encoding():
    sheet = cells(
        '<row r="2"><c r="C2" t="inlineStr"><is><r><t>王</t></r><r><t>喆</t></r>',
        "<rPh><t>wang</t></rPh></is></c><c><v>1.5</v></c></row>",
    ).decode()
    assert read_upload(with_sheet(sheet.encode("utf-16"))) == [[], ["", "", "王喆", "1.5"]]


BOMB = with_sheet(cells("<row>" + " " * 150_000_000 + "</row>"))
HOSTILE = {
    "a bomb": BOMB,
    "a bomb that says it is small": understated(BOMB),
    "cells far apart": with_sheet(
        cells('<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    ),
    "a cell whose address begins with zeros": with_sheet(
        cells('<row r="1"><c r="A1"/></row><row r="2"><c r="XFD0001048576"><v>1</v></c></row>')
    ),
    "one long text in many cells": with_texts(
        "x" * 30_000, "<row>", '<c t="s"><v>0</v></c>' * 3000, "</row>"
    ),
    "a text longer than a cell holds": with_texts("x" * 1_000_000, "<row/>"),
    "millions of cells": with_sheet(cells("<row>", '<c r="A1"/>' * 2_500_000, "</row>")),
    "a text that is not there": with_texts("x", '<row><c t="s"><v>7</v></c></row>'),
    "an endless tag": with_sheet(cells("<row " + 'a="1" ' * 3_000_000 + "/>")),
    "texts that grow": with_sheet(b'<!DOCTYPE x [<!ENTITY a "x">]>' + cells("<row/>")),
    "a bomb packed otherwise": bzipped(BOMB),
    "no workbook in it": b"PK\x03\x04 nothing",
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "too large": b"x" * (MOST_BYTES + 1),
    "too many lines": b"a\n" * 30_000,
    "one endless cell": b'"' + b"x" * 200_000,
}


@soon
@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_file_made_to_hurt_is_refused_soon(data):
    with pytest.raises(Refused):
        read_upload(data)


def test_a_bomb_is_small_as_a_file():
    assert len(BOMB) < 200_000
