"""What attendees said of themselves is kept for a stated time after the forum, and then erased."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from forumapp.core.actor import WORKER
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.questions.models import Question
from forumapp.registrations.models.bookings import Answer, Registration
from forumapp.registrations.models.places import RegistrationSettings
from forumapp.registrations.queries.places import default_settings
from forumapp.registrations.rules.places import KEEPS_DAYS, KEEPS_SENSITIVE_DAYS
from forumapp.registrations.services.erasing import erase_answer, erase_registration

AT_ONCE = 200
"""So many a run, so that nobody who registers waits for them."""


def erase_due(now: datetime) -> int:
    """Erase the registrations of forums that have been over long enough; how many, at most `AT_ONCE`."""
    named = Registration.erased_at.is_(None)
    forums = forums_kept_until(now, named, Registration.forum_id)
    due = select(Registration).where(named, Registration.forum_id.in_(forums))
    found = db.session.scalars(due.order_by(Registration.id).limit(AT_ONCE)).all()
    for registration in found:
        erase_registration(registration, by=WORKER, now=now)
    return len(found)


def forums_kept_until(now: datetime, has_data: ColumnElement[bool], of_forum: Any) -> list[int]:
    """The forums whose attendees' data are kept no longer, among those of which rows still hold some:
    `has_data` says which rows do, `of_forum` is their column that names the forum.
    """
    kept = func.coalesce(RegistrationSettings.keeps_days, default_settings()["keeps_days"])
    rows = (
        select(Forum.id, Forum.ends_at, kept)
        .outerjoin(RegistrationSettings, RegistrationSettings.forum_id == Forum.id)
        .where(
            Forum.ends_at <= now - timedelta(days=KEEPS_DAYS[0]),
            exists().where(of_forum == Forum.id, has_data),
        )
    )
    return [
        forum_id
        for forum_id, ended, days in db.session.execute(rows)
        if ended + timedelta(days=days) <= now
    ]


def erase_sensitive_due(now: datetime) -> int:
    """Diet, access needs and the like go first, soon after the forum; how many, at most `AT_ONCE`."""
    over_since = now - timedelta(days=KEEPS_SENSITIVE_DAYS)
    due = (
        select(Answer)
        .join(Answer.question)
        .join(Forum, Forum.id == Question.forum_id)
        .where(Question.is_sensitive, Forum.ends_at <= over_since)
        .order_by(Answer.id)
        .limit(AT_ONCE)
    )
    found = db.session.scalars(due).all()
    for answer in found:
        erase_answer(answer)
    return len(found)
