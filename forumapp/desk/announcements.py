"""Announcements at the desk: written in every language side by side, previewed, published, withdrawn."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import (
    ARCHIVED,
    SCHEDULED,
    announcement_at_desk,
    desk_announcements,
)
from forumapp.announcements.rules.furniture import FURNITURE_NAMES
from forumapp.announcements.rules.kinds import ANNOUNCEMENT_KINDS
from forumapp.announcements.services import drafting, editing, releasing
from forumapp.announcements.services.editing import AnnouncementPlan
from forumapp.core.clock import is_doubled
from forumapp.core.errors import NotFound
from forumapp.core.paging import the_record
from forumapp.core.translated import Translated
from forumapp.delegations.queries import delegation_choices
from forumapp.desk.history import latest_changes
from forumapp.files.services.pictures import store_picture
from forumapp.forums.models import Forum
from forumapp.forums.queries import conference_choices, forum_choices
from forumapp.identity.rules import EDIT_ANNOUNCEMENTS, PUBLISH_ANNOUNCEMENTS, READ_DRAFTS
from forumapp.themes.queries import theme_choices
from forumapp.web.announcements import announcement_page
from forumapp.web.fields import (
    LineField,
    PictureField,
    RecordField,
    RecordsField,
    TextsField,
    VersionField,
    WallTimeField,
    WordField,
    ZoneField,
)
from forumapp.web.forms import accept, languages, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.listing import read_listing
from forumapp.web.rendering import current_institution

pages = Blueprint("announcements", __name__, url_prefix="/announcements")

STATES = ("draft", "reviewed", SCHEDULED, "published", "withdrawn", ARCHIVED)


class AnnouncementForm(FlaskForm):
    version = VersionField()
    kind = WordField(_("Kind"), ANNOUNCEMENT_KINDS, default="news")
    headline = TextsField(_("Headline"), needed=True)
    lead = TextsField(_("Lead"), long=True)
    body = TextsField(_("Text"), long=True)
    dateline = TextsField(_("Dateline"))
    source = TextsField(_("Source"))
    forum_id = RecordField(_("Forum"), forum_choices)
    delegation_id = RecordField(_("Delegation"), delegation_choices)
    conference_id = RecordField(_("Conference"), conference_choices)
    theme_ids = RecordsField(_("Themes"), theme_choices, quick="desk.themes.create_theme_quickly")
    picture_file = PictureField(_("Picture"))
    picture_alternative = TextsField(_("What the picture shows"))
    picture_caption = TextsField(_("Caption"))
    picture_credit = TextsField(_("Credit"))
    picture_removed = BooleanField(_("Remove the picture"))
    release_wall = WallTimeField(_("Release time"))
    release_zone = ZoneField(_("Time zone of the release"))


class EditAnnouncementForm(AnnouncementForm):
    slug = LineField(_("Address"))
    correction = TextsField(_("Correction to be shown to readers"))


class PublishAnnouncementForm(FlaskForm):
    release_wall = WallTimeField(_("Release time"))
    release_zone = ZoneField(_("Time zone of the release"))


@pages.get("/")
@needs(READ_DRAFTS)
def list_announcements() -> ResponseReturnValue:
    listing = read_listing(
        lambda **wanted: desk_announcements(g.now, **wanted), "kind", "state", "forum"
    )
    return render_template(
        "desk/announcements/list_announcements.html",
        listing=listing,
        kinds=ANNOUNCEMENT_KINDS,
        states=STATES,
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(EDIT_ANNOUNCEMENTS)
def create_announcement() -> ResponseReturnValue:
    form = AnnouncementForm(release_zone=current_institution().zone)
    announcement = accept(
        form, lambda: editing.create_announcement(_plan(form), by=actor(), now=g.now)
    )
    if announcement:
        return _back_to(announcement, gettext("Saved."))
    return render_form("desk/announcements/create_announcement.html", form)


@pages.get("/<int:announcement_id>/")
@needs(READ_DRAFTS)
def show_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = announcement_at_desk(announcement_id)
    return _page(announcement, PublishAnnouncementForm(obj=announcement))


@pages.route("/<int:announcement_id>/edit", methods=["GET", "POST"])
@needs(EDIT_ANNOUNCEMENTS)
def edit_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = announcement_at_desk(announcement_id)
    form = EditAnnouncementForm(
        obj=announcement,
        theme_ids=[theme.id for theme in announcement.themes],
        picture_alternative=announcement.picture and announcement.picture.alternative,
    )
    _keep_fold(form, announcement)
    saved = accept(
        form,
        lambda: editing.edit_announcement(
            announcement,
            _plan(form, announcement.picture_id),
            version=form.version.data,
            by=actor(),
            now=g.now,
        ),
    )
    if saved:
        return _back_to(saved, gettext("Saved."))
    return render_form("desk/announcements/edit_announcement.html", form, announcement=announcement)


@pages.get("/<int:announcement_id>/preview/<language>")
@needs(READ_DRAFTS)
def preview_announcement(announcement_id: int, language: str) -> ResponseReturnValue:
    """The public page as readers of that language will see it, before anything is public."""
    if language not in languages():
        raise NotFound
    announcement = announcement_at_desk(announcement_id)
    g.language = language
    return render_template(
        "site/announcements/show_announcement.html",
        **announcement_page(announcement, g.now, before_release=True),
    )


@pages.post("/<int:announcement_id>/publish")
@needs(PUBLISH_ANNOUNCEMENTS)
def publish_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = announcement_at_desk(announcement_id)
    form = PublishAnnouncementForm()
    _keep_fold(form, announcement)

    def publish() -> Announcement:
        releasing.publish_announcement(
            announcement,
            release_wall=form.release_wall.data,
            release_zone=form.release_zone.data,
            release_fold=form.release_wall.fold,
            by=actor(),
            now=g.now,
        )
        return announcement

    if accept(form, publish):
        return _back_to(announcement, gettext("Published: readers see it from its release on."))
    return _page(announcement, form)


@pages.post("/<int:announcement_id>/review")
@needs(EDIT_ANNOUNCEMENTS)
def review_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = the_record(Announcement, announcement_id)
    editing.mark_reviewed(announcement, by=actor(), now=g.now)
    return _back_to(announcement, gettext("Marked as reviewed."))


@pages.post("/<int:announcement_id>/withdraw")
@needs(PUBLISH_ANNOUNCEMENTS)
def withdraw_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = the_record(Announcement, announcement_id)
    releasing.withdraw_announcement(announcement, by=actor(), now=g.now)
    return _back_to(announcement, gettext("Withdrawn: its address says that it is gone."))


@pages.post("/<int:announcement_id>/archive")
@needs(EDIT_ANNOUNCEMENTS)
def archive_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = the_record(Announcement, announcement_id)
    editing.archive_announcement(announcement, by=actor(), now=g.now)
    return _back_to(announcement, gettext("Saved."))


@pages.post("/<int:announcement_id>/restore")
@needs(EDIT_ANNOUNCEMENTS)
def restore_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = the_record(Announcement, announcement_id)
    editing.restore_announcement(announcement, by=actor(), now=g.now)
    return _back_to(announcement, gettext("Saved."))


@pages.post("/<int:announcement_id>/delete")
@needs(EDIT_ANNOUNCEMENTS)
def delete_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = the_record(Announcement, announcement_id)
    editing.delete_announcement(announcement, by=actor(), now=g.now)
    flash(gettext("Deleted."))
    return redirect(url_for("desk.announcements.list_announcements"), 303)


@pages.post("/report-on/<int:forum_id>")
@needs(EDIT_ANNOUNCEMENTS)
def draft_report(forum_id: int) -> ResponseReturnValue:
    """A report on a forum, drafted from what is known of it."""
    report = drafting.draft_report(the_record(Forum, forum_id), by=actor(), now=g.now)
    return _back_to(report, gettext("Drafted from the facts of the forum. Edit it, then publish."))


def _page(announcement: Announcement, form: FlaskForm) -> ResponseReturnValue:
    return render_form(
        "desk/announcements/show_announcement.html",
        form,
        announcement=announcement,
        furniture=FURNITURE_NAMES,
        changes=latest_changes("announcement", announcement.id),
        follows_forum=editing.shares_forums_release(announcement),
    )


def _plan(form: AnnouncementForm, picture_id: int | None = None) -> AnnouncementPlan:
    edits = isinstance(form, EditAnnouncementForm)
    return AnnouncementPlan(
        kind=form.kind.data,
        headline=form.headline.data,
        lead=form.lead.data,
        body=form.body.data,
        dateline=form.dateline.data,
        source=form.source.data,
        forum_id=form.forum_id.data,
        delegation_id=form.delegation_id.data,
        conference_id=form.conference_id.data,
        theme_ids=tuple(form.theme_ids.data or ()),
        picture_id=_picture_id(form, picture_id),
        picture_caption=form.picture_caption.data,
        picture_credit=form.picture_credit.data,
        release_wall=form.release_wall.data,
        release_fold=form.release_wall.fold,
        release_zone=form.release_zone.data,
        slug=form.slug.data if edits else "",
        correction=form.correction.data if edits else {},
    )


def _picture_id(form: AnnouncementForm, picture_id: int | None) -> int | None:
    """The picture that was uploaded, else the one that stood there unless it is removed."""
    if form.picture_file.data:
        alternative = Translated(form.picture_alternative.data)
        return store_picture(form.picture_file.data, alternative, now=g.now).id
    return None if form.picture_removed.data else picture_id


def _keep_fold(form: FlaskForm, announcement: Announcement) -> None:
    """Which of two equal wall times was meant is not asked again while the time stays."""
    wall, field = announcement.release_wall, form["release_wall"]
    if wall is None or field.fold is not None:
        return
    stays = field.data == wall.replace(second=0, microsecond=0)
    if stays and is_doubled(wall, announcement.release_zone):
        field.fold = announcement.release_fold


def _back_to(announcement: Announcement, told: str) -> ResponseReturnValue:
    flash(told)
    here = url_for("desk.announcements.show_announcement", announcement_id=announcement.id)
    return redirect(here, 303)
