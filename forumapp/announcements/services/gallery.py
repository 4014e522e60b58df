"""The pictures of an announcement: one that leads, and the gallery below the text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from forumapp.announcements.models.announcements import Announcement, AnnouncementPicture
from forumapp.announcements.rules.pictures import undescribed
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.files.models import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturePlan:
    """A picture that is kept already; `leads`: it stands at the head of the text."""

    picture_id: int
    alternative: Mapping[str, str] = field(default_factory=dict)
    caption: Mapping[str, str] = field(default_factory=dict)
    credit: Mapping[str, str] = field(default_factory=dict)
    leads: bool = False


def hang_pictures(
    announcement: Announcement, plans: Sequence[PicturePlan], *, now: datetime
) -> None:
    """Make its pictures those of the plan, in this order; each stands there once."""
    lead = next((plan for plan in plans if plan.leads), None)
    _set_lead(announcement, lead, now)
    known = {row.picture_id: row for row in announcement.pictures}
    rows: dict[int, AnnouncementPicture] = {}
    for plan in plans:
        if plan.picture_id in rows or (lead and plan.picture_id == lead.picture_id):
            continue
        row = known.get(plan.picture_id) or AnnouncementPicture(picture=_described(plan, now))
        row.picture = _described(plan, now)
        row.position = len(rows)
        row.caption = (row.caption or Translated()).revised(plan.caption, now)
        row.credit = (row.credit or Translated()).revised(plan.credit, now)
        rows[plan.picture_id] = row
    announcement.pictures[:] = rows.values()


def pictures_of(announcement: Announcement) -> list[Picture]:
    """All of them as its form lists them: the leading one first."""
    lead = [announcement.picture] if announcement.picture else []
    return [*lead, *(row.picture for row in announcement.pictures)]


def refuse_undescribed(announcement: Announcement) -> None:
    """Before readers see it, every picture says what it shows, in each language of the headline."""
    alternatives = [picture.alternative for picture in pictures_of(announcement)]
    gaps = undescribed(alternatives, announcement.headline.languages)
    if gaps is not None:
        raise Refused(
            _(
                "Write what each picture shows, for readers who cannot see it. It is missing for: {gaps}."
            ),
            gaps=gaps,
        )


def _set_lead(announcement: Announcement, plan: PicturePlan | None, now: datetime) -> None:
    if plan is None:
        announcement.picture = None
        announcement.picture_caption = announcement.picture_credit = Translated()
        return
    announcement.picture = _described(plan, now)
    announcement.picture_caption = announcement.picture_caption.revised(plan.caption, now)
    announcement.picture_credit = announcement.picture_credit.revised(plan.credit, now)


def _described(plan: PicturePlan, now: datetime) -> Picture:
    picture = db.session.get(Picture, plan.picture_id)
    if picture is None:
        raise Refused(
            _("A picture is not there any more. Remove it, or choose its file again."),
            field="pictures",
        )
    picture.alternative = picture.alternative.revised(plan.alternative, now)
    return picture
