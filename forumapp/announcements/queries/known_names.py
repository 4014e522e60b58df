"""The names by which old releases may speak of records of ours."""

from typing import Any

from sqlalchemy import select

from forumapp.announcements.rules.naming import KnownName, Names
from forumapp.core.db import db
from forumapp.core.titles import whole_title
from forumapp.delegations.models import Delegation
from forumapp.forums.models import Conference, Forum
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.themes.models import Theme

NAMED: dict[str, tuple[Any, tuple[str, ...]]] = {
    "person": (Person, ("name",)),
    "organization": (Organization, ("name", "short_name")),
    "theme": (Theme, ("title",)),
    "forum": (Forum, ("title",)),
    "conference": (Conference, ("name", "short_name")),
    "delegation": (Delegation, ("name",)),
}
"""What a text may name: the kind's model and the columns that hold its names."""


def known_names() -> Names:
    """The names, in every language, of all records that are not archived."""
    return Names(known for kind in NAMED for known in _names_of(kind))


def _names_of(kind: str) -> list[KnownName]:
    model, columns = NAMED[kind]
    rows = db.session.execute(
        select(model.id, *(getattr(model, column) for column in columns))
        .where(model.archived_at.is_(None))
        .order_by(model.id)
    )
    return [
        KnownName(kind, record_id, whole_title(text.exact(language)))
        for record_id, *texts in rows
        for text in texts
        for language in text.languages
    ]
