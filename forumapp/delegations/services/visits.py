"""Which delegations visit or hold a forum."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.delegations.models import Delegation, DelegationForum
from forumapp.forums.models import Forum
from forumapp.history.services import record_change


def set_delegations_at(
    forum: Forum, delegation_ids: Iterable[int], *, by: Actor, now: datetime
) -> None:
    """Exactly these delegations visit the forum; the change stands in the history of each of them."""
    wanted = set(delegation_ids)
    visits = db.session.scalars(select(DelegationForum).where(DelegationForum.forum_id == forum.id))
    known = {visit.delegation_id: visit for visit in visits}
    changed = wanted ^ known.keys()
    for delegation in db.session.scalars(select(Delegation).where(Delegation.id.in_(changed))):
        title = forum.title.text("en")
        if delegation.id in wanted:
            db.session.add(DelegationForum(delegation=delegation, forum=forum))
            record_change(delegation, "forum added", by=by, now=now, forum=title)
        else:
            db.session.delete(known[delegation.id])
            record_change(delegation, "forum removed", by=by, now=now, forum=title)
    db.session.flush()
