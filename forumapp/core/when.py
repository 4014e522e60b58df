"""Time as people read it: dates, ranges and zones in each language (Babel, CLDR)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, get_timezone_location

from forumapp.core.clock import wall_of, zone_of
from forumapp.core.text import _, say

_MINUS = "\N{MINUS SIGN}"
_DASH = "\N{EN DASH}"
_CITY_NAMES = {"Asia/Shanghai": {"en": "Beijing", "zh": "北京", "fr": "Pékin"}}
_LONG_DATES = {"en": "EEEE d MMMM y", "zh": "y年M月d日（EEEE）"}
_DATES = {"en": "d MMMM y", "zh": "y年M月d日"}
_SHORT_DATES = {"en": "d MMM y", "zh": "y年M月d日"}


def date_text(day: date, language: str, *, weekday: bool = False, short: bool = False) -> str:
    """“Sunday 14 March 2027” · “2027年3月14日（星期日）”."""
    patterns = _LONG_DATES if weekday else _SHORT_DATES if short else _DATES
    otherwise = "full" if weekday else "medium" if short else "long"
    return format_date(day, patterns.get(language, otherwise), locale=language)


def time_text(wall: datetime) -> str:
    return f"{wall:%H:%M}"


def dates_text(first: date, last: date | None, language: str) -> str:
    """A span of days: “10–19 March 2027” · “2027年3月10日至19日”."""
    if last is None or last == first:
        return date_text(first, language)
    if language == "zh":
        if first.year != last.year:
            return f"{date_text(first, 'zh')}至{date_text(last, 'zh')}"
        tail = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
        return f"{date_text(first, 'zh')}至{tail}"
    if language not in _DATES:
        return format_interval(first, last, "yMMMMd", locale=language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{_DASH}{date_text(last, language)}"
    head = format_date(first, "d MMMM" if first.year == last.year else "d MMMM y", locale=language)
    return f"{head} {_DASH} {date_text(last, language)}"


def time_range_text(start: datetime, end: datetime, language: str, *, weekday: bool = True) -> str:
    """Wall-clock range: “Sunday 14 March 2027, 12:00–14:30” · “2027年3月14日（星期日）12:00–14:30”."""
    joiner = "" if language == "zh" and weekday else " " if language == "zh" else ", "
    if start.date() == end.date():
        day = date_text(start.date(), language, weekday=weekday)
        return f"{day}{joiner}{time_text(start)}{_DASH}{time_text(end)}"
    ends = f"{date_text(end.date(), language, weekday=weekday)}{joiner}{time_text(end)}"
    return f"{date_text(start.date(), language, weekday=weekday)}{joiner}{time_text(start)} {_DASH} {ends}"


def city_of_zone(zone: str, language: str) -> str:
    """The place that a zone is named after: “New York”, “纽约”; China's is called Beijing."""
    if zone in ("UTC", "Etc/UTC"):
        return "UTC"
    known = _CITY_NAMES.get(zone, {})
    return known.get(language) or get_timezone_location(
        zone, locale=Locale.parse(language), return_city=True
    )


def offset_text(offset: timedelta) -> str:
    """“UTC−4”, “UTC+5:30”, “UTC+0”."""
    minutes = int(offset.total_seconds() // 60)
    sign = _MINUS if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def zone_text(zone: str, instant: datetime, language: str, *, short: bool = False) -> str:
    """“New York time (EDT, UTC−4)” · “纽约时间（EDT，UTC−4）”; short leaves out the parenthesis."""
    if zone in ("UTC", "Etc/UTC"):
        return "UTC"
    city = city_of_zone(zone, language)
    name = say(_("{city} time"), {"city": city}, language)
    if short:
        return name
    local = instant.astimezone(zone_of(zone))
    abbreviation, offset = local.tzname() or "", offset_text(local.utcoffset() or timedelta())
    parts = [offset] if not abbreviation.isalpha() else [abbreviation, offset]
    return f"{name}（{'，'.join(parts)}）" if language == "zh" else f"{name} ({', '.join(parts)})"


def moment_text(instant: datetime, zone: str, language: str, *, seconds: bool = False) -> str:
    """One moment with its zone: “10 March 2027, 18:00 New York time” · “2027年3月10日 18:00（纽约时间）”."""
    wall = wall_of(instant, zone)
    clock = f"{wall:%H:%M:%S}" if seconds else time_text(wall)
    place = zone_text(zone, instant, language, short=True)
    if language == "zh":
        return f"{date_text(wall.date(), 'zh')} {clock}（{place}）"
    return f"{date_text(wall.date(), language)}, {clock} {place}"


def clock_text(instant: datetime | None, zone: str) -> str:
    """“2026-11-23 09:00” on the clock of a zone, as spreadsheet programs read it; empty for none."""
    return f"{wall_of(instant, zone):%Y-%m-%d %H:%M}" if instant else ""


def day_of(instant: datetime, zone: str) -> date:
    """The day that calendars on the wall show at an instant."""
    return wall_of(instant, zone).date()


def month_text(day: date, language: str) -> str:
    """“March 2027” · “2027年3月”."""
    if language in _DATES:
        return format_date(day, "y年M月" if language == "zh" else "MMMM y", locale=language)
    return format_skeleton("yMMMM", day, locale=language)


def weekday_text(day: date, language: str) -> str:
    return format_date(day, "EEEE", locale=language)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant and the zone in which people speak of it; reads itself in any language."""

    instant: datetime
    zone: str

    def text(self, language: str) -> str:
        return moment_text(self.instant, self.zone, language)
