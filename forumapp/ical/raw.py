"""From bytes that may be anything to the content lines and blocks of a calendar: RFC 5545 §3.1, §3.4.

Nothing here trusts the file. What is no calendar is refused with a sentence; what is broken in one
place (a bad fold, an END that is missing) is mended there and remarked on.
"""

import codecs
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.ical.remarks import Remark

MOST_BYTES = 2_000_000
MOST_LINES = 100_000
MOST_BLOCKS = 2_000
MOST_PROPERTIES = 1_000
DEEPEST = 10
LONGEST_LINE = 100_000

_BREAK = re.compile(rb"\r\n|\r|\n")
_PROPERTY = re.compile(rb"[ \t]*[A-Za-z0-9-]+[;:]")
_HEAD = re.compile(r'\s*([A-Za-z0-9-]+)((?:;(?:"[^"]*"|[^":])*)?):')
_PARAMETER = re.compile(r';\s*([A-Za-z0-9-]+)\s*=\s*("[^"]*"|[^;]*)')
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_WEB_PAGE = re.compile(rb"\s*(?:<!doctype\s+html|<html|<head|<body)", re.IGNORECASE)
_ENTRY = "VEVENT"
_CALENDAR = "VCALENDAR"
_AT_THE_TOP = (_ENTRY, "VTIMEZONE", "VTODO", "VJOURNAL", "VFREEBUSY")

_NO_END = _("The entry has no end (END:VEVENT is missing); the file may be cut off.")
TOO_MUCH = _(
    "This calendar is too large to be read at once. Export a part of it, such as one year."
)


@dataclass(frozen=True, slots=True)
class Line:
    """An unfolded content line; `number` is where it begins in the file, from 1."""

    number: int
    text: str
    is_mended: bool = False
    is_too_long: bool = False


@dataclass(frozen=True, slots=True)
class Property:
    name: str
    parameters: dict[str, str]
    value: str
    line: int


@dataclass(slots=True)
class Block:
    """What stands between BEGIN and END: its own lines and the blocks within."""

    name: str
    line: int
    lines: list[Line] = field(default_factory=list)
    blocks: list["Block"] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def properties(self, *names: str) -> Iterator[Property]:
        """Those of these names, in the order of the file; lines that are none are passed over."""
        for line in self.lines:
            match = _HEAD.match(line.text)
            if match is None or match[1].upper() not in names or line.is_too_long:
                continue
            parameters = {
                name.upper(): value.strip('"') for name, value in _PARAMETER.findall(match[2])
            }
            yield Property(match[1].upper(), parameters, line.text[match.end() :], line.number)

    def first(self, name: str) -> Property | None:
        return next(self.properties(name), None)


@dataclass(frozen=True, slots=True)
class RawCalendar:
    """A file in its blocks. `encoding` is what its letters were taken for."""

    calendar: Block
    entries: list[Block]
    zones: list[Block]
    others: int
    encoding: str
    remarks: list[Remark]


def read_raw(body: bytes) -> RawCalendar:
    """The blocks of a calendar file. Raises `Refused` for what is no calendar, or too large a one."""
    body = _unpacked(body)
    _refuse_other_kinds(body)
    body, encoding = _in_ascii_bytes(body)
    calendar, blocks = _blocks(_lines(body, encoding))
    entries = [block for block in blocks if block.name == _ENTRY]
    zones = [block for block in blocks if block.name == "VTIMEZONE"]
    if not entries:
        raise Refused(_("This calendar has no entries: there is nothing to import."))
    remarks = []
    if encoding != "utf-8":
        remarks.append(
            Remark(
                _(
                    "The file is not written in UTF-8. Its letters were read as {encoding}: check them."
                ),
                {"encoding": encoding.upper()},
            )
        )
    return RawCalendar(
        calendar, entries, zones, len(blocks) - len(entries) - len(zones), encoding, remarks
    )


def _unpacked(body: bytes) -> bytes:
    if body.startswith(b"\x1f\x8b"):
        try:
            body = zlib.decompressobj(31).decompress(body, MOST_BYTES + 1)
        except zlib.error as damaged:
            raise Refused(
                _("This file is compressed and damaged. Fetch or export it again.")
            ) from damaged
    if len(body) > MOST_BYTES:
        raise Refused(TOO_MUCH)
    return body


def _refuse_other_kinds(body: bytes) -> None:
    if not body.strip():
        raise Refused(_("This file is empty."))
    if body.startswith(b"PK\x03\x04"):
        raise Refused(_("This is a ZIP archive. Unpack it and choose the .ics file inside."))
    if _WEB_PAGE.match(body.removeprefix(codecs.BOM_UTF8)):
        raise Refused(
            _(
                "This is a web page, not a calendar. Look there for the address of the calendar, "
                "which often ends in .ics."
            )
        )


def _in_ascii_bytes(body: bytes) -> tuple[bytes, str]:
    """The file in an encoding whose line breaks are ASCII, and which one its letters are in."""
    for mark, wide in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if body.startswith(mark):
            body = body.decode(wide, "replace").encode("utf-8", "replace")
            break
    body = body.replace(codecs.BOM_UTF8, b"", 1) if body.startswith(codecs.BOM_UTF8) else body
    if b"\0" in body:
        raise Refused(_("This is no text, so it is no calendar. Choose a file that ends in .ics."))
    return body, _encoding_of(body)


def _encoding_of(body: bytes) -> str:
    """UTF-8; else GB 18030 where high bytes stand in runs, as in Chinese; else Western European.

    Asked of the unfolded bytes: old programs fold lines inside a character.
    """
    unfolded = re.sub(rb"(?:\r\n|\r|\n)[ \t]", b"", body)
    try:
        unfolded.decode("utf-8")
    except UnicodeDecodeError:
        runs = [len(run) for run in _HIGH_BYTES.findall(unfolded)]
        in_pairs = sum(length for length in runs if length > 1)
        return "gb18030" if in_pairs > sum(runs) / 2 else "cp1252"
    return "utf-8"


def _lines(body: bytes, encoding: str) -> Iterator[Line]:
    """Unfolded. A line that begins no property goes on from the one before, as a broken export has it."""
    count = number = 0
    parts: list[bytes] = []
    size, is_mended = 0, False
    for here, raw in enumerate(_BREAK.split(body), start=1):
        if not raw.strip():
            continue
        folded = raw[:1] in (b" ", b"\t")
        if parts and (folded or not _PROPERTY.match(raw)):
            is_mended = is_mended or not folded
            size += len(raw)
            if size <= LONGEST_LINE:
                parts.append(raw[1:] if folded else b"\\n" + raw)
            continue
        if parts:
            yield _line(number, parts, encoding, size, is_mended)
        count += 1
        if count > MOST_LINES:
            raise Refused(TOO_MUCH)
        number, parts, size, is_mended = here, [raw[: LONGEST_LINE + 1]], len(raw), False
    if parts:
        yield _line(number, parts, encoding, size, is_mended)


def _line(number: int, parts: list[bytes], encoding: str, size: int, is_mended: bool) -> Line:
    text = b"".join(parts).decode(encoding, "replace")
    return Line(number, text, is_mended, size > LONGEST_LINE)


def _blocks(lines: Iterator[Line]) -> tuple[Block, list[Block]]:
    """The calendar's own lines, and its entries, zones and other blocks."""
    calendar = Block(_CALENDAR, 0)
    found: list[Block] = []
    stack: list[Block] = []
    is_calendar, count = False, 0
    for line in lines:
        verb, _colon, name = line.text[:100].strip().upper().partition(":")
        name = name.strip()
        if verb == "BEGIN":
            is_calendar = is_calendar or name in (_CALENDAR, _ENTRY)
            count += 1
            if count > MOST_BLOCKS:
                raise Refused(TOO_MUCH)
            if name == _CALENDAR or name in _AT_THE_TOP:
                _close(stack)
            if name == _CALENDAR:
                continue
            block = Block(name, line.number)
            (stack[-1].blocks if stack else found).append(block)
            stack.append(block)
            if len(stack) > DEEPEST:
                raise Refused(_("Parts of this calendar lie too deep in each other to be read."))
        elif verb == "END":
            _close(stack, name)
        else:
            (stack[-1] if stack else calendar).lines.append(line)
    _close(stack)
    if not is_calendar:
        raise Refused(
            _("This is no calendar: it does not begin with BEGIN:VCALENDAR. Choose another file.")
        )
    return calendar, found


def _close(stack: list[Block], name: str = "") -> None:
    """Up to the innermost block of this name, or all; an END without its BEGIN closes nothing."""
    if name == _CALENDAR:
        name = ""
    elif name and all(block.name != name for block in stack):
        return
    while stack:
        block = stack.pop()
        if name and block.name == name:
            return
        if block.name == _ENTRY:
            block.remarks.append(Remark(_NO_END, {}, block.line))
