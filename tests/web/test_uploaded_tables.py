"""Uploaded lists are read in each encoding; a file made to hurt is refused before it does."""

import io
import time
import zipfile

import pytest
from xlsxwriter import Workbook

from forumapp.core.errors import Refused
from forumapp.web.uploaded_tables import MOST_BYTES, read_upload

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


def understated(data: bytes) -> bytes:
    """The same archive, which says of its largest part that it is small, and has a sum for that."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = max(each.file_size for each in archive.infolist())
    return data.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_read_in_each_encoding(encoding):
    assert read_upload(TEXT.encode(encoding)) == PEOPLE


def test_the_first_sheet_of_a_workbook_is_read_and_numbers_are_as_people_see_them():
    assert read_upload(a_workbook([*PEOPLE[:1], ["张𬭎", "zhang@example.org", 2]])) == PEOPLE


BOMB = with_sheet(cells("<row>" + " " * 150_000_000 + "</row>"))
HOSTILE = {
    "a bomb": BOMB,
    "a bomb that says it is small": understated(BOMB),
    "cells far apart": with_sheet(
        cells('<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    ),
    "a sheet in an encoding of its own": with_sheet(cells("<row/>").decode().encode("utf-16")),
    "no workbook in it": b"PK\x03\x04 nothing",
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "too large": b"x" * (MOST_BYTES + 1),
    "too many lines": b"a\n" * 30_000,
    "one endless cell": b'"' + b"x" * 200_000,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_file_made_to_hurt_is_refused_soon(data):
    started = time.process_time()
    with pytest.raises(Refused):
        read_upload(data)
    assert time.process_time() - started < 5


def test_a_bomb_is_small_as_a_file():
    assert len(BOMB) < 200_000
