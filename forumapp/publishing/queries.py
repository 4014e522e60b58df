"""What the desk shows across features: how much there is, and what needs doing."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from forumapp.announcements.models import Announcement
from forumapp.core.db import db
from forumapp.core.visibility import DRAFT, WITHDRAWN
from forumapp.delegations.models import Delegation
from forumapp.forums.models import Conference, Forum
from forumapp.mail.models import OutgoingMail


def desk_counts(now: datetime) -> dict[str, int]:
    """How many of each the rail of the desk tells, in one query."""
    counted = {
        "forums": count_of(
            Forum.archived_at.is_(None), Forum.state != WITHDRAWN, Forum.ends_at > now
        ),
        "delegations": count_of(
            Delegation.archived_at.is_(None),
            Delegation.state != WITHDRAWN,
            Delegation.ends_on >= now.date(),
        ),
        "conferences": count_of(Conference.archived_at.is_(None), Conference.state != WITHDRAWN),
        "announcements": count_of(
            Announcement.archived_at.is_(None), Announcement.state.in_((DRAFT, "reviewed"))
        ),
        "mail": count_of(OutgoingMail.state.in_(("failed", "bounced"))),
    }
    row = db.session.execute(select(*(count.label(name) for name, count in counted.items()))).one()
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def count_of(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows meet the conditions, as a part of a larger query."""
    return select(func.count()).where(*conditions).scalar_subquery()
