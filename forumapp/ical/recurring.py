"""The days of a repeated entry: the common half of RECUR (RFC 5545 §3.3.10), which always ends.

A rule is asked of each day whether it holds there, so that no rule, however absurd, takes longer than
another. What repeats within a day or counts through a set is not understood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from forumapp.ical.effort import Effort

MOST_INSTANCES = 50
WINDOW = timedelta(days=731)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"}
_LARGEST = 9


@dataclass(frozen=True, slots=True)
class Rule:
    """`days` are (nth or 0, weekday from Monday); an empty set does not limit."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: str = ""
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    days: frozenset[tuple[int, int]] = frozenset()
    week_start: int = 0

    def days_from(self, first: date, today: date, effort: Effort) -> Iterator[date]:
        """Days on which it happens, in order, from today on; a few beyond `WINDOW` are among them.

        `until` is the asker's business: it may be a time.
        """
        day = first if self.count is not None else max(first, today)
        end = max(first, today) + 2 * WINDOW
        left = self.count
        while day < end and (left is None or left > 0):
            effort.spend(1)
            if self.holds(day, first):
                left = None if left is None else left - 1
                if day >= today:
                    yield day
            day += timedelta(days=1)

    def holds(self, day: date, first: date) -> bool:
        """Does a repetition that began on `first` happen on this day?"""
        if day == first:
            return True
        if self.months and day.month not in self.months:
            return False
        return self._is_its_turn(day, first) and self._is_its_day(day, first)

    def _is_its_turn(self, day: date, first: date) -> bool:
        """Of every `interval` days, weeks, months or years."""
        if self.frequency == "DAILY":
            passed = (day - first).days
        elif self.frequency == "WEEKLY":
            passed = (self._week(day) - self._week(first)) // 7
        elif self.frequency == "MONTHLY":
            passed = (day.year - first.year) * 12 + day.month - first.month
        else:
            passed = day.year - first.year
        return passed % self.interval == 0

    def _week(self, day: date) -> int:
        return day.toordinal() - (day.weekday() - self.week_start) % 7

    def _is_its_day(self, day: date, first: date) -> bool:
        if self.month_days and self.month_days.isdisjoint((day.day, day.day - _length(day) - 1)):
            return False
        if self.days:
            nths = (0, (day.day - 1) // 7 + 1, -((_length(day) - day.day) // 7 + 1))
            return not self.days.isdisjoint((nth, day.weekday()) for nth in nths)
        if self.month_days or self.frequency == "DAILY":
            return True
        if self.frequency == "WEEKLY":
            return day.weekday() == first.weekday()
        same_month = self.frequency == "MONTHLY" or self.months or day.month == first.month
        return bool(same_month) and day.day == first.day


def parse_rule(text: str) -> Rule:
    """The rule that an RRULE says. Raises ValueError for what is broken or not understood."""
    parts = dict(_pair(part) for part in text.upper().strip().strip(";").split(";"))
    if not parts.keys() <= _KNOWN or parts.get("FREQ") not in (
        "DAILY",
        "WEEKLY",
        "MONTHLY",
        "YEARLY",
    ):
        raise ValueError(text)
    named = parts["BYDAY"].split(",") if "BYDAY" in parts else ()
    days = frozenset(map(_day, named))
    rule = Rule(
        parts["FREQ"],
        max(_number(parts.get("INTERVAL", "1")), 1),
        _number(parts["COUNT"]) if "COUNT" in parts else None,
        parts.get("UNTIL", ""),
        _numbers(parts.get("BYMONTH", "")),
        _numbers(parts.get("BYMONTHDAY", "")),
        days,
        _WEEKDAYS.index(parts.get("WKST", "MO")),
    )
    counts_in_year = rule.frequency == "YEARLY" and not rule.months
    if rule.days and (counts_in_year or (any(nth for nth, _d in days) and not _in_month(rule))):
        raise ValueError(text)
    return rule


def _in_month(rule: Rule) -> bool:
    return rule.frequency in ("MONTHLY", "YEARLY")


def _pair(part: str) -> tuple[str, str]:
    name, equals, value = part.partition("=")
    if not equals:
        raise ValueError(part)
    return name.strip(), value.strip()


def _day(part: str) -> tuple[int, int]:
    match = _DAY.fullmatch(part.strip())
    if match is None:
        raise ValueError(part)
    return int(match[1] or 0), _WEEKDAYS.index(match[2])


def _numbers(text: str) -> frozenset[int]:
    return frozenset(map(_number, text.split(","))) if text else frozenset()


def _number(text: str) -> int:
    if len(text) > _LARGEST:
        raise ValueError(text)
    return int(text)


def _length(day: date) -> int:
    """Days of its month."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - timedelta(days=1)).day
