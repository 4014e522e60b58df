"""Giving somebody a link to what is not public yet, for a time, and taking it back."""

from datetime import datetime, timedelta

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.models.previews import Preview
from forumapp.announcements.queries.previews import PURPOSE, previewed
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.tokens import capability_hash, new_uid
from forumapp.core.visibility import WITHDRAWN
from forumapp.forums.models import Forum
from forumapp.history.services import record_change

USUAL_DAYS, MOST_DAYS = 7, 60
LONGEST_WORD = 120


def make_preview(
    record: Announcement | Forum, *, for_whom: str, days: int, by: Actor, now: datetime
) -> Preview:
    """A link that shows the record as its readers will see it, for 1 to 60 days."""
    if record.is_visible(now):
        raise Refused(_("This is public: pass on the address of its page."))
    if record.state == WITHDRAWN or record.archived_at is not None:
        raise Refused(_("What is withdrawn or archived is shown to nobody. Restore it first."))
    if not for_whom.strip():
        raise Refused(_("Say for whom the link is."), field="for_whom")
    if len(for_whom.strip()) > LONGEST_WORD:
        raise Refused(_("A name of up to 120 characters will do."), field="for_whom")
    if not 1 <= days <= MOST_DAYS:
        raise Refused(_("A preview is shown for 1 to 60 days."), field="days")
    uid = new_uid()
    preview = Preview(
        uid=uid,
        announcement=record if isinstance(record, Announcement) else None,
        forum=record if isinstance(record, Forum) else None,
        link_hash=capability_hash(PURPOSE, uid, 1),
        for_whom=for_whom.strip(),
        made_by=by.label,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    db.session.add(preview)
    record_change(record, _("preview link made"), by=by, now=now, for_whom=preview.for_whom)
    db.session.flush()
    return preview


def revoke_preview(preview: Preview, *, by: Actor, now: datetime) -> None:
    """From now on the link shows nothing."""
    if preview.revoked_at is not None:
        return
    preview.revoked_at = now
    record = previewed(preview)
    record_change(record, _("preview link revoked"), by=by, now=now, for_whom=preview.for_whom)
