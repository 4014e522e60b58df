"""The work of translators: every text that the public reads and that is not there in a language."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from forumapp.announcements.models.announcements import Announcement, AnnouncementPicture
from forumapp.announcements.queries.parity import Texts, texts_of, texts_of_announcement
from forumapp.announcements.rules.parity import find_gaps
from forumapp.core.db import db
from forumapp.core.visibility import VISIBLE_STATES
from forumapp.delegations.models import Delegation
from forumapp.forums.models import Conference, Forum, ForumSession
from forumapp.institution.models import Institution
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.people.queries import has_consented
from forumapp.publishing.queries import NAMES, Untranslated
from forumapp.themes.models import Theme
from forumapp.venues.models import Venue

SESSION = "forum_session"
KINDS = (
    *("forum", SESSION, "announcement", "delegation", "conference"),
    *("theme", "person", "organization", "venue", "institution"),
)


def work_of_translators(
    languages: Sequence[str], *, kind: str = "", language: str = ""
) -> list[Untranslated]:
    """Records that are published or scheduled, and those that they name, whose texts differ by language.

    Narrowed to one of `KINDS`, and to what is wanting in one language. A point of a programme stands
    under its forum.
    """
    found = []
    for row in _rows_read(kind):
        gaps = find_gaps(_texts(row), (language,) if language else languages)
        if gaps:
            found.append(
                Untranslated(
                    row.__tablename__,
                    row.forum_id if isinstance(row, ForumSession) else row.id,
                    row.title if isinstance(row, ForumSession) else getattr(row, _name(row)),
                    gaps.missing,
                    gaps.older,
                )
            )
    return found


def _name(row: Any) -> str:
    return NAMES.get(type(row), "name")


def _texts(row: Any) -> Texts:
    return texts_of_announcement(row) if isinstance(row, Announcement) else texts_of(row)


def _rows_read(kind: str) -> list[Any]:
    rows: dict[str, Select[Any]] = {
        "forum": _published(Forum).order_by(Forum.starts_at.desc()),
        SESSION: select(ForumSession)
        .join(ForumSession.forum)
        .where(Forum.state.in_(VISIBLE_STATES), Forum.archived_at.is_(None))
        .order_by(ForumSession.starts_at.desc()),
        "announcement": _published(Announcement)
        .options(
            joinedload(Announcement.picture),
            selectinload(Announcement.quotes),
            selectinload(Announcement.pictures).joinedload(AnnouncementPicture.picture),
        )
        .order_by(Announcement.release_at.desc()),
        "delegation": _published(Delegation).order_by(Delegation.starts_on.desc()),
        "conference": _published(Conference).order_by(Conference.id.desc()),
        "theme": _kept(Theme).order_by(Theme.slug),
        "person": _kept(Person).where(has_consented()).order_by(Person.sort_name, Person.id),
        "organization": _kept(Organization).order_by(Organization.slug),
        "venue": _kept(Venue).order_by(Venue.id),
        "institution": select(Institution),
    }
    wanted = [rows[kind]] if kind in rows else list(rows.values())
    return [row for each in wanted for row in db.session.scalars(each)]


def _published(model: Any) -> Select[Any]:
    return _kept(model).where(model.state.in_(VISIBLE_STATES))


def _kept(model: Any) -> Select[Any]:
    return select(model).where(model.archived_at.is_(None))
