"""What an announcement states of its forum, and where a text still says what was.

A fact is held by its name and a plain value: a text as it is worded in a language, or a time spelt
for machines, which texts word in many ways. Names may bear the id of a record: “speaker 12”.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date

from forumapp.announcements.rules.facts import Attended, When
from forumapp.core.clock import wall_of
from forumapp.core.markdown import escape_markdown
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.core.when import (
    date_text,
    dates_text,
    moment_text,
    time_range_text,
    time_text,
    zone_text,
)

WHEN, CLOSES, ATTENDED = "when", "registration_closes", "attended"
ONLY_DAY, ONLY_CLOCK = "day", "clock"
FACT_NAMES = {
    "title": _("Title of the forum"),
    WHEN: _("Time"),
    "venue": _("Venue"),
    "room": _("Room"),
    "city": _("City"),
    "conference": _("Conference"),
    CLOSES: _("Registration closes"),
    "theme": _("Theme"),
    "organizer": _("Organizer"),
    "speaker": _("Speaker"),
    "capacity": _("Capacity"),
}
SENTENCES = {
    "title": _("The title of the forum was given as “{old}”; it is “{new}”."),
    WHEN: _("The time was given as {old}; it is {new}."),
    ONLY_DAY: _("The date was given as {old}; it is {new}."),
    ONLY_CLOCK: _("The hour was given as {old}; it is {new}."),
    "venue": _("The venue was given as {old}; it is {new}."),
    "room": _("The room was given as {old}; it is {new}."),
    "city": _("The city was given as {old}; it is {new}."),
    "conference": _("The conference was given as {old}; it is {new}."),
    CLOSES: _("The close of registration was given as {old}; it is {new}."),
    "theme": _("The theme was given as “{old}”; it is “{new}”."),
    "organizer": _("An organizer was named as {old}; the name is {new}."),
    "speaker": _("A speaker was named as {old}; the name is {new}."),
    "capacity": _("The capacity of a speaker was given as {old}; it is {new}."),
}
FOLLOWED = ("title", WHEN, "venue", "room", "city", CLOSES)
"""Facts of which a text that follows by itself tells its readers that they were others."""

_WITH_YEAR = {
    "en": (
        *("EEEE d MMMM y", "EEEE, d MMMM y", "EEEE, MMMM d, y"),
        *("d MMMM y", "d MMM y", "MMMM d, y", "MMM d, y", "y-MM-dd"),
    ),
    "zh": ("y年M月d日（EEEE）", "y年M月d日(EEEE)", "y年M月d日（EEE）", "y年M月d日", "y-MM-dd"),
}
_WITHOUT_YEAR = {
    "en": ("EEEE d MMMM", "EEEE, d MMMM", "EEEE, MMMM d", "d MMMM", "MMMM d"),
    "zh": ("M月d日（EEEE）", "M月d日（EEE）", "M月d日"),
}
_ANY_LANGUAGE = ("full", "long", "medium", "y-MM-dd")
_GOES_ON = re.compile(r"\s?(?:[-\u2010-\u2015~至到和、]|(?:to|and|or|through|until)\b)\s?(?=\d)")
_CAME_FROM = re.compile(
    r"(?P<first>\d)\s?(?:[-\u2010-\u2015~至到和、]|(?:to|and|or|through|until))\s?$"
)
_CAPITALIZED = re.compile(r" [A-Z]\w")
_LONGER_NAME = {
    **{(kind, ""): _CAPITALIZED for kind in ("city", "venue", "room", "speaker")},
    ("city", "zh"): re.compile(r"(?![举召的市与和及等开会办出进])[\u3400-\u9fff]"),
    ("speaker", "zh"): re.compile(
        r"(?![的在和与及于说表指认介致主作博教先女会发等同也就为将是出谈回分讲总院所部处])[\u3400-\u9fff]"
    ),
}
"""What may follow a name that is part of a longer one: New York City, 北京大学, 李明华."""
_LETTER = r"[^\W\u3400-\u9fff]"
"""A letter or digit of a word that is written with gaps around it."""
_LINK = r"\]\([^)\n]*\)|<[^>\s]+>|(?:https?://|www\.)[^\s)）]+"

_BETWEEN_TIMES = ("\N{EN DASH}", "-", " \N{EN DASH} ", " to ", "至", "\N{EM DASH}")

Wordings = dict[str, str]
"""What a text may say → what it is to say."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A fact that changed, as it stood and as it stands, and the languages whose text says the old one.

    `new` is empty where there is nothing to put in its place. `is_delicate`: somewhere the old one is
    part of something longer, which only a reader can put right.
    """

    fact: str
    old: Translated
    new: Translated
    languages: tuple[str, ...]
    is_delicate: bool = False

    @property
    def name(self) -> str:
        return FACT_NAMES[kind_of(self.fact)]

    @property
    def is_replaceable(self) -> bool:
        known = all(self.new.exact(language) for language in self.languages)
        return known and not self.is_delicate


def kind_of(fact: str) -> str:
    """“speaker 12” is a speaker."""
    return fact.partition(" ")[0]


def held_when(when: When) -> str:
    """A time as it is held: both walls, the zone, the instant of the start."""
    parts = (when.starts.isoformat(), when.ends.isoformat(), when.zone, when.starts_at.isoformat())
    return " ".join(parts)


def held_attendance(attended: Attended) -> str:
    return f"{attended.people} {attended.organizations} {attended.countries}"


def attendance_of(held: str) -> Attended:
    return Attended(*map(int, held.split()))


def held_moment(instant: datetime, zone: str) -> str:
    return f"{instant.isoformat()} {zone}"


def sentence_of(fact: str, old: str, new: str) -> str:
    """The sentence of a correction, with `{old}` and `{new}`; a time names only what became another."""
    return SENTENCES[_part(old, new) if fact == WHEN else kind_of(fact)]


def shown(fact: str, value: str, other: str, language: str) -> str:
    """A held value as people read it; of a time, what differs from its `other` state."""
    if not value:
        return ""
    if fact == CLOSES:
        instant, zone = value.split()
        return moment_text(datetime.fromisoformat(instant), zone, language)
    if fact != WHEN:
        return value
    when, part = _when(value), _part(value, other)
    if part == ONLY_DAY:
        return dates_text(when.starts.date(), when.ends.date(), language)
    if part == ONLY_CLOCK:
        return f"{time_text(when.starts)}\N{EN DASH}{time_text(when.ends)}"
    zone = zone_text(when.zone, when.starts_at, language)
    return f"{time_range_text(when.starts, when.ends, language)} {zone}"


def stands(text: str, fact: str, old: str, new: str, language: str) -> bool:
    """Whether a text says the old value of a fact, anywhere but inside the new one."""
    return bool(_places(text, fact, old, new, language)[0])


def is_delicate(text: str, fact: str, old: str, new: str, language: str) -> bool:
    """Whether some place that says the old value is half of a range of days, or part of a longer name."""
    old_ones, all_found = _places(text, fact, old, new, language)
    begins, ends = ({edge(each) for each in all_found} for edge in (_begin, _end))
    if kind_of(fact) in (WHEN, CLOSES):
        return any(_is_half_a_range(text, each, begins, ends) for each in old_ones)
    longer = _LONGER_NAME.get((kind_of(fact), language)) or _LONGER_NAME.get((kind_of(fact), ""))
    return longer is not None and any(longer.match(text, each.end()) for each in old_ones)


def replaced(text: str, fact: str, old: str, new: str, language: str) -> str:
    """The text with the new value of a fact wherever it says the old one."""
    wordings = _wordings(fact, old, new, language)
    apart = _apart(fact, old, new, language)
    pattern = _pattern({*wordings, *wordings.values(), *apart})
    if pattern is None:
        return text
    return pattern.sub(lambda found: wordings.get(found[0], found[0]), text)


def _places(
    text: str, fact: str, old: str, new: str, language: str
) -> tuple[list[re.Match[str]], list[re.Match[str]]]:
    """Where the text says the old value, and where it says either or what only looks like it."""
    wordings = _wordings(fact, old, new, language)
    present = set(wordings.values()) | _apart(fact, old, new, language)
    pattern = _pattern({*wordings, *present})
    found = list(pattern.finditer(text)) if pattern else []
    return [each for each in found if each[0] in wordings and each[0] not in present], found


def _begin(place: re.Match[str]) -> int:
    return place.start()


def _end(place: re.Match[str]) -> int:
    return place.end()


def _is_half_a_range(
    text: str, place: re.Match[str], begins: Iterable[int], ends: Iterable[int]
) -> bool:
    """“10 March” of “10 to 12 March” cannot be moved alone; both ends of a known range can."""
    goes_on = _GOES_ON.match(text, place.end())
    came_from = _CAME_FROM.search(text[: place.start()])
    return bool(
        (goes_on and goes_on.end() not in begins)
        or (came_from and came_from.end("first") not in ends)
    )


def _wordings(fact: str, old: str, new: str, language: str) -> Wordings:
    if fact == WHEN and new:
        pairs = _time_wordings(_when(old), _when(new), language)
    elif fact == CLOSES and new:
        pairs = _moment_wordings(old, new, language)
    else:
        was, now = shown(fact, old, "", language), shown(fact, new, "", language)
        pairs = [(escape_markdown(was), escape_markdown(now)), (was, now)]
    return {was: now for was, now in reversed(pairs) if was and was != now}


def _apart(fact: str, old: str, new: str, language: str) -> set[str]:
    """What looks like the old value and is something else: the time of New York is not its city."""
    if kind_of(fact) in (WHEN, CLOSES):
        return set()
    return {
        wording
        for city in (shown(fact, old, "", language), shown(fact, new, "", language))
        for wording in (f"{city} time", f"{city}时间")
    }


def _time_wordings(old: When, new: When, language: str) -> list[tuple[str, str]]:
    days = [
        pair
        for was, now in (
            (old.ends.date(), new.ends.date()),
            (old.starts.date(), new.starts.date()),
        )
        for pair in _day_wordings(was, now, language)
    ]
    spans = [
        (
            dates_text(old.starts.date(), old.ends.date(), language),
            dates_text(new.starts.date(), new.ends.date(), language),
        )
    ]
    clocks = [
        (
            f"{time_text(old.starts)}{between}{time_text(old.ends)}",
            f"{time_text(new.starts)}{between}{time_text(new.ends)}",
        )
        for between in _BETWEEN_TIMES
    ]
    clocks.append((time_text(old.starts), time_text(new.starts)))
    if old.starts.date() != old.ends.date():
        clocks.append((time_text(old.ends), time_text(new.ends)))
    zones = [
        (
            way(zone_text(old.zone, old.starts_at, language)),
            way(zone_text(new.zone, new.starts_at, language)),
        )
        for way in (str, _inside_brackets)
    ]
    return [*zones, *clocks, *spans, *days]


def _inside_brackets(zone: str) -> str:
    return zone.rstrip("）").replace("（", "，")


def _day_wordings(old: date, new: date, language: str) -> list[tuple[str, str]]:
    whole = _WITH_YEAR.get(language, _ANY_LANGUAGE)
    pairs = [(_spelt(old, way, language), _spelt(new, way, language)) for way in whole]
    for way in _WITHOUT_YEAR.get(language, ()):
        now = _spelt(new, way, language) if old.year == new.year else date_text(new, language)
        pairs.append((_spelt(old, way, language), now))
    return pairs


def _spelt(day: date, way: str, language: str) -> str:
    return format_date(day, way, locale=language)


def _moment_wordings(old: str, new: str, language: str) -> list[tuple[str, str]]:
    (old_instant, old_zone), (new_instant, new_zone) = old.split(), new.split()
    was, now = datetime.fromisoformat(old_instant), datetime.fromisoformat(new_instant)
    return [
        (moment_text(was, old_zone, language), moment_text(now, new_zone, language)),
        (_on_day(was, old_zone, language), _on_day(now, new_zone, language)),
    ]


def _on_day(instant: datetime, zone: str, language: str) -> str:
    wall = wall_of(instant, zone)
    between = " " if language == "zh" else ", "
    return f"{date_text(wall.date(), language)}{between}{time_text(wall)}"


def _pattern(wordings: Iterable[str]) -> re.Pattern[str] | None:
    """Any of the wordings, the longest where several begin, none inside another word or number.

    An address in the text is found whole, so that nothing is found in it.
    """
    longest_first = sorted(filter(None, wordings), key=lambda each: (-len(each), each))
    return re.compile("|".join((_LINK, *map(_bounded, longest_first)))) if longest_first else None


def _bounded(wording: str) -> str:
    before = rf"(?<!{_LETTER})(?<![/:])" if re.match(_LETTER, wording[0]) else ""
    after = rf"(?!{_LETTER})(?!:)" if re.match(_LETTER, wording[-1]) else ""
    after += r"(?!\.\d)" if wording[-1].isdigit() else ""
    if re.fullmatch(r"\d\d:\d\d", wording):
        before, after = r"(?<![0-9:–—至-])", r"(?![0-9:–—至-])"
    elif re.fullmatch(r"\d+月\d+日.*", wording):
        before = r"(?<![0-9年])"
    elif wording[-1].isalpha() or wording[-1].isdigit():
        after += r"(?!,? \d{4}(?!\d))" if _names_month(wording) else ""
    return before + re.escape(wording) + after


def _names_month(wording: str) -> bool:
    """A day of a month without its year: the same day of another year is another one."""
    return bool(re.search(r"\d", wording)) and not re.search(r"\d{4}|:", wording)


def _when(held: str) -> When:
    starts, ends, zone, starts_at = held.split()
    return When(
        datetime.fromisoformat(starts),
        datetime.fromisoformat(ends),
        zone,
        datetime.fromisoformat(starts_at),
    )


def _part(old: str, new: str) -> str:
    """What of a time became another: its day, its hours, or more."""
    if not old or not new:
        return WHEN
    was, now = _when(old), _when(new)
    days = [(each.starts.date(), each.ends.date()) for each in (was, now)]
    clocks = [(each.starts.time(), each.ends.time()) for each in (was, now)]
    if was.zone != now.zone:
        return WHEN
    if clocks[0] == clocks[1]:
        return ONLY_DAY
    return ONLY_CLOCK if days[0] == days[1] else WHEN


def facts_to_tell(
    before: Mapping[str, str], after: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Those of `FOLLOWED` that were something else before: name, old value, new value."""
    return [
        (fact, before[fact], after[fact])
        for fact in FOLLOWED
        if before.get(fact) and after.get(fact) and before[fact] != after[fact]
    ]
