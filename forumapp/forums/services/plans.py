"""A forum as an organizer writes it down: plain values, wall-clock times, rows in their order."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from forumapp.core.facts import Texts


@dataclass(frozen=True, slots=True)
class OrganizerPlan:
    """An organization in a role (`forums.rules.ORGANIZER_ROLES`)."""

    organization_id: int
    role: str = "organizer"


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """One point of the programme. `id` is that of the session it changes; none makes a new one."""

    title: Texts
    starts: datetime
    ends: datetime
    kind: str = "session"
    description: Texts = field(default_factory=dict)
    room_id: int | None = None
    id: int | None = None
    starts_fold: int | None = None
    ends_fold: int | None = None


@dataclass(frozen=True, slots=True)
class AppearancePlan:
    """A person in a role and capacity; `session` is the place of their session in the plan, from 0."""

    person_id: int
    role: str = "speaker"
    capacity: Texts = field(default_factory=dict)
    session: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumPlan:
    """All of a forum at once.

    Times are wall-clock times (naive) in `zone`, by default the venue's. A fold of none means that
    nobody was asked which of two equal wall times is meant. No end means the usual length. An
    uploaded picture (`picture_data`) takes the place of `picture_id`. `key` is the form's own: a form
    that is sent twice makes one forum.
    """

    title: Texts
    starts: datetime
    kind: str = "forum"
    zone: str = ""
    starts_fold: int | None = None
    ends: datetime | None = None
    ends_fold: int | None = None
    lead: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    access: Texts = field(default_factory=dict)
    step_free: Texts = field(default_factory=dict)
    hearing_help: Texts = field(default_factory=dict)
    quiet_space: Texts = field(default_factory=dict)
    conference_id: int | None = None
    follows_id: int | None = None
    venue_id: int | None = None
    room_id: int | None = None
    attendance_mode: str = "in_person"
    online_url: str = ""
    online_url_is_public: bool = False
    languages: tuple[str, ...] = ()
    theme_ids: tuple[int, ...] = ()
    organizers: tuple[OrganizerPlan, ...] = ()
    appearances: tuple[AppearancePlan, ...] = ()
    sessions: tuple[SessionPlan, ...] = ()
    capacity_limit: int | None = None
    registration_mode: str = "open"
    registration_opens: datetime | None = None
    registration_opens_fold: int | None = None
    registration_closes: datetime | None = None
    registration_closes_fold: int | None = None
    contact_name: str = ""
    contact_email: str = ""
    picture_id: int | None = None
    picture_data: bytes | None = None
    picture_alternative: Texts = field(default_factory=dict)
    date_is_assumed: bool = False
    slug: str = ""
    key: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePlan:
    """A new time or place. No end keeps the length; no zone is the venue's."""

    starts: datetime
    starts_fold: int | None = None
    ends: datetime | None = None
    ends_fold: int | None = None
    zone: str = ""
    venue_id: int | None = None
    room_id: int | None = None
