"""How a co-organizer shows a forum on a site of their own: the lines to send them, and how it looks."""

from flask import Blueprint, g, make_response, render_template
from flask.typing import ResponseReturnValue

from forumapp.core.paging import rows_of
from forumapp.forums.queries import confirmed_lines, the_forum, visible_organizations
from forumapp.identity.rules import READ_DRAFTS
from forumapp.web.embedding import HEIGHTS, embed_lines
from forumapp.web.guards import needs
from forumapp.web.headers import CONTENT_SECURITY_POLICY

pages = Blueprint("embedding", __name__, url_prefix="/forums/<int:forum_id>/embed")


@pages.get("/")
@needs(READ_DRAFTS)
def show_embedding(forum_id: int) -> ResponseReturnValue:
    """With a live sample of each part: this page alone may hold frames, and only of ours."""
    forum = the_forum(forum_id)
    public = {each.id for each in rows_of(visible_organizations(g.now))}
    holders = [each.organization for each in confirmed_lines(forum)]
    lists = [("theme", theme.title, theme.slug) for theme in forum.themes] + [
        ("organization", each.name, each.slug) for each in holders if each.id in public
    ]
    page = render_template(
        "desk/embedding/show_embedding.html",
        forum=forum,
        heights=HEIGHTS,
        lists=[
            (name, embed_lines("embed_calendar", name, **{kind: slug}))
            for kind, name, slug in lists
        ],
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return response
