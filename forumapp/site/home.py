"""The front page: what comes next, and what is new."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from forumapp.announcements.queries import visible_announcements
from forumapp.core.paging import rows_of
from forumapp.delegations.models import Delegation
from forumapp.delegations.queries import visible_delegations
from forumapp.forums.queries import coming_forums
from forumapp.site.announcements import today_here
from forumapp.web.guards import open_to_everybody

pages = Blueprint("home", __name__)


@pages.get("/")
@open_to_everybody
def show_home() -> ResponseReturnValue:
    travelling = visible_delegations(g.now).where(Delegation.ends_on >= today_here())
    return render_template(
        "site/home/show_home.html",
        forums=rows_of(coming_forums(g.now), limit=6),
        announcements=rows_of(visible_announcements(g.now), limit=5),
        delegations=rows_of(travelling, limit=3),
    )
