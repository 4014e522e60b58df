"""What is done to conferences and series. Calendar entries follow by themselves."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from forumapp.core.actor import Actor
from forumapp.core.clock import zone_of
from forumapp.core.db import db
from forumapp.core.dependents import refuse_while_needed
from forumapp.core.errors import Refused
from forumapp.core.facts import (
    Texts,
    refuse_stale,
    require_text,
    require_website,
    require_word,
    write_facts,
)
from forumapp.core.slugs import change_slug, free_slug
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.core.visibility import (
    CANCELLED,
    PUBLISHED,
    WITHDRAWN,
    refuse_once_public,
    release,
)
from forumapp.forums.models import Conference, OrganizerLine
from forumapp.forums.rules import CONFERENCE_KINDS
from forumapp.forums.services.plans import OrganizerPlan
from forumapp.forums.services.rows import set_organizer_lines
from forumapp.history.services import record_change
from forumapp.search.services import forget_record, index_record
from forumapp.themes.models import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceFacts:
    """What an editor says of a conference; a series may have no dates. Days are days in `zone`."""

    name: Texts
    kind: str = "conference"
    short_name: Texts = field(default_factory=dict)
    summary: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    starts_on: date | None = None
    ends_on: date | None = None
    zone: str = "UTC"
    city: Texts = field(default_factory=dict)
    country: str = ""
    website: str = ""
    parent_id: int | None = None


def create_conference(
    facts: ConferenceFacts, *, theme_ids: Iterable[int] = (), by: Actor, now: datetime
) -> Conference:
    conference = Conference(slug=free_slug(Conference, Translated(facts.name)), state="draft")
    _save(conference, facts, theme_ids, "created", by=by, now=now)
    return conference


def edit_conference(
    conference: Conference,
    facts: ConferenceFacts,
    *,
    theme_ids: Iterable[int] = (),
    slug: str = "",
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Conference:
    """`slug` gives it another address; the old one goes on answering."""
    refuse_stale(conference, version)
    change_slug(conference, slug or conference.slug)
    _save(conference, facts, theme_ids, "edited", by=by, now=now)
    return conference


def publish_conference(conference: Conference, *, by: Actor, now: datetime) -> None:
    _move_to(conference, PUBLISHED, "publish", "published", by=by, now=now)


def withdraw_conference(conference: Conference, *, by: Actor, now: datetime) -> None:
    """Out of sight: its address answers that it has been withdrawn."""
    _move_to(conference, WITHDRAWN, "withdraw", "withdrawn", by=by, now=now)


def cancel_conference(conference: Conference, *, by: Actor, now: datetime) -> None:
    _move_to(conference, CANCELLED, "cancel", "cancelled", by=by, now=now)


def reinstate_conference(conference: Conference, *, by: Actor, now: datetime) -> None:
    _move_to(conference, PUBLISHED, "reinstate", "reinstated", by=by, now=now)


def add_line(
    conference: Conference, organization_id: int, role: str, *, by: Actor, now: datetime
) -> Conference:
    """A new last organizer line, unconfirmed; our own organization confirms itself."""
    wanted = [*_plans(conference.organizer_lines), OrganizerPlan(organization_id, role)]
    _set_lines(conference, wanted, "organizer added", by=by, now=now)
    return conference


def remove_line(line: OrganizerLine, *, by: Actor, now: datetime) -> None:
    conference = _conference_of(line)
    wanted = _plans(other for other in conference.organizer_lines if other is not line)
    _set_lines(conference, wanted, "organizer removed", by=by, now=now)


def raise_line(line: OrganizerLine, *, by: Actor, now: datetime) -> None:
    """One place nearer to the head."""
    conference = _conference_of(line)
    lines = list(conference.organizer_lines)
    at = lines.index(line)
    if at:
        lines[at - 1], lines[at] = lines[at], lines[at - 1]
        _set_lines(conference, _plans(lines), "organizers ordered", by=by, now=now)


def archive_conference(conference: Conference, *, by: Actor, now: datetime) -> None:
    conference.archived_at = now
    record_change(conference, "archived", by=by, now=now)


def restore_conference(conference: Conference, *, by: Actor, now: datetime) -> None:
    conference.archived_at = None
    record_change(conference, "restored", by=by, now=now)


def delete_conference(conference: Conference, *, by: Actor, now: datetime) -> None:
    """Refused once it has been public, and while a forum or another conference belongs to it."""
    refuse_once_public(conference)
    refuse_while_needed(conference)
    record_change(conference, "deleted", by=by, now=now)
    forget_record(conference)
    db.session.delete(conference)


def _save(
    conference: Conference,
    facts: ConferenceFacts,
    theme_ids: Iterable[int],
    action: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    require_text(facts.name, "name")
    require_word(facts.kind, CONFERENCE_KINDS, "kind")
    require_website(facts.website)
    zone_of(facts.zone)
    _check_dates(facts)
    with db.session.no_autoflush:
        _check_parent(conference, facts.parent_id)
        themes = _themes(theme_ids)
        told = _titles(conference.themes), _titles(themes)
        conference.themes = themes
        write_facts(conference, facts, now)
        extra: dict[str, Any] = {"themes": list(told)} if told[0] != told[1] else {}
        record_change(conference, action, by=by, now=now, **extra)
    index_record(
        conference,
        conference.name,
        conference.short_name,
        conference.summary,
        conference.description,
        conference.city,
    )


def _check_dates(facts: ConferenceFacts) -> None:
    if facts.ends_on and not facts.starts_on:
        raise Refused(_("Give its first day too."), field="starts_on")
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        raise Refused(_("The last day comes before the first. Change one."), field="ends_on")


def _check_parent(conference: Conference, parent_id: int | None) -> None:
    """A conference never lies inside itself."""
    seen = {conference.id}
    while parent_id is not None:
        if parent_id in seen:
            raise Refused(
                _("A conference cannot be part of itself. Choose another parent."),
                field="parent_id",
            )
        seen.add(parent_id)
        parent_id = db.session.scalar(
            select(Conference.parent_id).where(Conference.id == parent_id)
        )


def _themes(theme_ids: Iterable[int]) -> list[Theme]:
    ids = set(theme_ids)
    return list(db.session.scalars(select(Theme).where(Theme.id.in_(ids)).order_by(Theme.slug)))


def _titles(themes: Iterable[Theme]) -> str:
    return ", ".join(sorted(theme.title.text("en") for theme in themes))


def _move_to(
    conference: Conference, state: str, verb: str, done: str, *, by: Actor, now: datetime
) -> None:
    release(conference, state, verb, now)
    record_change(conference, done, by=by, now=now)


def _plans(lines: Iterable[OrganizerLine]) -> list[OrganizerPlan]:
    return [OrganizerPlan(line.organization_id, line.role) for line in lines]


def _set_lines(
    conference: Conference, wanted: list[OrganizerPlan], done: str, *, by: Actor, now: datetime
) -> None:
    with db.session.no_autoflush:
        before = _bodies(conference)
        set_organizer_lines(conference, wanted, by=by, now=now)
        told = [before, _bodies(conference)]
        record_change(conference, done, by=by, now=now, organizers=told)
    db.session.flush()


def _bodies(conference: Conference) -> str:
    return ", ".join(line.organization.name.text("en") for line in conference.organizer_lines)


def _conference_of(line: OrganizerLine) -> Conference:
    if line.conference is None:
        raise ValueError("this line belongs to a forum")
    return line.conference
