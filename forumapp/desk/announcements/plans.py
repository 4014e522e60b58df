"""From what a form holds to plain values, and from an announcement to what its form shows."""

from typing import Any

from flask_wtf import FlaskForm

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.services.documents import DocumentPlan
from forumapp.announcements.services.editing import AnnouncementPlan
from forumapp.announcements.services.gallery import PicturePlan
from forumapp.announcements.services.quotes import QuotePlan
from forumapp.core.clock import is_doubled
from forumapp.desk.announcements.forms import AnnouncementForm, EditAnnouncementForm
from forumapp.web.fields import id_of, uid_of

PLAIN = (
    *("kind", "headline", "lead", "body", "dateline", "source"),
    *("forum_id", "delegation_id", "conference_id", "release_zone"),
)
"""Fields of the form that are the plan's as they stand."""


def plan_of(form: AnnouncementForm) -> AnnouncementPlan:
    """What the editor wrote. A quote in which nothing is written is left out."""
    edits = isinstance(form, EditAnnouncementForm)
    return AnnouncementPlan(
        **{name: form[name].data for name in PLAIN},
        theme_ids=tuple(form.theme_ids.data or ()),
        person_ids=tuple(form.person_ids.data or ()),
        organization_ids=tuple(form.organization_ids.data or ()),
        pictures=tuple(_pictures(form)),
        quotes=tuple(_quote(row) for row in rows_of(form.quotes) if not row.is_blank),
        documents=tuple(_documents(form)),
        release_wall=form.release_wall.data,
        release_fold=form.release_wall.fold,
        slug=form.slug.data if edits else "",
        correction=form.correction.data if edits else {},
    )


def rows_of(rows: Any) -> list[Any]:
    return [entry.form for entry in rows.entries]


def shown_in_form(announcement: Announcement) -> dict[str, Any]:
    """The announcement as its form shows it: the leading picture stands first."""
    lead = announcement.picture
    first = [(lead, announcement.picture_caption, announcement.picture_credit)] if lead else []
    others = [(row.picture, row.caption, row.credit) for row in announcement.pictures]
    return {
        **{name: getattr(announcement, name) for name in PLAIN},
        "version": announcement.version,
        "slug": announcement.slug,
        "release_wall": announcement.release_wall,
        "theme_ids": [theme.id for theme in announcement.themes],
        "person_ids": [person.id for person in announcement.people],
        "organization_ids": [body.id for body in announcement.organizations],
        "lead_picture": str(lead.id) if lead else "",
        "pictures": [
            {
                "picture_id": str(picture.id),
                "alternative": picture.alternative,
                "caption": caption,
                "credit": credit,
            }
            for picture, caption, credit in (*first, *others)
        ],
        "quotes": [
            {
                "key": str(quote.id),
                "wording": quote.wording,
                "person_id": quote.person_id,
                "name": quote.name,
                "capacity": quote.capacity,
            }
            for quote in announcement.quotes
        ],
        "documents": [
            {
                "file_uid": str(document.file.uid),
                "title": document.title,
                "language": document.language,
            }
            for document in announcement.documents
        ],
    }


def keep_fold(form: FlaskForm, announcement: Announcement) -> None:
    """Which of two equal wall times was meant is not asked again while the time stays."""
    wall, field = announcement.release_wall, form["release_wall"]
    if wall is None or field.fold is not None:
        return
    stays = field.data == wall.replace(second=0, microsecond=0)
    if stays and is_doubled(wall, announcement.release_zone):
        field.fold = announcement.release_fold


def _pictures(form: AnnouncementForm) -> list[PicturePlan]:
    rows = [(id_of(row.picture_id.data), row) for row in rows_of(form.pictures)]
    return [
        PicturePlan(
            picture_id=picture_id,
            alternative=row.alternative.data,
            caption=row.caption.data,
            credit=row.credit.data,
            leads=str(picture_id) == form.lead_picture.data,
        )
        for picture_id, row in rows
        if picture_id is not None
    ]


def _quote(row: Any) -> QuotePlan:
    return QuotePlan(
        id=id_of(row.key.data),
        wording=row.wording.data,
        person_id=row.person_id.data,
        name=row.name.data,
        capacity=row.capacity.data,
    )


def _documents(form: AnnouncementForm) -> list[DocumentPlan]:
    rows = [(uid_of(row.file_uid.data), row) for row in rows_of(form.documents)]
    return [
        DocumentPlan(file_uid=uid, title=row.title.data, language=row.language.data)
        for uid, row in rows
        if uid is not None
    ]
