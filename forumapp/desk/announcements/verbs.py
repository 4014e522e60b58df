"""What is done to announcements: publish, correct, review, withdraw, archive, delete, draft from a forum."""

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import announcement_at_desk
from forumapp.announcements.services import correcting, drafting, editing, releasing
from forumapp.core.paging import the_record
from forumapp.core.visibility import DRAFT
from forumapp.desk.announcements.blueprint import pages
from forumapp.desk.announcements.forms import PublishAnnouncementForm
from forumapp.desk.announcements.plans import keep_fold
from forumapp.desk.announcements.showing import status_page
from forumapp.desk.announcements.writing import back_to
from forumapp.forums.models import Forum
from forumapp.identity.rules import EDIT_ANNOUNCEMENTS, PUBLISH_ANNOUNCEMENTS
from forumapp.web.forms import accept
from forumapp.web.guards import actor, needs


@pages.post("/<int:announcement_id>/publish")
@needs(PUBLISH_ANNOUNCEMENTS)
def publish_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = announcement_at_desk(announcement_id)
    form = PublishAnnouncementForm()
    keep_fold(form, announcement)

    def publish() -> Announcement:
        releasing.publish_announcement(
            announcement,
            release_wall=form.release_wall.data,
            release_zone=form.release_zone.data,
            release_fold=form.release_wall.fold,
            gaps_accepted=form.gaps_accepted.data,
            by=actor(),
            now=g.now,
        )
        return announcement

    if accept(form, publish):
        return back_to(announcement, gettext("Published: readers see it from its release on."))
    return status_page(announcement, form)


@pages.post("/<int:announcement_id>/review")
@needs(EDIT_ANNOUNCEMENTS)
def review_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = the_record(Announcement, announcement_id)
    editing.mark_reviewed(announcement, by=actor(), now=g.now)
    return back_to(announcement, gettext("Marked as reviewed."))


@pages.post("/<int:announcement_id>/withdraw")
@needs(PUBLISH_ANNOUNCEMENTS)
def withdraw_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = the_record(Announcement, announcement_id)
    releasing.withdraw_announcement(announcement, by=actor(), now=g.now)
    if announcement.state == DRAFT:
        return back_to(announcement, gettext("Nobody has seen it: it is a draft again."))
    return back_to(announcement, gettext("Withdrawn: its address says that it is gone."))


@pages.post("/<int:announcement_id>/archive")
@needs(EDIT_ANNOUNCEMENTS)
def archive_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = the_record(Announcement, announcement_id)
    editing.archive_announcement(announcement, by=actor(), now=g.now)
    return back_to(announcement, gettext("Saved."))


@pages.post("/<int:announcement_id>/restore")
@needs(EDIT_ANNOUNCEMENTS)
def restore_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = the_record(Announcement, announcement_id)
    editing.restore_announcement(announcement, by=actor(), now=g.now)
    return back_to(announcement, gettext("Saved."))


@pages.post("/<int:announcement_id>/delete")
@needs(EDIT_ANNOUNCEMENTS)
def delete_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = the_record(Announcement, announcement_id)
    editing.delete_announcement(announcement, by=actor(), now=g.now)
    flash(gettext("Deleted."))
    return redirect(url_for("desk.announcements.list_announcements"), 303)


@pages.post("/<int:announcement_id>/facts/correct")
@needs(EDIT_ANNOUNCEMENTS)
def correct_fact(announcement_id: int) -> ResponseReturnValue:
    """The new wording wherever the text says the old one; readers are told."""
    announcement = announcement_at_desk(announcement_id)
    correcting.correct_flag(announcement, request.form.get("fact", ""), by=actor(), now=g.now)
    return back_to(announcement, gettext("Corrected in every language that said so."))


@pages.post("/<int:announcement_id>/facts/leave")
@needs(EDIT_ANNOUNCEMENTS)
def leave_fact(announcement_id: int) -> ResponseReturnValue:
    """The text is right as it stands, although the fact has changed."""
    announcement = announcement_at_desk(announcement_id)
    correcting.leave_as_it_stands(announcement, request.form.get("fact", ""), by=actor(), now=g.now)
    return back_to(announcement, gettext("Left as it stands."))


@pages.post("/programme-of/<int:forum_id>")
@needs(EDIT_ANNOUNCEMENTS)
def draft_programme(forum_id: int) -> ResponseReturnValue:
    """The programme of a forum, drafted from its points and who appears in each."""
    programme = drafting.draft_programme(the_record(Forum, forum_id), by=actor(), now=g.now)
    return back_to(
        programme, gettext("Drafted from the facts of the forum. Edit it, then publish.")
    )


@pages.post("/report-on/<int:forum_id>")
@needs(EDIT_ANNOUNCEMENTS)
def draft_report(forum_id: int) -> ResponseReturnValue:
    """A report on a forum, drafted from what is known of it."""
    report = drafting.draft_report(the_record(Forum, forum_id), by=actor(), now=g.now)
    return back_to(report, gettext("Drafted from the facts of the forum. Edit it, then publish."))
