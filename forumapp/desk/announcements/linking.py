"""What an import thinks that a text names becomes its links, by one click."""

from flask import g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.services.linking import accept_proposals, dismiss_proposals
from forumapp.core.paging import the_record
from forumapp.desk.announcements.blueprint import pages
from forumapp.desk.announcements.writing import back_to
from forumapp.identity.rules import EDIT_ANNOUNCEMENTS
from forumapp.web.guards import actor, needs


@pages.post("/<int:announcement_id>/proposals")
@needs(EDIT_ANNOUNCEMENTS)
def link_proposals(announcement_id: int) -> ResponseReturnValue:
    """Link what is ticked, or, by the other button, say that the text is not about it."""
    announcement = the_record(Announcement, announcement_id)
    chosen = request.form.getlist("proposal")
    if request.form.get("do") == "dismiss":
        dismiss_proposals(announcement, chosen, by=actor(), now=g.now)
        return back_to(announcement, gettext("No longer proposed."))
    accept_proposals(announcement, chosen, by=actor(), now=g.now)
    return back_to(announcement, gettext("Linked."))
