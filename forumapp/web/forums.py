"""The public page of a forum before anything of it is public."""

from datetime import datetime
from typing import Any

from forumapp.core.visibility import PUBLISHED
from forumapp.delegations.queries import delegations_visiting
from forumapp.forums.models import Forum
from forumapp.forums.queries import confirmed_lines, public_appearances, visible_predecessor


def forum_before_release(forum: Forum, now: datetime) -> dict[str, Any]:
    """The context of `site/forums/show_forum.html` as it will be when the forum is out."""
    conference = forum.conference
    return {
        "forum": Previewed(forum, now),
        "conference": conference if conference and conference.is_visible(now) else None,
        "follows": visible_predecessor(forum, now),
        "lines": confirmed_lines(forum),
        "appearances": public_appearances(forum),
        "delegations": [each for each in delegations_visiting(forum) if each.is_visible(now)],
        "announcements": [],
        "changes": [],
    }


class Previewed:
    """A forum seen as if it were published now."""

    state = PUBLISHED

    def __init__(self, forum: Forum, now: datetime) -> None:
        self.forum = forum
        self.release_at = forum.release_at or now

    def __getattr__(self, name: str) -> Any:
        return getattr(self.forum, name)
