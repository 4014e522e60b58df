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


def set_forums_of(
    delegation: Delegation, forum_ids: Iterable[int], *, by: Actor, now: datetime
) -> Delegation:
    """Exactly these forums are visited or held by the delegation."""
    wanted = set(forum_ids)
    before = {visit.forum_id: visit for visit in delegation.forums}
    for forum_id in before.keys() - wanted:
        delegation.forums.remove(before[forum_id])
    for forum in db.session.scalars(select(Forum).where(Forum.id.in_(wanted - before.keys()))):
        delegation.forums.append(DelegationForum(forum=forum))
        record_change(delegation, "forum added", by=by, now=now, forum=forum.title.text("en"))
    for forum_id in before.keys() - wanted:
        title = before[forum_id].forum.title.text("en")
        record_change(delegation, "forum removed", by=by, now=now, forum=title)
    db.session.flush()
    return delegation
