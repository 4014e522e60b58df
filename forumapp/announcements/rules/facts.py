"""What is known of a forum, in one language, as plain values: all that a draft may state."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from forumapp.core.markdown import escape_markdown


@dataclass(frozen=True, slots=True)
class OrganizerFact:
    """One organizer line; `role` is a key of `forums.rules.ORGANIZER_ROLES`."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class SpeakerFact:
    """One person at the forum; `role` is a key of `forums.rules.APPEARANCE_ROLES`."""

    name: str
    role: str
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """Start and end on the wall clock of a zone; `starts_at` is the instant, for the zone's offset."""

    starts: datetime
    ends: datetime
    zone: str
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """How to register. `address` is a path or web address, `closes_at` an instant read in `zone`.

    `is_stopped`: nobody can while the forum is postponed, or since it is cancelled.
    """

    mode: str
    address: str = ""
    closes_at: datetime | None = None
    zone: str = "UTC"
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class SessionFact:
    """One point of the programme, by the clock on the wall, and who appears in it in their order."""

    title: str
    starts: datetime
    ends: datetime
    room: str = ""
    speakers: tuple[SpeakerFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Attended:
    """How many people came, from how many organizations and countries; 0 where that is not known."""

    people: int
    organizations: int = 0
    countries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumFacts:
    """A fact that is not known is empty or none; no sentence of a draft is written about it."""

    title: str
    kind: str = "forum"
    when: When | None = None
    venue: str = ""
    room: str = ""
    city: str = ""
    attendance_mode: str = "in_person"
    organizers: tuple[OrganizerFact, ...] = ()
    themes: tuple[str, ...] = ()
    goals: tuple[tuple[int, str], ...] = ()
    aims: str = ""
    sessions: tuple[SessionFact, ...] = ()
    attended: Attended | None = None
    speakers: tuple[SpeakerFact, ...] = ()
    languages: tuple[str, ...] = ()
    registration: Registration | None = None
    delegations: tuple[str, ...] = ()
    conference: str = ""
    issued_city: str = ""
    issued_on: date | None = None
    reason: str = ""

    @property
    def is_online_only(self) -> bool:
        return self.attendance_mode == "online"

    @property
    def place(self) -> tuple[str, str, str]:
        """What must differ for the place to have changed."""
        return ("online", "", "") if self.is_online_only else (self.venue, self.room, self.city)

    def with_reason(self, reason: str) -> "ForumFacts":
        return replace(self, reason=reason)


@dataclass(frozen=True, slots=True)
class Draft:
    """Headline, lead and dateline are plain text, the body is Markdown."""

    headline: str
    lead: str
    body: str
    dateline: str


def grouped(organizers: tuple[OrganizerFact, ...]) -> list[tuple[str, list[str]]]:
    """Lines in their order; neighbours in the same role stand together."""
    groups: list[tuple[str, list[str]]] = []
    for line in organizers:
        if groups and groups[-1][0] == line.role:
            groups[-1][1].append(line.name)
        else:
            groups.append((line.role, [line.name]))
    return groups


def in_markdown(facts: ForumFacts) -> ForumFacts:
    """The same facts, to be set into Markdown letter by letter."""
    return replace(
        facts,
        title=escape_markdown(facts.title),
        organizers=tuple(
            replace(line, name=escape_markdown(line.name)) for line in facts.organizers
        ),
        themes=tuple(map(escape_markdown, facts.themes)),
        aims=escape_markdown(facts.aims),
        sessions=tuple(
            replace(
                session,
                title=escape_markdown(session.title),
                room=escape_markdown(session.room),
                speakers=tuple(map(_speaker_in_markdown, session.speakers)),
            )
            for session in facts.sessions
        ),
        speakers=tuple(map(_speaker_in_markdown, facts.speakers)),
        delegations=tuple(map(escape_markdown, facts.delegations)),
        conference=escape_markdown(facts.conference),
        reason=escape_markdown(facts.reason),
    )


def _speaker_in_markdown(speaker: SpeakerFact) -> SpeakerFact:
    return replace(
        speaker, name=escape_markdown(speaker.name), capacity=escape_markdown(speaker.capacity)
    )


def by_day(sessions: tuple[SessionFact, ...]) -> list[tuple[date, list[SessionFact]]]:
    """The points of the programme in their order, under the days on which they begin."""
    days: list[tuple[date, list[SessionFact]]] = []
    for session in sessions:
        if not days or days[-1][0] != session.starts.date():
            days.append((session.starts.date(), []))
        days[-1][1].append(session)
    return days


def outside_sessions(facts: ForumFacts) -> ForumFacts:
    """The same facts, with those speakers only who stand in no point of the programme."""
    placed = {speaker.name for session in facts.sessions for speaker in session.speakers}
    others = (speaker for speaker in facts.speakers if speaker.name not in placed)
    return replace(facts, speakers=tuple(others))


def quoted(text: str) -> str:
    """In quotation marks; marks inside become single ones."""
    return f"“{text.replace('“', '‘').replace('”', '’')}”"
