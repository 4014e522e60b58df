"""Names of people who came without a registration are kept no longer than those of the registered."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from forumapp.core.db import db
from forumapp.door.models import CheckIn
from forumapp.forums.models import Forum
from forumapp.registrations.queries.places import settings_of


def forget_walk_ins(now: datetime) -> None:
    """Once a forum is long enough over; that somebody came stays counted."""
    named = select(CheckIn.forum_id).where(CheckIn.name != "")
    for forum in db.session.scalars(select(Forum).where(Forum.id.in_(named), Forum.ends_at < now)):
        if forum.ends_at + timedelta(days=settings_of(forum).keeps_days) <= now:
            db.session.execute(
                update(CheckIn)
                .where(CheckIn.forum_id == forum.id, CheckIn.name != "")
                .values(name="", organization="")
            )
