"""What refers to a record: a record that others refer to is archived, not deleted."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, func, select

from forumapp.core.db import Base, db
from forumapp.core.errors import Refused
from forumapp.core.text import _, translations

DEPENDENTS = {
    "announcement": _("announcements"),
    "announcement_theme": _("announcements"),
    "appearance": _("appearances at forums"),
    "booking": _("registrations"),
    "conference": _("conferences"),
    "conference_theme": _("conferences"),
    "delegation": _("delegations"),
    "delegation_forum": _("delegations"),
    "delegation_member": _("members of delegations"),
    "forum": _("forums"),
    "forum_session": _("sessions"),
    "forum_theme": _("forums"),
    "itinerary_item": _("points of itineraries"),
    "organizer_line": _("organizer lines"),
    "person": _("people"),
    "quote": _("quotes"),
    "registration": _("registrations"),
}


@dataclass(frozen=True, slots=True)
class Dependents:
    """How many rows of which tables refer to a record; reads itself: “forums (2), people (1)”."""

    counts: dict[str, int]

    def text(self, language: str) -> str:
        translate = translations(language).gettext
        named: dict[str, int] = {}
        for table, count in self.counts.items():
            name = translate(DEPENDENTS.get(table, table))
            named[name] = named.get(name, 0) + count
        if language == "zh":
            return "、".join(f"{name}（{count}）" for name, count in named.items())
        return ", ".join(f"{name} ({count})" for name, count in named.items())


def dependents_of(record: Base) -> Dependents:
    """What would be left without the record. What belongs to it (ON DELETE CASCADE) counts as part of it."""
    return Dependents(_count_references(record.__tablename__, [record.id]))


def refuse_while_needed(record: Base) -> None:
    """Refuse to delete what something refers to."""
    dependents = dependents_of(record)
    if dependents.counts:
        raise Refused(
            _(
                "This cannot be deleted, because other records name it: {dependents}. Archive it instead."
            ),
            dependents=dependents,
        )


def _count_references(table: str, ids: list[int]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for column, rule in _references_to(table):
        here = column.in_(ids)
        if rule is None:
            count = db.session.scalar(select(func.count()).select_from(column.table).where(here))
            counts[column.table.name] = counts.get(column.table.name, 0) + (count or 0)
        elif rule == "CASCADE" and "id" in column.table.c:
            children = list(db.session.scalars(select(column.table.c.id).where(here)))
            for name, count in _count_references(column.table.name, children).items():
                counts[name] = counts.get(name, 0) + count
    return {name: count for name, count in counts.items() if count}


def _references_to(table: str) -> list[tuple[Column[Any], str | None]]:
    return [
        (key.parent, key.ondelete)
        for _name, other in sorted(Base.metadata.tables.items())
        for key in other.foreign_keys
        if key.column.table.name == table
    ]
