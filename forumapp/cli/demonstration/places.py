"""Places as a demonstration forum gives them: some set aside for members with a code, some on site."""

from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.registrations.services.codes import CodePlan, add_code
from forumapp.registrations.services.groups import GroupPlan, add_group


def set_places_aside(forum: Forum, *, by: Actor, now: datetime) -> None:
    """Six places for members of the chamber, who have a code."""
    members = add_group(
        forum,
        GroupPlan(
            name={"en": "Members of the chamber", "zh": "商会会员"},
            capacity_limit=6,
            is_set_aside=True,
        ),
        by=by,
        now=now,
    )
    db.session.flush()
    add_code(
        forum,
        CodePlan(code="HARBOUR26", label="Members, autumn circular", place_group_id=members.id),
        by=by,
        now=now,
    )
