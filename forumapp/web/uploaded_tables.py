"""Tables that somebody pastes or uploads: rows of text out of CSV, XLSX or plain lines.

A workbook is small packed and may be anything unpacked: sizes are known before a library sees it.
"""

import csv
import io
import re
import zipfile
import zlib

from python_calamine import CalamineWorkbook

from forumapp.core.errors import Refused
from forumapp.core.text import _

Rows = list[list[str]]

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 30 * 1024 * 1024
"""Bytes of a workbook once it is unpacked; 5,000 people take about three million."""
MOST_PARTS = 500
MOST_ROWS = 20_000
MOST_COLUMNS = 60
DELIMITERS = ("\t", ";", ",", "；", "，")
ENCODINGS = ("utf-8-sig", "gb18030")
_CELL = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]{1,9})?(\d{1,9})\s*[\"']")

TOO_LARGE = _("This file is larger than a list of people is. Divide it, or save it as CSV.")
NOT_A_TABLE = _("This file is no list that can be read. Save it as XLSX or as CSV.")


def read_upload(data: bytes) -> Rows:
    """The rows of an uploaded file: the first sheet of a workbook, or lines of text."""
    if len(data) > MOST_BYTES:
        raise Refused(TOO_LARGE, field="file")
    if data.startswith(b"PK"):
        return read_workbook(data)
    if b"\0" in data[:1000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(NOT_A_TABLE, field="file")
    return read_text(decoded(data))


def decoded(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark (“Unicode text” of spreadsheet programs), else GB 18030."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(NOT_A_TABLE, field="file")


def read_text(text: str) -> Rows:
    """Lines, their cells divided by whichever of `DELIMITERS` the first lines have most of."""
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    head = "\n".join(line for line in text.split("\n") if line.strip())[:5000]
    delimiter = max(DELIMITERS, key=head.count)
    rows: Rows = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            rows.append(row[:MOST_COLUMNS])
            if len(rows) > MOST_ROWS:
                raise Refused(TOO_LARGE, field="file")
    except csv.Error as wrong:
        raise Refused(NOT_A_TABLE, field="file") from wrong
    return rows


def read_workbook(data: bytes) -> Rows:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(unpacked_workbook(data)))
        sheet = book.get_sheet_by_index(0).to_python()
    except (Refused, MemoryError):
        raise
    except Exception as wrong:  # whatever its library makes of a file that is none
        raise Refused(NOT_A_TABLE, field="file") from wrong
    return [[cell_text(cell) for cell in row[:MOST_COLUMNS]] for row in sheet[:MOST_ROWS]]


def unpacked_workbook(data: bytes) -> bytes:
    """The same workbook without compression, as large as it is: what it says of its own sizes, and of
    where its cells stand, decides nothing.
    """
    plain = io.BytesIO()
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(plain, "w") as written:
            entries = [
                each for each in packed.infolist() if each.filename.endswith((".xml", ".rels"))
            ]
            if len(entries) > MOST_PARTS:
                raise Refused(TOO_LARGE, field="file")
            for entry in entries:
                with packed.open(entry) as part:
                    content = part.read(left + 1)
                left -= len(content)
                if left < 0 or not is_small_table(content):
                    raise Refused(TOO_LARGE, field="file")
                written.writestr(entry.filename, content)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
    ) as wrong:
        raise Refused(NOT_A_TABLE, field="file") from wrong
    return plain.getvalue()


def is_small_table(part: bytes) -> bool:
    """Its cells lie close together: a library reserves room for all between the first and the last."""
    if b"\0" in part[:200]:  # in UTF-16 nothing would be found below
        return False
    if b"sheetData" not in part:
        return True
    for column, row in _CELL.findall(part):
        if int(row) > MOST_ROWS or number_of(column) > MOST_COLUMNS * 5:
            return False
    return True


def number_of(column: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - 64
    return number


def cell_text(cell: object) -> str:
    """Whole numbers without a decimal point, as people read them in their spreadsheet."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).replace("\0", "")
