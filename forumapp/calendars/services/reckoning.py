"""After new rules of the clocks: instants follow the wall times, which are the truth of an event.

Entries are made anew with their records, and who has a place is told by mail, since the ledger says it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from typing import Any

from sqlalchemy import Select, select, union_all

from forumapp.calendars.models import ReckonedWith
from forumapp.calendars.rules.deadlines import BY_FORM
from forumapp.core.actor import Actor
from forumapp.core.clock import is_skipped, reckoned_instant, wall_of
from forumapp.core.db import db
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.core.when import date_text, moment_text, time_range_text, time_text
from forumapp.delegations.models import ItineraryItem
from forumapp.forums.models import Forum, ForumSession
from forumapp.forums.services.facts import clock_words, said
from forumapp.forums.services.ledger import note_new_instants
from forumapp.history.services import record_change

AT_ONCE = 50
"""So many records are set right in one transaction."""

Instants = dict[tuple[Any, str], datetime]
"""By record and name of the wall time: the instant that follows from it."""
Moved = list[tuple[Any, str]]
"""Record and name of each wall time whose instant is another."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record, in words: the times that it had, and those that it has.

    `is_skipped`: its wall time does not exist any more, and somebody must choose another.
    """

    record: Forum | ItineraryItem
    old: str
    new: str
    is_skipped: bool


@dataclass(slots=True)
class Reckoned:
    """One run: what was set right and, once it is complete, what was left because it would end before
    it starts.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    left: list[Forum | ItineraryItem] = field(default_factory=list)
    is_complete: bool = True


def zone_data() -> str:
    """The version of the rules by which this program reckons."""
    return version("tzdata")


def is_reckoned() -> bool:
    """Whether all instants were reckoned by the present rules already."""
    return db.session.scalar(select(ReckonedWith.zone_data)) == zone_data()


def reckon_instants(*, by: Actor, now: datetime) -> Reckoned:
    """Set right the instants that do not follow from their wall times, `AT_ONCE` records at a time.

    Call it until it is complete: by which rules was reckoned is noted then.
    """
    run = Reckoned()
    for record in _outdated():
        instants = _instants(record)
        if _ends_before_start(instants):
            run.left.append(record)
        elif len(run.outcomes) < AT_ONCE:
            run.outcomes.append(_set_right(record, instants, by=by, now=now))
        else:
            return Reckoned(run.outcomes, is_complete=False)
    if not is_reckoned():
        for record in run.left:
            _note(
                record, _("left with old instants: it would end before it starts"), by=by, now=now
            )
        _note_rules(now)
    return run


def _note_rules(now: datetime) -> None:
    row = db.session.scalar(select(ReckonedWith)) or ReckonedWith()
    row.zone_data, row.at = zone_data(), now
    db.session.add(row)


# ----------------------------------------------------------------- what is outdated


def _outdated() -> Iterator[Forum | ItineraryItem]:
    forums, items = _ids(_times_of_forums()), _ids(_times_of_items())
    yield from (db.session.get_one(Forum, each) for each in forums)
    yield from (db.session.get_one(ItineraryItem, each) for each in items)


def _ids(times: list[Select[Any]]) -> list[int]:
    rows = db.session.execute(union_all(*times).execution_options(yield_per=1000))
    return sorted(
        {
            record_id
            for record_id, zone, wall, fold, instant in rows
            if wall is not None and reckoned_instant(wall, zone, fold) != instant
        }
    )


def _times_of_forums() -> list[Select[Any]]:
    """Of each wall time: the forum's id, the zone, the time, its fold and the instant that is kept."""
    of_forum = [
        select(Forum.id, Forum.zone, *(getattr(Forum, f"{name}{part}") for part in PARTS))
        for name in FORUM_TIMES
    ]
    of_sessions = [
        select(
            Forum.id, Forum.zone, *(getattr(ForumSession, f"{name}{part}") for part in PARTS)
        ).join(ForumSession)
        for name in ("starts", "ends")
    ]
    return [*of_forum, *of_sessions]


def _times_of_items() -> list[Select[Any]]:
    return [
        select(
            ItineraryItem.id,
            getattr(ItineraryItem, f"{name}_zone"),
            *(getattr(ItineraryItem, f"{name}{part}") for part in PARTS),
        )
        for name in ("starts", "ends")
    ]


PARTS = ("", "_fold", "_at")
WINDOW = {
    "registration_opens": "registration opens",
    "registration_closes": "registration closes",
}
FORUM_TIMES = ("starts", "ends", *WINDOW)


# ------------------------------------------------------------------- setting right


def _instants(record: Forum | ItineraryItem) -> Instants:
    if isinstance(record, ItineraryItem):
        return {
            (record, name): _instant(record, name, getattr(record, f"{name}_zone"))
            for name in ("starts", "ends")
        }
    own = [(record, name) for name in FORUM_TIMES if getattr(record, name) is not None]
    sessions = [(each, name) for each in record.sessions for name in ("starts", "ends")]
    return {(row, name): _instant(row, name, record.zone) for row, name in (*own, *sessions)}


def _instant(row: Any, name: str, zone: str) -> datetime:
    return reckoned_instant(getattr(row, name), zone, getattr(row, f"{name}_fold"))


def _ends_before_start(instants: Instants) -> bool:
    return any(
        instants[row, "ends"] <= starts
        for (row, name), starts in instants.items()
        if name == "starts"
    )


def _set_right(
    record: Forum | ItineraryItem, instants: Instants, *, by: Actor, now: datetime
) -> Outcome:
    """Of a record to come the change is numbered and told; one that is over is only corrected."""
    is_to_come = max(record.ends_at, instants[record, "ends"]) > now
    moved = [
        (row, name)
        for (row, name), instant in instants.items()
        if getattr(row, f"{name}_at") != instant
    ]
    old, told = _words(record, moved), _clock(record)
    for row, name in moved:
        setattr(row, f"{name}_at", instants[row, name])
    is_skipped_now = any(
        is_skipped(getattr(record, name), zone) for name, zone in _zones(record).items()
    )
    new = _words(record, moved)
    action = (
        _("reckoned anew, but clocks skip its time now: choose another")
        if is_skipped_now
        else _("reckoned anew by new time zone rules")
    )
    _note(record, action, by=by, now=now, times=[old, new])
    if is_to_come and isinstance(record, Forum):
        note_new_instants(record, _emitted(record, moved), told, by=by, now=now)
    elif is_to_come:
        record.sequence += 1
        record.changed_at = now
    return Outcome(record, old, new, is_skipped_now)


def _emitted(forum: Forum, moved: Moved) -> set[Forum | ForumSession]:
    """Whose entries tell another moment: a forum's tell its deadlines too, where there are any."""
    has_deadlines = forum.registration_mode in BY_FORM
    return {row for row, name in moved if name in ("starts", "ends") or has_deadlines}


def _zones(record: Forum | ItineraryItem) -> dict[str, str]:
    if isinstance(record, Forum):
        return {"starts": record.zone, "ends": record.zone}
    return {"starts": record.starts_zone, "ends": record.ends_zone}


def _clock(record: Forum | ItineraryItem) -> Translated:
    if isinstance(record, Forum):
        return said(lambda language: clock_words(record, language))
    return Translated()


def _words(record: Forum | ItineraryItem, moved: Moved) -> str:
    """Which moments the moved wall times are by now, in English as history is kept."""
    if isinstance(record, ItineraryItem):
        starts, ends = wall_of(record.starts_at, "UTC"), wall_of(record.ends_at, "UTC")
        return f"{time_range_text(starts, ends, 'en', weekday=False)} UTC"
    names = {name for row, name in moved if row is record}
    told = [clock_words(record, "en")] if names & {"starts", "ends"} else []
    told += [_window_words(record, name) for name in WINDOW if name in names]
    sessions = dict.fromkeys(row for row, _name in moved if row is not record)
    return "; ".join(
        told or [f"{each.title.text('en')}, {clock_words(each, 'en')}" for each in sessions]
    )


def _window_words(forum: Forum, name: str) -> str:
    """“registration closes 7 December 2026, 18:00 = 7 December 2026, 23:00 UTC”."""
    wall = getattr(forum, name)
    moment = moment_text(getattr(forum, f"{name}_at"), "UTC", "en")
    return f"{WINDOW[name]} {date_text(wall.date(), 'en')}, {time_text(wall)} = {moment}"


def _note(
    record: Forum | ItineraryItem, action: str, *, by: Actor, now: datetime, **extra: Any
) -> None:
    if isinstance(record, Forum):
        record_change(record, action, by=by, now=now, **extra)
    else:
        item = record.title.text("en")
        record_change(record.delegation, action, by=by, now=now, item=item, **extra)
