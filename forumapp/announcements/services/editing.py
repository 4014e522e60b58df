"""Writing announcements: create, edit, review, archive and delete."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select

from forumapp.announcements.models.announcements import Announcement, Correction
from forumapp.announcements.rules.kinds import ANNOUNCEMENT_KINDS
from forumapp.announcements.services.documents import DocumentPlan, set_documents
from forumapp.announcements.services.gallery import (
    PicturePlan,
    hang_pictures,
    pictures_of,
    refuse_undescribed,
)
from forumapp.announcements.services.quotes import QuotePlan, set_quotes
from forumapp.announcements.services.stating import review_stated
from forumapp.announcements.services.versions import keep_version
from forumapp.announcements.services.words import index_announcement
from forumapp.core.actor import Actor
from forumapp.core.clock import asked_instant
from forumapp.core.db import Base, db
from forumapp.core.errors import ChangedMeanwhile, Refused
from forumapp.core.slugs import change_slug, free_slug, slug_of
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.core.visibility import DRAFT, PUBLISHED
from forumapp.delegations.models import Delegation
from forumapp.forums.models import Conference, Forum
from forumapp.history.services import record_change
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.search.services import forget_record
from forumapp.themes.models import Theme

Row = TypeVar("Row", bound=Base)
Texts = Mapping[str, str]
"""Language code → text, trimmed."""

WRITTEN = ("headline", "lead", "body", "dateline", "source")
"""What an editor writes; captions and credits come with their pictures."""
TEXTS = (*WRITTEN, "picture_caption", "picture_credit")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementPlan:
    """All of an announcement at once. `release_wall` is naive, in `release_zone`; an empty slug follows
    the headline. A `correction` tells readers what was changed in a published text.
    """

    headline: Texts
    kind: str = "news"
    lead: Texts = field(default_factory=dict)
    body: Texts = field(default_factory=dict)
    dateline: Texts = field(default_factory=dict)
    source: Texts = field(default_factory=dict)
    forum_id: int | None = None
    conference_id: int | None = None
    delegation_id: int | None = None
    theme_ids: tuple[int, ...] = ()
    person_ids: tuple[int, ...] = ()
    organization_ids: tuple[int, ...] = ()
    pictures: tuple[PicturePlan, ...] = ()
    quotes: tuple[QuotePlan, ...] = ()
    documents: tuple[DocumentPlan, ...] = ()
    release_wall: datetime | None = None
    release_fold: int | None = None
    release_zone: str = "Asia/Shanghai"
    slug: str = ""
    correction: Texts = field(default_factory=dict)


def create_announcement(plan: AnnouncementPlan, *, by: Actor, now: datetime) -> Announcement:
    """A new draft, from what an editor wrote."""
    announcement = blank_announcement()
    with db.session.no_autoflush:
        _fill(announcement, plan, now)
        announcement.slug = plan.slug or free_slug(Announcement, announcement.headline)
    record_change(announcement, "created", by=by, now=now)
    _note_text(announcement, by=by, now=now)
    return announcement


def edit_announcement(
    announcement: Announcement,
    plan: AnnouncementPlan,
    *,
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Announcement:
    """Make the announcement what the plan says; a published one changes for its readers at once.

    `version` is that of the announcement as its editor saw it; a later one is refused.
    """
    if version is not None and version != announcement.version:
        raise ChangedMeanwhile(announcement.version)
    with db.session.no_autoflush:
        before = _parts(announcement)
        _fill(announcement, plan, now)
        _choose_address(announcement, plan)
        if announcement.state == PUBLISHED:
            refuse_undescribed(announcement)
        if _is_changed(announcement):
            announcement.changed_at = now
        changed: dict[str, Any] = {
            name: [before[name], after]
            for name, after in _parts(announcement).items()
            if before[name] != after
        }
        record_change(announcement, "edited", by=by, now=now, **changed)
    if any(plan.correction.values()):
        add_correction(announcement, Translated(plan.correction), by=by, now=now)
    _note_text(announcement, by=by, now=now)
    return announcement


def blank_announcement() -> Announcement:
    """A draft with nothing written in it yet."""
    texts = {name: Translated() for name in TEXTS}
    return Announcement(state=DRAFT, drafted={}, stated={}, left_out=[], not_understood=[], **texts)


def add_correction(
    announcement: Announcement, wording: Translated, *, by: Actor, now: datetime
) -> Correction:
    """A dated sentence about what was changed; readers see it as long as the announcement stands."""
    correction = Correction(at=now, by=by.label, wording=wording)
    announcement.corrections.append(correction)
    announcement.changed_at = now
    record_change(announcement, "corrected", by=by, now=now, correction=wording)
    return correction


def mark_reviewed(announcement: Announcement, *, by: Actor, now: datetime) -> None:
    """A second pair of eyes has read the draft."""
    if announcement.state != DRAFT:
        raise Refused(_("Only a draft is reviewed; this announcement is no draft any more."))
    announcement.state = "reviewed"
    record_change(announcement, "reviewed", by=by, now=now)


def archive_announcement(announcement: Announcement, *, by: Actor, now: datetime) -> None:
    """Out of the desk's lists. What the public sees is withdrawn first."""
    if announcement.state == PUBLISHED:
        raise Refused(_("The public sees this announcement. Withdraw it first, then archive it."))
    announcement.archived_at = now
    record_change(announcement, "archived", by=by, now=now)


def restore_announcement(announcement: Announcement, *, by: Actor, now: datetime) -> None:
    """Back into the desk's lists."""
    announcement.archived_at = None
    record_change(announcement, "restored", by=by, now=now)


def delete_announcement(announcement: Announcement, *, by: Actor, now: datetime) -> None:
    """Remove one that was never public; any other is withdrawn and archived instead."""
    if announcement.published_at is not None:
        raise Refused(
            _(
                "This announcement was public: its address goes on answering. Withdraw and archive it."
            )
        )
    record_change(announcement, "deleted", by=by, now=now)
    forget_record(announcement)
    db.session.delete(announcement)
    db.session.flush()


def _note_text(announcement: Announcement, *, by: Actor, now: datetime) -> None:
    """What follows from any writing: it is found, held to its forum's facts, and kept."""
    index_announcement(announcement)
    review_stated(announcement, now=now)
    keep_version(announcement, by=by, now=now)


def _is_changed(announcement: Announcement) -> bool:
    """Whether anything will be saved of it or of what belongs to it; `changed_at` tells the next editor."""
    parts = (*announcement.pictures, *announcement.quotes, *announcement.documents)
    rows = (announcement, *parts, *pictures_of(announcement))
    return any(db.session.is_modified(row) for row in rows)


def _parts(announcement: Announcement) -> dict[str, list[str]]:
    """What history tells of the parts that are rows of their own."""
    return {
        "pictures": [picture.alternative.text("en") for picture in pictures_of(announcement)],
        "quotes": [quote.wording.text("en") for quote in announcement.quotes],
        "documents": [document.file.name for document in announcement.documents],
        "people": [person.name.text("en") for person in announcement.people],
        "organizations": [body.name.text("en") for body in announcement.organizations],
    }


def _fill(announcement: Announcement, plan: AnnouncementPlan, now: datetime) -> None:
    for name in WRITTEN:
        texts = {
            language: "\n".join(text.strip().splitlines())
            for language, text in getattr(plan, name).items()
        }
        setattr(announcement, name, getattr(announcement, name).revised(texts, now))
    if not announcement.headline:
        raise Refused(_("Write a headline, in one language at least."), field="headline")
    if plan.kind not in ANNOUNCEMENT_KINDS:
        raise Refused(_("“{word}” is not one of the choices."), field="kind", word=plan.kind)
    announcement.kind = plan.kind
    announcement.forum = _one(Forum, plan.forum_id, "forum_id")
    announcement.conference = _one(Conference, plan.conference_id, "conference_id")
    announcement.delegation = _one(Delegation, plan.delegation_id, "delegation_id")
    announcement.themes = _all(Theme, plan.theme_ids)
    announcement.people = _all(Person, plan.person_ids)
    announcement.organizations = _all(Organization, plan.organization_ids)
    hang_pictures(announcement, plan.pictures, now=now)
    set_quotes(announcement, plan.quotes, now=now)
    set_documents(announcement, plan.documents, now=now)
    set_release(announcement, plan.release_wall, plan.release_zone, plan.release_fold, now=now)


def set_release(
    announcement: Announcement, wall: datetime | None, zone: str, fold: int | None, *, now: datetime
) -> None:
    """The release time as printed, and its instant once the announcement is public.

    The notice of a forum is released with the forum, whatever is asked.
    """
    wall = with_known_seconds(announcement, wall)
    instant = asked_instant(wall, zone, fold, field="release_wall") if wall else None
    if announcement.state == PUBLISHED and shares_forums_release(announcement):
        refuse_wrong_release(announcement, announcement.release_at or now, now=now)
        return
    if announcement.state == PUBLISHED and instant is None:
        raise Refused(
            _("A published announcement has a release time. Give one, or withdraw it."),
            field="release_wall",
        )
    if announcement.state == PUBLISHED and instant is not None:
        refuse_wrong_release(announcement, instant, now=now)
        announcement.release_at = instant
    announcement.release_wall, announcement.release_zone = wall, zone
    announcement.release_fold = fold or 0


def refuse_wrong_release(announcement: Announcement, instant: datetime, *, now: datetime) -> None:
    """Refuse to hide again what readers see, and to tell of a forum before it is public.

    What an editor wrote may tell of a forum that is still in preparation; what was drafted from its
    facts may not.
    """
    forum = announcement.forum
    if announcement.is_visible(now) and instant > now:
        raise Refused(
            _("Readers see this already. Withdraw it before you give it a later release time."),
            field="release_wall",
        )
    if forum is None or not (announcement.drafted or shares_forums_release(announcement)):
        return
    if forum.release_at is None or instant < forum.release_at:
        raise Refused(
            _("This tells of a forum that is not public at that time. Publish the forum first."),
            field="release_wall",
        )


def with_known_seconds(announcement: Announcement, wall: datetime | None) -> datetime | None:
    """A form knows no seconds: while its minute stays, those of the printed time stay too."""
    known = announcement.release_wall
    return known if wall and known and known.replace(second=0, microsecond=0) == wall else wall


def shares_forums_release(announcement: Announcement) -> bool:
    """A forum's notice goes out with the forum."""
    return announcement.kind == "notice" and announcement.forum is not None


def _choose_address(announcement: Announcement, plan: AnnouncementPlan) -> None:
    """What was never public simply follows its headline; a public address goes on answering."""
    if plan.slug and plan.slug != announcement.slug:
        change_slug(announcement, plan.slug)
        return
    follows = announcement.slug.startswith(slug_of(announcement.headline, "announcement"))
    if announcement.published_at is None and not plan.slug and not follows:
        announcement.slug = free_slug(Announcement, announcement.headline)


def _all(model: type[Row], record_ids: tuple[int, ...]) -> list[Row]:
    rows = select(model).where(model.id.in_(record_ids)).order_by(model.id)
    return list(db.session.scalars(rows)) if record_ids else []


def _one(model: type[Row], record_id: int | None, field_name: str) -> Row | None:
    if record_id is None:
        return None
    row = db.session.get(model, record_id)
    if row is None:
        raise Refused(_("This choice is not there any more. Choose another one."), field=field_name)
    return row
