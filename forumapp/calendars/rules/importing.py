"""What an entry of somebody's calendar would become here, before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from forumapp.core.clock import wall_of
from forumapp.core.markdown import escape_markdown
from forumapp.core.text import _
from forumapp.core.translated import FALLBACK_ORDER
from forumapp.forums.rules import USUAL_LENGTH
from forumapp.ical.entry import Moment
from forumapp.ical.read import ReadEntry
from forumapp.ical.remarks import Remark

FORUM, ITEM, NOTHING = "forum", "item", ""
BECOMES = {FORUM: _("Draft forum"), ITEM: _("Point of the itinerary")}
NEW_VENUE = "new"

_DAY_BEGINS, _DAY_ENDS = time(9), time(18)
_DAYS_ONLY = _("Only days are given: the hours from 9:00 to 18:00 are assumed.")
_NO_END = _("No end is given: two hours are assumed.")
_OF_THE_VENUE = _("Written in UTC: shown in {zone}, the zone of the venue.")
_WIDE_LETTERS = ("\u3400", "\u9fff")


@dataclass(frozen=True, slots=True)
class KnownVenue:
    id: int
    name: str
    """As it is shown."""
    names: tuple[str, ...]
    """In every language, casefolded."""
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A readable entry as values of ours, in one language; `venue` is one that its place names."""

    number: int
    identity: str
    language: str
    title: str
    start: Moment
    end: Moment
    days_only: bool
    place: str
    venue: KnownVenue | None
    description: str
    meeting: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A record of ours that an entry already is. `kind` is its table, `owner_id` a page to show it on."""

    kind: str
    record: Any
    owner_id: int


def propose(
    entry: ReadEntry, *, language: str, languages: Iterable[str], venues: Iterable[KnownVenue]
) -> Proposal:
    """What a readable entry would become; `language` is that of its texts, "" to go by its letters."""
    at_address = entry.place.lower().startswith(("https://", "http://"))
    place = "" if at_address else entry.place
    venue = venue_named(place, venues)
    start, end, remarks = _times(entry, venue)
    return Proposal(
        number=entry.number,
        identity=entry.identity,
        language=language or language_of(entry, tuple(languages)),
        title=entry.title.replace("|", "/"),
        start=start,
        end=end,
        days_only=not isinstance(entry.start, Moment),
        place=place,
        venue=venue,
        description=markdown_of(entry.description, entry.address),
        meeting=entry.meeting or (entry.place if at_address else ""),
        remarks=(*remarks, *entry.remarks),
    )


def language_of(entry: ReadEntry, languages: tuple[str, ...]) -> str:
    """The language that the entry states; else Chinese by its letters; else the first of ours."""
    if entry.language in languages:
        return entry.language
    first, last = _WIDE_LETTERS
    if "zh" in languages and any(first <= letter <= last for letter in entry.title):
        return "zh"
    others = [each for each in (*FALLBACK_ORDER, *languages) if each in languages and each != "zh"]
    return others[0] if others else languages[0]


def venue_named(place: str, venues: Iterable[KnownVenue]) -> KnownVenue | None:
    """The venue whose name stands in a place's text; of several, the one with the longest name."""
    text = place.casefold()
    named = [
        (len(name), venue) for venue in venues for name in venue.names if name and name in text
    ]
    return max(named, key=lambda each: each[0])[1] if named else None


def markdown_of(description: str, address: str) -> str:
    """A plain text as our Markdown, letter by letter; the entry's own address stands at its end."""
    blocks = [
        "  \n".join(escape_markdown(line) for line in block.splitlines() if line.strip())
        for block in description.split("\n\n")
    ]
    if address and address not in description and not set("<>") & set(address):
        blocks.append(f"<{address}>")
    return "\n\n".join(block for block in blocks if block)


def usual_choice(
    proposal: Proposal,
    entry: ReadEntry,
    known: Known | None,
    *,
    becomes: str,
    journey: Any,
    now: datetime,
) -> str:
    """What is chosen at first: what is cancelled, over, repeated or known is left out.

    So is what lies outside the days of the delegation (`journey`) to whose itinerary it would belong.
    A forum of ours is known, but may be a point of that itinerary.
    """
    is_over = proposal.end.instant <= now
    is_here = known is not None and forum_of(known, becomes) is None
    leave = is_here or is_over or entry.is_cancelled or entry.is_repeated
    outside = becomes == ITEM and lies_outside(proposal, journey)
    return NOTHING if leave or outside else becomes


def lies_outside(proposal: Proposal, journey: Any) -> bool:
    """Is it wholly before or after a delegation's days, each told where it begins or ends?"""
    if journey is None:
        return False
    first, last = proposal.start.wall.date(), proposal.end.wall.date()
    return bool(last < journey.starts_on or first > journey.ends_on)


def forum_of(known: Known | None, becomes: str) -> Any:
    """The forum of ours that a point of an itinerary would be, or None."""
    return known.record if known and becomes == ITEM and known.kind == "forum" else None


def differences(proposal: Proposal, known: Known) -> list[tuple[str, str, str]]:
    """Where the file says something else than the record: (what, ours, theirs)."""
    record = known.record
    if known.kind not in ("forum", "itinerary_item"):
        return []
    if known.kind == "forum":  # which ends in the zone in which it begins
        zone, end = record.zone, _in_zone(proposal.end.instant, proposal.start.zone)
    else:
        zone, end = record.starts_zone, proposal.end
    pairs = (
        ("title", record.title.text(proposal.language).replace("|", ""), proposal.title),
        ("starts", _wall_text(record.starts), _wall_text(proposal.start.wall)),
        ("ends", _wall_text(record.ends), _wall_text(end.wall)),
        ("zone", zone, proposal.start.zone),
    )
    return [(what, ours, theirs) for what, ours, theirs in pairs if ours != theirs]


def in_order(
    proposals: Iterable[Proposal], known: Mapping[str, Known], now: datetime
) -> list[Proposal]:
    """What is new and to come first, then what is known, then what is over; each by its start."""

    def rank(proposal: Proposal) -> tuple[bool, bool, datetime]:
        is_over = proposal.end.instant <= now
        return is_over, proposal.identity in known, proposal.start.instant

    return sorted(proposals, key=rank)


def _times(entry: ReadEntry, venue: KnownVenue | None) -> tuple[Moment, Moment, list[Remark]]:
    """Start and end on the wall, with what is assumed of them."""
    start, end = entry.start, entry.end
    if not isinstance(start, Moment):
        return _hours_of(entry, venue)
    remarks = []
    if entry.from_utc and venue and venue.zone != start.zone:
        start = _in_zone(start.instant, venue.zone)
        end = _in_zone(end.instant, venue.zone) if isinstance(end, Moment) else None
        remarks.append(Remark(_OF_THE_VENUE, {"zone": venue.zone}))
    if not isinstance(end, Moment):
        end = _in_zone(start.instant + USUAL_LENGTH, start.zone)
        remarks.append(Remark(_NO_END))
    return start, end, remarks


def _hours_of(entry: ReadEntry, venue: KnownVenue | None) -> tuple[Moment, Moment, list[Remark]]:
    first = entry.start if isinstance(entry.start, date) else date.min
    last = entry.end if isinstance(entry.end, date) else first
    zone = venue.zone if venue else entry.zone
    begins, ends = datetime.combine(first, _DAY_BEGINS), datetime.combine(last, _DAY_ENDS)
    return Moment(begins, zone), Moment(ends, zone), [Remark(_DAYS_ONLY)]


def _in_zone(instant: datetime, zone: str) -> Moment:
    wall = wall_of(instant, zone)
    return Moment(wall.replace(second=0, fold=0), zone, wall.fold)


def _wall_text(wall: datetime) -> str:
    return f"{wall:%Y-%m-%d %H:%M}"
