"""At which moments time alone changes what the public sees."""

from datetime import datetime

from sqlalchemy import func, select

from forumapp.announcements.models.announcements import Announcement
from forumapp.core.db import db
from forumapp.core.visibility import waiting
from forumapp.delegations.models import Delegation
from forumapp.forums.models import Conference, Forum


def next_release(now: datetime) -> datetime | None:
    """When the next of the records that wait for their release becomes public."""
    moments = (
        select(func.min(model.release_at)).where(waiting(model, now)).scalar_subquery()
        for model in (Forum, Announcement, Conference, Delegation)
    )
    return min(filter(None, db.session.execute(select(*moments)).one()), default=None)
