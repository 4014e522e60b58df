"""What pages say about records: pure functions from rows, a language and a time to words.

Templates call them by name; nothing here reads the database or the request.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from babel import Locale
from babel.dates import format_date
from markupsafe import Markup

from forumapp.announcements.rules.kinds import ANNOUNCEMENT_KINDS
from forumapp.calendars.rules.places import country_beside
from forumapp.core.choices import sort_key
from forumapp.core.clock import wall_of
from forumapp.core.countries import country_name
from forumapp.core.markdown import render_markdown
from forumapp.core.text import _, say
from forumapp.core.titles import title_parts, whole_title
from forumapp.core.translated import Translated, html_language
from forumapp.core.when import (
    date_text,
    moment_text,
    month_text,
    time_text,
    weekday_text,
    zone_text,
)
from forumapp.delegations.rules import ITEM_KINDS, RANKS, STAGES, stage
from forumapp.forums.models import Forum
from forumapp.forums.rules import (
    APPEARANCE_ROLES,
    CHANGE_FIELDS,
    CONFERENCE_KINDS,
    FORUM_KINDS,
    ORGANIZER_ROLES,
)
from forumapp.organizations.rules import ORGANIZATION_KINDS
from forumapp.themes.rules import SDG_TITLES
from forumapp.venues.rules import ACCESS_FACTS

_DASH = "\N{EN DASH}"
_INSIDE_DATES = re.compile(
    r"(?<=\b\d) (?=[^\W\d_])"
    r"|(?<=\b[1-3]\d)(?<!:\d\d) (?=[^\W\d_])"
    r"|(?<=[^\W\d_]) (?=\d{4}\b)"
)
"""Between a day and its month, and between a month and its year."""
_KEPT_WHOLE = re.compile(
    r"(“[^“”]{1,8}”|\d{4}年\d{1,2}月\d{1,2}日|\b\d{1,2} [^\W\d_]{3,9} \d{4}\b)"
)
"""A short name in quotation marks, a date: what a headline is never broken in."""


@dataclass(frozen=True, slots=True)
class Day:
    """The numeral in the margin: “14”, “March 2027”, and the lines below it."""

    number: str
    month: str
    lines: tuple[str, ...]
    machine: str


def days(first: date, last: date, language: str) -> Day:
    """A span of whole days."""
    if first == last:
        return Day(str(first.day), month_text(first, language), (), first.isoformat())
    same_month = (first.year, first.month) == (last.year, last.month)
    if same_month:
        number, month = f"{first.day}{_DASH}{last.day}", month_text(first, language)
    else:
        number, month = str(first.day), _until(first, last, language)
    return Day(number, month, (), first.isoformat())


def _until(first: date, last: date, language: str) -> str:
    dates = {"month": month_text(first, language), "last": date_text(last, language)}
    return unbroken(say(_("{month}, until {last}"), dates, language))


def forum_day(forum: Any, language: str) -> Day:
    """Day and wall-clock time of a forum, with the zone that the clock hangs in."""
    day = days(forum.starts.date(), forum.ends.date(), language)
    clock = f"{time_text(forum.starts)}{_DASH}{time_text(forum.ends)}"
    zone = zone_text(forum.zone, forum.starts_at, language, short=True)
    machine = f"{forum.starts:%Y-%m-%dT%H:%M}"
    if forum.starts.date() != forum.ends.date():
        return Day(day.number, day.month, (zone,), machine)
    weekday = weekday_text(forum.starts.date(), language)
    return Day(day.number, day.month, (weekday, unbroken(clock), zone), machine)


def forum_entry_day(forum: Any, language: str) -> Day:
    """The same in the narrower margin of a list."""
    day = forum_day(forum, language)
    if forum.starts.date() != forum.ends.date():
        return day
    weekday = short_weekday(forum.starts.date(), language)
    line = f"{weekday} {clock_range(forum.starts, forum.ends)}"
    return Day(day.number, day.month, (unbroken(line), day.lines[-1]), day.machine)


def unbroken(text: str) -> str:
    """The same text with its dates and time ranges kept on one line (no-break spaces, word joiners).

    For pages alone: mails and calendars have ordinary spaces.
    """
    joined = text.replace(_DASH, f"\N{WORD JOINER}{_DASH}\N{WORD JOINER}")
    return _INSIDE_DATES.sub("\N{NO-BREAK SPACE}", joined)


def clock_range(starts: datetime, ends: datetime) -> str:
    """“12:00–14:30”, wall clock."""
    return f"{time_text(starts)}{_DASH}{time_text(ends)}"


def by_month(
    records: Iterable[Any], language: str, *, day: str = "starts"
) -> list[tuple[str, list[Any]]]:
    """Records in their order, under the names of their months."""

    def month(record: Any) -> str:
        value = getattr(record, day)
        return month_text(value.date() if isinstance(value, datetime) else value, language)

    return [(name, list(group)) for name, group in groupby(records, key=month)]


def by_date(records: Iterable[Any], *, day: str = "starts") -> list[tuple[date, list[Any]]]:
    """Records in their order, under their (wall-clock) dates."""
    return [
        (on, list(group))
        for on, group in groupby(records, key=lambda each: getattr(each, day).date())
    ]


def person_name(person: Any, language: str) -> str:
    """Name with its honorific where the language puts it: “Dr Lin Qiao”, “林樵博士”."""
    name, own = person.name.in_language(language)
    honorific = person.honorific.exact(own)
    if not honorific:
        return name
    return f"{name}{honorific}" if own == "zh" else f"{honorific} {name}"


def second_name(name: Translated, language: str) -> tuple[str, str]:
    """The name in the other script and its HTML language, or nothing."""
    first, own = name.in_language(language)
    for other in name.languages:
        if other != own and name.exact(other) != first:
            return name.exact(other), html_language(other)
    return "", ""


def language_names(codes: Sequence[str], language: str) -> str:
    """“English, Chinese” · “英文、中文”."""
    names = Locale.parse(language).languages
    return ("、" if language == "zh" else ", ").join(names.get(code, code) for code in codes)


def place_line(venue: Any, language: str) -> str:
    """Street, postcode, city and country in the order of the language."""
    street, city = venue.street.text(language), venue.city.text(language)
    country = country_beside(city, venue.country, language)
    if language == "zh" and venue.street.exact("zh"):
        return "".join(part for part in (country, city, street) if part)
    city = f"{city} {venue.postcode}" if venue.postcode and city else city or venue.postcode
    joiner = "，" if language == "zh" else ", "
    return joiner.join(part for part in (street, city, country) if part)


def shown(markdown: Translated, language: str) -> tuple[Markup, str]:
    """A Markdown text as safe HTML, and the language that it is in."""
    text, own = markdown.in_language(language)
    return Markup(render_markdown(text)), own  # noqa: S704 - render_markdown sanitises


def headline_lines(headline: str) -> Markup:
    """A headline with a break offered where its author marked one (`|`), and none in `_KEPT_WHOLE`."""
    return Markup("<wbr>").join(_kept_whole(part) for part in title_parts(headline))


def _kept_whole(text: str) -> Markup:
    pieces = _KEPT_WHOLE.split(text)  # every second one is such a piece
    pieces[1::2] = [Markup('<span class="nowrap">{}</span>').format(each) for each in pieces[1::2]]
    return Markup().join(pieces)


def headline_text(headline: str) -> str:
    """A headline without its marked breaks."""
    return whole_title(headline)


def month_weeks(first: date) -> list[list[date]]:
    """The weeks (Monday first) that a month touches."""
    start = first.replace(day=1)
    monday = start - timedelta(days=start.weekday())
    weeks = []
    while monday < start or monday.month == start.month:
        weeks.append([monday + timedelta(days=offset) for offset in range(7)])
        monday += timedelta(days=7)
    return weeks


def release_wall(announcement: Any) -> datetime:
    """When it was released, on the clock of its own zone."""
    return wall_of(announcement.release_at, announcement.release_zone)


def release_day(announcement: Any, language: str) -> Day:
    on = release_wall(announcement).date()
    return Day(str(on.day), month_text(on, language), (weekday_text(on, language),), on.isoformat())


def released_text(announcement: Any, language: str) -> str:
    """“10 September 2019, 13:52 Beijing time”."""
    return moment_text(announcement.release_at, announcement.release_zone, language)


def dated(dateline: Translated, body: Translated, language: str) -> tuple[Markup, str]:
    """The body as safe HTML with its dateline at the head, and the language that they are in."""
    text, own = body.in_language(language)
    head = dateline.exact(own)
    html = Markup(render_markdown(text))  # noqa: S704 - render_markdown sanitises
    if not head:
        return html, own
    line = Markup('<p><span class="dateline">{}</span>').format(
        head + ("　" if own == "zh" else " \N{EM DASH} ")
    )
    return (
        html.replace(Markup("<p>"), line, 1)
        if html.startswith("<p>")
        else line + Markup("</p>") + html
    ), own


def journey_stage(delegation: Any, today: date) -> str:
    """announced, under_way, completed or cancelled."""
    return stage(delegation.state, delegation.starts_on, delegation.ends_on, today)


def rfc3339(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


def last_change(announcements: Sequence[Any], now: datetime) -> str:
    """When a feed last changed (RFC 4287 `updated`); an empty one at the year's beginning."""
    changes = [max(each.changed_at or each.release_at, each.release_at) for each in announcements]
    return rfc3339(
        max(changes) if changes else now.replace(month=1, day=1, hour=0, minute=0, second=0)
    )


def goal_numbers(goals: Iterable[int]) -> str:
    """“SDG 11, SDG 17”."""
    return ", ".join(f"SDG {goal}" for goal in sorted(set(goals)))


def position_text(person: Any, language: str) -> str:
    """Position and organization: “Director, Lantern Foundation” · “灯笼基金会主任”."""
    position = person.position.text(language)
    body = person.organization.name.text(language) if person.organization else ""
    if language == "zh":
        return body + position
    return ", ".join(part for part in (position, body) if part)


def city_and_country(record: Any, language: str) -> str:
    city, country = record.city.text(language), country_name(record.country, language)
    if city == country:
        return city
    if language == "zh":
        return country + city
    return ", ".join(part for part in (city, country) if part)


def is_web_address(text: str) -> bool:
    return text.startswith(("https://", "http://"))


def short_weekday(day: date, language: str) -> str:
    return format_date(day, "ccc", locale=language)


def options(records: Iterable[Any], name: str, language: str) -> list[tuple[str, str]]:
    """Slug and name of each record, for a filter, in the order of the names."""
    named = [(record.slug, getattr(record, name).text(language)) for record in records]
    return sorted(named, key=lambda option: sort_key(option[1]))


def city_options(venues: Iterable[Any], language: str) -> list[tuple[str, str]]:
    return sorted(
        ((venue.city_key, venue.city.text(language)) for venue in venues),
        key=lambda option: sort_key(option[1]),
    )


SEVERAL = {
    "co_chair": _("Co-chairs"),
    "keynote": _("Keynote speakers"),
    "panellist": _("Panellists"),
    "discussant": _("Discussants"),
    "rapporteur": _("Rapporteurs"),
    "moderator": _("Moderators"),
    "chair": _("Chairs"),
}


def role_before(role: str, people: int) -> str:
    """The word before the people of a role under a session; plain speakers need none."""
    if role == "speaker":
        return ""
    return SEVERAL[role] if people > 1 else APPEARANCE_ROLES[role]


words = SimpleNamespace(
    forum_kinds=FORUM_KINDS,
    appearance_roles=APPEARANCE_ROLES,
    organizer_roles=ORGANIZER_ROLES,
    conference_kinds=CONFERENCE_KINDS,
    announcement_kinds=ANNOUNCEMENT_KINDS,
    changes=CHANGE_FIELDS,
    ranks=RANKS,
    item_kinds=ITEM_KINDS,
    stages=STAGES,
    goals=SDG_TITLES,
    organization_kinds=ORGANIZATION_KINDS,
)


def access_facts(forum: Forum) -> list[tuple[str, Translated]]:
    """What is known of access for everybody: the label, and what the forum says, else its venue."""
    said = [
        (label, getattr(forum, name) or (forum.venue and getattr(forum.venue, name)))
        for name, label in ACCESS_FACTS.items()
    ]
    return [(label, text) for label, text in said if text]
