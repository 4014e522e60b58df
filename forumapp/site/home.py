"""The front page: what comes next, and what is new."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.announcements.queries.front import leading_announcement
from forumapp.core.paging import rows_of
from forumapp.core.visibility import PUBLISHED
from forumapp.delegations.models import Delegation
from forumapp.delegations.queries import visible_delegations
from forumapp.forums.models import Forum
from forumapp.forums.queries import coming_forums
from forumapp.site.announcements import today_here
from forumapp.site.linked_data import site_data
from forumapp.site.standing import registration_standing
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import current_language

pages = Blueprint("home", __name__)


@pages.get("/")
@open_to_everybody
def show_home() -> ResponseReturnValue:
    travelling = visible_delegations(g.now).where(Delegation.ends_on >= today_here())
    forums = rows_of(coming_forums(g.now).where(Forum.state == PUBLISHED), limit=6)
    leading = leading_announcement(g.now)
    others = visible_announcements(g.now)
    if leading:
        others = others.where(Announcement.id != leading.id)
    return render_template(
        "site/home/show_home.html",
        forums=forums,
        linked_data=site_data(),
        standing=registration_standing(forums[0], g.now, current_language()) if forums else None,
        leading=leading,
        announcements=rows_of(others, limit=5),
        delegations=rows_of(travelling, limit=3),
    )
