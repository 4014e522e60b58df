"""What a forum is found by: only what the public may know of it, drafts included."""

from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.forums.queries import confirmed_lines, public_appearances
from forumapp.search.services import index_record


def index_forum(forum: Forum) -> None:
    """Make the forum findable by title, texts, place, themes, confirmed bodies and consenting people."""
    db.session.flush()
    venue = forum.venue
    index_record(
        forum,
        forum.title,
        forum.lead,
        forum.description,
        *((venue.name, venue.city) if venue else ()),
        *(theme.title for theme in forum.themes),
        *(session.title for session in forum.sessions),
        *(line.organization.name for line in confirmed_lines(forum)),
        *(appearance.person.name for appearance in public_appearances(forum)),
    )
