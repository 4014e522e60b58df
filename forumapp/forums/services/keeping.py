"""Putting forums away, and deleting those that never were public."""

from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.visibility import VISIBLE_STATES
from forumapp.forums.models import Forum
from forumapp.forums.rules import is_held
from forumapp.history.services import record_change
from forumapp.search.services import forget_record


def archive_forum(forum: Forum, *, by: Actor, now: datetime) -> None:
    """Out of the desk's lists and choices; its public page stays."""
    if forum.state in VISIBLE_STATES and not is_held(forum.ends_at, now):
        raise Refused(
            _("This forum is still to come. Cancel or withdraw it before you put it away.")
        )
    forum.archived_at = now
    record_change(forum, "archived", by=by, now=now)


def restore_forum(forum: Forum, *, by: Actor, now: datetime) -> None:
    forum.archived_at = None
    record_change(forum, "restored", by=by, now=now)


def delete_forum(forum: Forum, *, by: Actor, now: datetime) -> None:
    """Remove a draft. What was public keeps its address for good."""
    if forum.first_published_at is not None:
        raise Refused(
            _(
                "This forum was public: its address goes on answering. Withdraw and archive it instead."
            )
        )
    record_change(forum, "deleted", by=by, now=now)
    forget_record(forum)
    db.session.delete(forum)
    db.session.flush()
