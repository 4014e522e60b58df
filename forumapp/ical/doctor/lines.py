"""A calendar file as it stands: physical lines, content lines, components. Nothing is repaired
without being told.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from forumapp.ical.doctor.findings import Found

BOM = b"\xef\xbb\xbf"
LONGEST = 75
MOST_LINES = 100_000
DEEPEST = 10
PART = 250_000
"""Bytes of a long calendar that are read together."""
_ENTRY = b"\r\nBEGIN:VEVENT\r\n"
_END = b"END:VCALENDAR\r\n"
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_PHYSICAL = re.compile(rb"([^\r\n]*)(\r\n|\n|\r|\Z)")
_PARAMETER = r'[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*'
_CONTENT = re.compile(rf"([A-Za-z0-9-]+)((?:;{_PARAMETER})*):(.*)", re.DOTALL)
_ONE_PARAMETER = re.compile(rf";({_PARAMETER})")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Line:
    """A content line, unfolded (RFC 5545 §3.1): where it begins in the file, and what it says."""

    number: int
    text: str
    name: str
    value: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Part:
    """A component: its BEGIN line, its own lines, and the components inside it."""

    name: str
    begin: Line | None = None
    lines: list[Line] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def all(self, *names: str) -> list[Line]:
        return [line for line in self.lines if line.name in names]

    def first(self, name: str) -> Line | None:
        return next((line for line in self.lines if line.name == name), None)

    def value(self, name: str) -> str:
        line = self.first(name)
        return line.value.strip() if line else ""

    def named(self, *names: str) -> list["Part"]:
        return [part for part in self.parts if part.name in names]

    @property
    def title(self) -> Line | None:
        """The line by which a person recognizes the component."""
        return self.first("SUMMARY") or self.first("UID") or self.begin


@dataclass(slots=True)
class File:
    """What was read, and what was found while reading. `calendar` is the first VCALENDAR.

    In a later part of a long calendar, the first `repeated` lines stood in the part before it too;
    they are not in its `body`.
    """

    body: bytes
    lines: list[Line]
    calendar: Part
    found: list[Found]
    repeated: int = 0

    @property
    def events(self) -> list[Part]:
        return self.calendar.named("VEVENT")

    @property
    def method(self) -> str:
        return self.calendar.value("METHOD").upper()

    @property
    def is_published(self) -> bool:
        """A feed or a download, and no message to one attendee (RFC 5546)."""
        return self.method in ("", "PUBLISH")


def read_file(body: bytes) -> File:
    """The file's lines and components, in time that grows with its length; never raises."""
    return _read(body)


def read_parts(stream: IO[bytes]) -> Iterator[File]:
    """A calendar of any length, some entries at a time: memory is bounded as long as entries are.

    Each part is a calendar of its own: what stands before the first entry, and its entries. It is cut
    as our own calendars are written; one that is written otherwise comes as one part.
    """
    stream.seek(0)
    text = stream.read(PART)
    head = text[: text.index(_ENTRY) + 2] if _ENTRY in text else b""
    before, lines_before = b"", 0
    while piece := stream.read(PART):
        cut = text.rfind(_ENTRY, 0 if before else len(head)) + 2
        if head and cut > 1:
            yield _read(text[:cut], head=before, end=_END, lines_before=lines_before)
            lines_before += text.count(b"\n", 0, cut)
            before, text = head, text[cut:]
        text += piece
    yield _read(text, head=before, lines_before=lines_before)


def _read(body: bytes, *, head: bytes = b"", end: bytes = b"", lines_before: int = 0) -> File:
    """The file or, between a head that was read before and an end, a part of it."""
    found: list[Found] = []
    repeated = head.count(b"\n")
    text = _whole_text(head + body + end, found)
    physical = _physical(text, found, repeated, lines_before - repeated)
    lines = list(_content(physical, found))
    return File(body, lines, _tree(lines, found), found, repeated)


def _whole_text(body: bytes, found: list[Found]) -> bytes:
    encoding = _UTF_16.get(body[:2])
    if encoding:
        found.append(Found("not_utf8"))
        return body[2:].decode(encoding, "replace").encode()
    if body.startswith(BOM):
        found.append(Found("bom"))
        return body.removeprefix(BOM)
    return body


def _physical(
    text: bytes, found: list[Found], repeated: int, skipped: int
) -> list[tuple[int, bytes]]:
    """Physical lines by their numbers, without their ends; what ends them wrongly is found."""
    lines: list[tuple[int, bytes]] = []
    for place, match in enumerate(_PHYSICAL.finditer(text), 1):
        number = place if place <= repeated else place + skipped
        line, end = match.groups()
        if place > MOST_LINES:
            found.append(Found("many_lines", _raw(number, line)))
            break
        if match.end() == len(text) and not line and not end:
            break
        lines.append((number, line))
        if end in (b"\n", b"\r"):
            code = "bare_lf" if end == b"\n" else "bare_cr"
            found.append(Found(code, _raw(number, line)))
        if len(line) > LONGEST:
            found.append(Found("long_line", _raw(number, line)))
    return lines


def _raw(number: int, line: bytes) -> Line:
    return Line(number, line.decode("utf-8", "replace"), "", "")


def _content(physical: list[tuple[int, bytes]], found: list[Found]) -> Iterator[Line]:
    for number, pieces in _unfolded(physical, found):
        whole = b"".join(pieces)
        try:
            text = whole.decode("utf-8")
        except UnicodeDecodeError:
            text = whole.decode("gb18030", "replace")
            found.append(Found("not_utf8", _raw(number, whole)))
        else:
            if len(pieces) > 1 and not all(map(_is_utf8, pieces)):
                found.append(Found("cut_character", Line(number, text, "", "")))
        line = _parsed(number, text)
        if not line.name:
            found.append(Found("not_a_line", line))
        if _CONTROL.search(text):
            found.append(Found("control_character", line))
        yield line


def _unfolded(
    physical: list[tuple[int, bytes]], found: list[Found]
) -> Iterator[tuple[int, list[bytes]]]:
    """Each content line as the number of its first physical line and its pieces."""
    begun = 0
    pieces: list[bytes] = []
    for number, line in physical:
        if not line:
            found.append(Found("blank_line" if pieces else "blank_first", _raw(number, line)))
        elif line[:1] in (b" ", b"\t") and pieces:
            pieces.append(line[1:])
        else:
            if pieces:
                yield begun, pieces
            begun, pieces = number, [line]
    if pieces:
        yield begun, pieces


def _is_utf8(piece: bytes) -> bool:
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _parsed(number: int, text: str) -> Line:
    match = _CONTENT.fullmatch(text)
    if match is None:
        return Line(number, text, "", "")
    name, given, value = match.groups()
    parameters = {}
    for each in _ONE_PARAMETER.findall(given):
        key, _equals, stated = each.partition("=")
        parameters[key.upper()] = stated.strip('"')
    return Line(number, text, name.upper(), value, parameters)


def _tree(lines: list[Line], found: list[Found]) -> Part:
    """The first VCALENDAR with its components; BEGIN and END that do not match are found."""
    root = Part("")
    stack = [root]
    for line in lines:
        if line.name == "BEGIN":
            part = Part(line.value.strip().upper(), line)
            stack[-1].parts.append(part)
            stack.append(part)
        elif line.name == "END":
            _close(stack, line, found)
        else:
            stack[-1].lines.append(line)
    calendars = root.named("VCALENDAR")
    if not calendars:
        found.append(Found(_no_calendar(lines), lines[0] if lines else None))
        return root
    if len(stack) > 1 and "many_lines" in [each.code for each in found]:
        del calendars[0].parts[-1:]  # the one at which reading stopped
    elif len(stack) > 1:
        found.append(Found("no_end", stack[-1].begin))
    elif len(calendars) > 1:
        found.append(Found("two_calendars", calendars[1].begin))
    return calendars[0]


def _close(stack: list[Part], line: Line, found: list[Found]) -> None:
    """End the innermost component; where it is another that ends, those inside it end too."""
    name = line.value.strip().upper()
    if len(stack) > 1 and stack[-1].name == name:
        stack.pop()
        return
    found.append(Found("unbalanced", line))
    if name in [part.name for part in stack[-DEEPEST:] if part is not stack[0]]:
        while stack.pop().name != name:
            pass


def _no_calendar(lines: list[Line]) -> str:
    if not lines:
        return "empty_file"
    return "web_page" if lines[0].text.lstrip().startswith("<") else "no_begin"
