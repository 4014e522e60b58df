"""The day itself, large enough for a wall: how many are expected, how many have come, who came last."""

from flask import render_template
from flask.typing import ResponseReturnValue

from forumapp.core.paging import rows_of, the_record
from forumapp.desk.registrations.blueprint import pages
from forumapp.door.queries.attendance import count_attendance, latest_check_ins
from forumapp.forums.models import Forum
from forumapp.identity.rules import SEE_ATTENDEES
from forumapp.web.guards import needs

LATEST = 8


@pages.get("/live")
@needs(SEE_ATTENDEES)
def show_live(forum_id: int) -> ResponseReturnValue:
    return render_template(
        "desk/registrations/show_live.html",
        forum=the_record(Forum, forum_id),
        count=count_attendance(forum_id),
        latest=rows_of(latest_check_ins(forum_id), limit=LATEST),
    )
