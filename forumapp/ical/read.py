"""Somebody else's calendar as plain values: RFC 5545 VEVENTs, one by one, however broken the file.

One entry that cannot be read never spoils another: it says why, and on which line. Raises `Refused`
only for a file that is no calendar, or too large.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from html import unescape

import nh3

from forumapp.core.clock import YEARS, wall_of, zone_of
from forumapp.core.text import _
from forumapp.ical.entry import Moment
from forumapp.ical.foreign_zones import ForeignZones, known_zone
from forumapp.ical.raw import MOST_PROPERTIES, Block, Property, RawCalendar, read_raw
from forumapp.ical.recurring import MOST_INSTANCES, WINDOW, parse_rule
from forumapp.ical.remarks import Remark, Unreadable
from forumapp.ical.text import clean, one_line

LONGEST_TITLE = 300
LONGEST_TEXT = 10_000
"""Half of what a form takes: marks that Markdown must not see are escaped later."""
MOST_ENTRIES = 1_000
MOST_TAGS = 500

_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_TIME = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})[Tt ](\d{2}):?(\d{2})(?::?(\d{2}))?\s*([Zz]|[+-]\d{2}:?\d{2})?"
)
_SPAN = re.compile(
    r"[+]?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?"
)
_ESCAPE = re.compile(r"\\([nN,;\\])")
_BREAKING_TAG = re.compile(r"<\s*(?:br|/p|/div|/li|/h\d|/tr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|strong|em|ul|ol|li|html|body|head|meta|style|script|h\d|table|tr|td|img|font)\b[^<>]*>",
    re.IGNORECASE,
)
_PLAIN_TAG = re.compile(r"</?(?!script\b|style\b)[a-z][^<>]*>", re.IGNORECASE)
_OWN_PREFIXES = ("CANCELLED / 已取消: ", "POSTPONED / 延期：")
"""What our own entries put before the title (`entry.py`); STATUS says the same."""

_MEETINGS = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")

_NO_START = _("The entry does not say when it begins (DTSTART is missing).")
_NO_TIME = _("“{value}” is no date or time.")
_FAR_YEAR = _("The year {year} lies outside {first} to {last}.")
_ENDS_FIRST = _("It ends before it begins. Correct that in the calendar from which it comes.")
_TOO_MANY = _("The entry has more than {most} properties.")
_NO_UID = _("The entry has no UID: it is known again by its title and its start.")
_NO_TITLE = _("The entry has no title.")
_MENDED = _("The line begins no property: taken as going on from the one before.")
_TOO_LONG = _("The line is longer than 100 kB and was left out.")
_SHORTENED = _("A text was too long and is cut off.")
_FLOATING = _("No time zone is given: read in {zone}.")
_FROM_UTC = _("Written in UTC: shown in {zone}.")
_SKIPPED = _("Clocks in {zone} never show {written} that day: moved to {shown}.")
_FIRST_ONLY = _("It repeats by a rule that is not understood ({rule}): only the first is here.")
_GOES_ON = _(
    "It is repeated more often: of those to come, the first {most} within two years are here."
)
_AND_LATER = _("All later ones were moved with it (RANGE), but are here as they were: check them.")
_NONE_TO_COME = _("It was repeated, but never again from today on: only the first is here.")
_OTHER_DATES = _("It names more dates (RDATE), which are not here.")
_REPEATED_UID = _("Another entry of this file has the same UID and is newer.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEntry:
    """One event as it was understood. `problem` says why it cannot be used; then it has no start.

    `identity` is the UID; of one of several instances, the UID, a space and its start in UTC.
    `start` and `end` are both times or both days (the last day included); `end` may be None. `zone`
    is that in which the file's open times were read.
    """

    number: int
    line: int
    identity: str
    title: str = ""
    language: str = ""
    start: Moment | date | None = None
    end: Moment | date | None = None
    from_utc: bool = False
    zone: str = ""
    place: str = ""
    description: str = ""
    address: str = ""
    meeting: str = ""
    is_cancelled: bool = False
    is_repeated: bool = False
    remarks: tuple[Remark, ...] = ()
    problem: Remark | None = None


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """A whole file. `zone` is the one in which its open times were read; `others` are tasks and such."""

    name: str
    zone: str
    entries: list[ReadEntry]
    others: int
    remarks: list[Remark]


def read_calendar(body: bytes, *, zone: str, today: date) -> ReadCalendar:
    """What a file says; `zone` is meant where it names none, and repetitions are given from `today` on.

    Raises `Refused` for what is no calendar.
    """
    raw = read_raw(body)
    remarks = list(raw.remarks)
    named = raw.calendar.first("X-WR-TIMEZONE")
    own = known_zone(named.value) if named else ""
    home = own if own and own != "UTC" else zone
    entries = list(_entries(raw, ForeignZones(raw.zones, home), today))
    if len(entries) > MOST_ENTRIES:
        entries = entries[:MOST_ENTRIES]
        remarks.append(
            Remark(
                _("The file has more entries: only the first {most} are here."),
                {"most": MOST_ENTRIES},
            )
        )
    title = raw.calendar.first("X-WR-CALNAME") or raw.calendar.first("NAME")
    name = one_line(_plain(title.value))[:LONGEST_TITLE] if title else ""
    return ReadCalendar(name, home, entries, raw.others, remarks)


def _entries(raw: RawCalendar, zones: ForeignZones, today: date) -> Iterator[ReadEntry]:
    """Each entry or instance, numbered from 1; an instance that was changed alone stands for itself."""
    read = [_read(block, zones, today) for block in raw.entries]
    changed = {each.identity for several, is_changed in read if is_changed for each in several}
    newest = _newest(raw.entries, read)
    number = 0
    for place, (several, is_changed) in enumerate(read):
        for entry in several:
            if not is_changed and len(several) > 1 and entry.identity in changed:
                continue
            number += 1
            if number > MOST_ENTRIES + 1:
                return
            is_old = not entry.problem and newest[entry.identity] != place
            more = (Remark(_REPEATED_UID, {}, entry.line),) if is_old else ()
            yield replace(entry, number=number, is_repeated=is_old, remarks=(*entry.remarks, *more))


def _newest(blocks: list[Block], read: list[tuple[list[ReadEntry], bool]]) -> dict[str, int]:
    """For each identity the place of the entry that counts: the highest SEQUENCE, then the last."""
    best: dict[str, tuple[int, int]] = {}
    for place, (block, (several, _changed)) in enumerate(zip(blocks, read, strict=True)):
        sequence = block.first("SEQUENCE")
        value = sequence.value.strip() if sequence else ""
        rank = int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0
        for entry in several:
            best[entry.identity] = max(best.get(entry.identity, (0, 0)), (rank, place))
    return {identity: place for identity, (_rank, place) in best.items()}


def _read(block: Block, zones: ForeignZones, today: date) -> tuple[list[ReadEntry], bool]:
    """The instances of one VEVENT, and whether it changes a single instance of another."""
    try:
        entry = _Reader(block, zones).entry()
    except Unreadable as broken:
        title = block.first("SUMMARY")
        shown = _title(_plain(title.value)) if title else ""
        remark = replace(broken.remark, line=broken.remark.line or block.line)
        return [
            ReadEntry(
                number=0, line=block.line, identity=f"?{block.line}", title=shown, problem=remark
            )
        ], False
    changed_instance = block.first("RECURRENCE-ID")
    if changed_instance is not None:
        return [entry], True
    return list(_instances(entry, block, zones, today)), False


class _Reader:
    """Reads one VEVENT, and notes what it had to guess."""

    def __init__(self, block: Block, zones: ForeignZones) -> None:
        self.block = block
        self.zones = zones
        self.remarks = list(block.remarks)
        self.from_utc = False

    def entry(self) -> ReadEntry:
        if len(self.block.lines) > MOST_PROPERTIES:
            raise Unreadable(Remark(_TOO_MANY, {"most": MOST_PROPERTIES}))
        self._remark_on_lines()
        start = self._start()
        end = self._end(start)
        title = self._title()
        summary = self.block.first("SUMMARY")
        language = summary.parameters.get("LANGUAGE", "") if summary else ""
        return ReadEntry(
            number=0,
            line=self.block.line,
            identity=self._identity(title, start),
            title=title,
            language=language.split("-")[0].lower(),
            start=start,
            end=end,
            from_utc=self.from_utc,
            zone=self.zones.home,
            place=one_line(self._text("LOCATION"))[:LONGEST_TITLE],
            description=self._description(),
            address=self._web_address("URL"),
            meeting=next(filter(None, map(self._web_address, _MEETINGS)), ""),
            is_cancelled=self._text("STATUS").strip().upper() == "CANCELLED",
            remarks=tuple(self.remarks),
        )

    def _remark_on_lines(self) -> None:
        for line in self.block.lines:
            if line.is_mended:
                self.remarks.append(Remark(_MENDED, {}, line.number))
            if line.is_too_long:
                self.remarks.append(Remark(_TOO_LONG, {}, line.number))

    def _start(self) -> Moment | date:
        start = self.block.first("DTSTART")
        if start is None:
            raise Unreadable(Remark(_NO_START))
        return self._when(start)

    def _end(self, start: Moment | date) -> Moment | date | None:
        """The end; none where none is given. Of days, the last one (DTEND names the day after it)."""
        written, span = self.block.first("DTEND"), self.block.first("DURATION")
        if written is not None:
            end = self._when(written, says=False)
        elif span is not None:
            end = _after(start, span)
        else:
            return None
        if isinstance(start, Moment) != isinstance(end, Moment):
            raise Unreadable(Remark(_ENDS_FIRST, {}, (written or span or _NOTHING).line))
        if isinstance(start, Moment) and isinstance(end, Moment):
            return self._later(start, end, written)
        last = max(_day_of(end) - timedelta(days=1), _day_of(start)) if end >= start else None  # type: ignore[operator]
        if last is None:
            raise Unreadable(Remark(_ENDS_FIRST, {}, (written or span or _NOTHING).line))
        return last

    def _later(self, start: Moment, end: Moment, written: Property | None) -> Moment | None:
        if end.instant < start.instant:
            raise Unreadable(Remark(_ENDS_FIRST, {}, written.line if written else 0))
        return end if end.instant > start.instant else None

    def _when(self, written: Property, *, says: bool = True) -> Moment | date:
        found, remarks, from_utc = when(written, self.zones)
        if says:
            self.remarks.extend(remarks)
            self.from_utc = from_utc
        return found

    def _identity(self, title: str, start: Moment | date) -> str:
        uid = one_line(self._text("UID"))[:LONGEST_TITLE]
        if not uid:
            self.remarks.append(Remark(_NO_UID, {}, self.block.line))
            told = f"{title}\n{_stamp(start)}"
            uid = f"no-uid-{blake2b(told.encode(), digest_size=12).hexdigest()}"
        instance = self.block.first("RECURRENCE-ID")
        if instance is None:
            return uid
        if instance.parameters.get("RANGE", "").upper() == "THISANDFUTURE":
            self.remarks.append(Remark(_AND_LATER, {}, instance.line))
        return f"{uid} {_stamp(when(instance, self.zones)[0])}"

    def _title(self) -> str:
        title = _title(self._text("SUMMARY"))
        if not title:
            raise Unreadable(Remark(_NO_TITLE))
        return title

    def _description(self) -> str:
        """As plain text, lines kept; HTML is stripped to its words."""
        text = self._text("DESCRIPTION") or self._text("STYLED-DESCRIPTION")
        text = text or self._text("X-ALT-DESC")
        written = text
        text = clean(_without_html(text))
        if len(text) > LONGEST_TEXT or len(written) > 4 * LONGEST_TEXT:
            self.remarks.append(Remark(_SHORTENED, {}, self.block.line))
        return text[:LONGEST_TEXT].rstrip()

    def _web_address(self, name: str) -> str:
        """An address of the web, or nothing: what else stands there (`javascript:`) is not offered."""
        address = one_line(self._text(name))
        known = address.lower().startswith(("https://", "http://"))
        return address if known and len(address) <= LONGEST_TITLE and " " not in address else ""

    def _text(self, name: str) -> str:
        written = self.block.first(name)
        return _plain(written.value) if written else ""


_NOTHING = Property("", {}, "", 0)


def when(written: Property, zones: ForeignZones) -> tuple[Moment | date, list[Remark], bool]:
    """A DATE or DATE-TIME: what it means, what had to be guessed, and whether it is written in UTC.

    Raises `Unreadable`.
    """
    value = written.value.strip()
    if written.parameters.get("VALUE", "").upper() == "DATE" or _DAY.fullmatch(value):
        return _checked_day(value, written), [], False
    match = _TIME.fullmatch(value)
    if match is None:
        raise Unreadable(Remark(_NO_TIME, {"value": value[:60]}, written.line))
    *parts, suffix = match.groups()
    wall = _checked_wall([int(part or 0) for part in parts], written)
    if suffix:
        instant = (wall - _distance(suffix)).replace(tzinfo=UTC)
        return (
            _moment_at(instant, zones.home),
            [Remark(_FROM_UTC, {"zone": zones.home}, written.line)],
            True,
        )
    name = written.parameters.get("TZID", "").strip()
    if not name:
        moment, more = _shown(wall, zones.home, written)
        return moment, [Remark(_FLOATING, {"zone": zones.home}, written.line), *more], False
    zone, remark = zones.zone(name, wall)
    moment, more = _shown(wall, zone, written)
    said = [replace(remark, line=written.line)] if remark else []
    return moment, [*said, *more], False


def _shown(wall: datetime, zone: str, written: Property) -> tuple[Moment, list[Remark]]:
    """A wall time that clocks skip is as much later as they jump: RFC 5545 §3.3.5."""
    instant = wall.replace(tzinfo=zone_of(zone)).astimezone(UTC)
    shown = wall_of(instant, zone).replace(fold=0)
    if shown == wall:
        return Moment(wall, zone), []
    told = {"zone": zone, "written": f"{wall:%H:%M}", "shown": f"{shown:%H:%M}"}
    return Moment(shown, zone), [Remark(_SKIPPED, told, written.line)]


def _checked_day(value: str, written: Property) -> date:
    match = _DAY.match(value)
    if match is None:
        raise Unreadable(Remark(_NO_TIME, {"value": value[:60]}, written.line))
    year, month, day = (int(part) for part in match.groups())
    return _checked_wall([year, month, day, 0, 0, 0], written).date()


def _checked_wall(parts: list[int], written: Property) -> datetime:
    """To the minute. Day 31 of a month of 30, or a year out of reach, is unreadable."""
    year, month, day, hour, minute, _second = parts
    if year not in YEARS:
        told = {"year": year, "first": YEARS[0], "last": YEARS[-1]}
        raise Unreadable(Remark(_FAR_YEAR, told, written.line))
    try:
        return datetime(year, month, day, hour, minute)
    except ValueError as wrong:
        value = written.value.strip()[:60]
        raise Unreadable(Remark(_NO_TIME, {"value": value}, written.line)) from wrong


def _distance(suffix: str) -> timedelta:
    if suffix in "Zz":
        return timedelta()
    sign = -1 if suffix[0] == "-" else 1
    hours, minutes = int(suffix[1:3]), int(suffix[-2:])
    return sign * timedelta(hours=hours, minutes=minutes)


def _after(start: Moment | date, span: Property) -> Moment | date:
    match = _SPAN.fullmatch(span.value.strip())
    if match is None:
        raise Unreadable(Remark(_NO_TIME, {"value": span.value.strip()[:60]}, span.line))
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if length > timedelta(days=366):
        raise Unreadable(Remark(_NO_TIME, {"value": span.value.strip()[:60]}, span.line))
    if isinstance(start, Moment):
        return _moment_at(start.instant + length, start.zone)
    return start + timedelta(days=max(length.days, 1))


def _moment_at(instant: datetime, zone: str) -> Moment:
    wall = wall_of(instant, zone).replace(second=0)
    return Moment(wall.replace(fold=0), zone, wall.fold)


def _day_of(value: Moment | date | None) -> date:
    return value.wall.date() if isinstance(value, Moment) else value  # type: ignore[return-value]


def _stamp(value: Moment | date) -> str:
    if isinstance(value, Moment):
        return f"{value.instant:%Y%m%dT%H%M%SZ}"
    return f"{value:%Y%m%d}"


def _instances(
    entry: ReadEntry, block: Block, zones: ForeignZones, today: date
) -> Iterator[ReadEntry]:
    """The entry itself, or each time that it is repeated, at most `MOST_INSTANCES`."""
    rule, dates = block.first("RRULE"), block.first("RDATE")
    if dates is not None:
        entry = replace(entry, remarks=(*entry.remarks, Remark(_OTHER_DATES, {}, dates.line)))
    if rule is None or entry.start is None:
        yield entry
        return
    try:
        starts, goes_on = _starts(entry, rule, zones, today, _left_out(block, zones))
    except (ValueError, Unreadable):
        told = Remark(_FIRST_ONLY, {"rule": one_line(rule.value)[:100]}, rule.line)
        yield replace(entry, remarks=(*entry.remarks, told))
        return
    if not starts:
        yield replace(entry, remarks=(*entry.remarks, Remark(_NONE_TO_COME, {}, rule.line)))
        return
    told_once = (Remark(_GOES_ON, {"most": MOST_INSTANCES}, rule.line),) if goes_on else ()
    for start in starts:
        yield replace(
            entry,
            identity=f"{entry.identity} {_stamp(start)}",
            start=start,
            end=_moved(entry, start),
            remarks=(*entry.remarks, *told_once),
        )


def _starts(
    entry: ReadEntry, rule: Property, zones: ForeignZones, today: date, left_out: set[str]
) -> tuple[list[Moment | date], bool]:
    """When it is repeated, and whether that goes on beyond."""
    parsed = parse_rule(rule.value)
    last = _until(parsed.until, entry, rule, zones)
    first = _written_start(entry)
    first_day = first.date() if isinstance(first, datetime) else first
    beyond = max(first_day, today) + WINDOW
    found: list[Moment | date] = []
    for day in parsed.days_from(first_day, today, zones.effort):
        start = _repeated(entry, first, day, rule)
        if _is_past(start, day, last):
            return found, False
        if _stamp(start) in left_out:
            continue
        if len(found) == MOST_INSTANCES or day >= beyond:
            return found, True
        found.append(start)
    return found, False


def _written_start(entry: ReadEntry) -> datetime | date:
    """The start as the file's clock has it: a rule counts days there (RFC 5545 §3.3.10)."""
    if isinstance(entry.start, Moment):
        return entry.start.instant.replace(tzinfo=None) if entry.from_utc else entry.start.wall
    return _day_of(entry.start)


def _repeated(entry: ReadEntry, first: datetime | date, day: date, rule: Property) -> Moment | date:
    """The start on a day of the file's clock."""
    if not isinstance(entry.start, Moment) or not isinstance(first, datetime):
        return day
    wall = datetime.combine(day, first.time())
    if entry.from_utc:
        return _moment_at(wall.replace(tzinfo=UTC), entry.start.zone)
    return _shown(wall, entry.start.zone, rule)[0]


def _until(
    written: str, entry: ReadEntry, rule: Property, zones: ForeignZones
) -> Moment | date | None:
    """UNTIL; a time of no zone is meant on the clock of the start."""
    if not written:
        return None
    until, _remarks, is_utc = when(Property("UNTIL", {}, written, rule.line), zones)
    if isinstance(until, Moment) and isinstance(entry.start, Moment) and not is_utc:
        return Moment(until.wall, "UTC" if entry.from_utc else entry.start.zone)
    return until


def _is_past(start: Moment | date, day: date, last: Moment | date | None) -> bool:
    """Is a start after the last one there may be? A day counts to its end, where the series is."""
    if last is None:
        return False
    if isinstance(last, Moment) and isinstance(start, Moment):
        return start.instant > last.instant
    return day > _day_of(last)


def _left_out(block: Block, zones: ForeignZones) -> set[str]:
    """The stamps of EXDATE; those that cannot be read leave nothing out."""
    stamps = set()
    for written in block.properties("EXDATE"):
        for value in written.value.split(",")[: MOST_INSTANCES * 20]:
            try:
                stamps.add(_stamp(when(replace(written, value=value), zones)[0]))
            except Unreadable:
                continue
    return stamps


def _moved(entry: ReadEntry, start: Moment | date) -> Moment | date | None:
    """The end as long after this start as it is after the first."""
    end, first = entry.end, entry.start
    if isinstance(end, Moment) and isinstance(first, Moment) and isinstance(start, Moment):
        if end.zone == first.zone and not entry.from_utc:
            return _shown(start.wall + (end.wall - first.wall), end.zone, _NOTHING)[0]
        return _moment_at(start.instant + (end.instant - first.instant), end.zone)
    if end is None or isinstance(end, Moment):
        return None
    return _day_of(start) + (end - _day_of(first))


def _plain(value: str) -> str:
    """TEXT without its escapes (RFC 5545 §3.3.11); a backslash before anything else is one."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _title(text: str) -> str:
    title = one_line(_without_html(text))
    for prefix in _OWN_PREFIXES:
        title = title.removeprefix(prefix.strip())
    return title[:LONGEST_TITLE].strip()


def _without_html(text: str) -> str:
    """The words of HTML; what only looks like it (“x < y”) stays as it is.

    The parser takes long for tags in tags: where they are many, the plain ones go before it comes.
    """
    if not _TAG.search(text):
        return text
    broken = _BREAKING_TAG.sub("\n", text[: 4 * LONGEST_TEXT])
    if broken.count("<") > MOST_TAGS:
        broken = _PLAIN_TAG.sub("", broken)
    return unescape(nh3.clean(broken, tags=set(), clean_content_tags={"script", "style"}))
