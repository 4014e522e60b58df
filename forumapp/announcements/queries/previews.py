"""Links that show what is not public yet."""

from datetime import datetime
from typing import TypeGuard
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.models.previews import Preview
from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.tokens import capability_token, token_hash
from forumapp.core.visibility import WITHDRAWN
from forumapp.files.models import StoredFile
from forumapp.forums.models import Forum
from forumapp.forums.queries import public_appearances
from forumapp.people.models import Person

PURPOSE = "preview"


def preview_by_token(token: str, now: datetime) -> Preview:
    """The link in force whose secret this is; raises `NotFound`.

    One that has expired or was revoked is as one that never was, and so is a link to what has been
    withdrawn or put away since.
    """
    preview = db.session.scalar(
        select(Preview)
        .where(
            Preview.link_hash == token_hash(token),
            Preview.revoked_at.is_(None),
            Preview.expires_at > now,
        )
        .options(joinedload(Preview.announcement), joinedload(Preview.forum))
    )
    if preview is None:
        raise NotFound
    record = previewed(preview)
    if record.state == WITHDRAWN or record.archived_at is not None:
        raise NotFound
    return preview


def previewed(preview: Preview) -> Announcement | Forum:
    """What the link shows."""
    record = preview.announcement or preview.forum
    if record is None:
        raise NotFound
    return record


def pictures_of_preview(preview: Preview) -> set[str]:
    """The hashes of the pictures that the page of the record shows."""
    record = previewed(preview)
    forum = record if isinstance(record, Forum) else record.forum
    shown = [record.picture]
    if isinstance(record, Announcement):
        shown += [each.picture for each in record.pictures]
        shown += [each.person.portrait for each in record.quotes if _is_named(each.person)]
        shown += [person.portrait for person in record.people if person.is_public]
    if forum is not None:
        shown += [each.person.portrait for each in public_appearances(forum)]
    return {picture.hash for picture in shown if picture is not None}


def document_of_preview(preview: Preview, uid: UUID) -> StoredFile:
    """A file that the announcement offers; raises `NotFound`."""
    record = previewed(preview)
    documents = record.documents if isinstance(record, Announcement) else []
    for document in documents:
        if document.file.uid == uid:
            return document.file
    raise NotFound


def _is_named(person: Person | None) -> TypeGuard[Person]:
    return person is not None and person.is_public


def previews_of(record: Announcement | Forum) -> list[Preview]:
    """Every link to a record, the newest first, those in force and those that were."""
    column = Preview.forum_id if isinstance(record, Forum) else Preview.announcement_id
    rows = select(Preview).where(column == record.id).order_by(Preview.id.desc())
    return list(db.session.scalars(rows))


def secret_of(preview: Preview) -> str:
    """The secret part of the link's address."""
    return capability_token(PURPOSE, preview.uid, 1)
