"""Tables that somebody pastes or uploads: rows of text out of CSV, XLSX or plain lines."""

import csv
import io

from forumapp.core.errors import Refused
from forumapp.web.uploaded_workbooks import (
    MOST_COLUMNS,
    MOST_ROWS,
    NOT_A_TABLE,
    TOO_LARGE,
    Rows,
    read_workbook,
)

MOST_BYTES = 5 * 1024 * 1024
DELIMITERS = ("\t", ";", ",", "；", "，")
ENCODINGS = ("utf-8-sig", "gb18030")


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
    """Lines, their cells divided by whichever of `DELIMITERS` the first lines have most of; a line
    without any by its own.
    """
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    head = "\n".join(line for line in text.split("\n") if line.strip())[:5000]
    delimiter = max(DELIMITERS, key=head.count)
    rows: Rows = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            rows.append((row if len(row) > 1 else divided("".join(row)))[:MOST_COLUMNS])
            if len(rows) > MOST_ROWS:
                raise Refused(TOO_LARGE, field="file")
    except csv.Error as wrong:
        raise Refused(NOT_A_TABLE, field="file") from wrong
    return rows


def divided(line: str) -> list[str]:
    """The cells of a line that was written in another way than those around it."""
    delimiter = max(DELIMITERS, key=line.count)
    return next(csv.reader([line], delimiter=delimiter), []) if delimiter in line else [line]
