"""Files to take along with an announcement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from forumapp.announcements.models.announcements import Announcement, AnnouncementDocument
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.files.models import StoredFile
from forumapp.files.rules import DOCX, ODP, ODS, ODT, PDF, PPTX, XLSX

KINDS = (PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP)
"""What readers are given: no pictures, which stand on the page, and no programs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPlan:
    """A file that is kept already. `language` is the code of the one it is written in, or empty."""

    file_uid: UUID
    title: Mapping[str, str] = field(default_factory=dict)
    language: str = ""


def set_documents(
    announcement: Announcement, plans: Sequence[DocumentPlan], *, now: datetime
) -> None:
    """Make its documents those of the plan, in this order; each stands there once."""
    known = {row.file.uid: row for row in announcement.documents}
    rows: dict[UUID, AnnouncementDocument] = {}
    for plan in plans:
        row = known.get(plan.file_uid) or AnnouncementDocument(file=_file(plan), title=Translated())
        row.position = len(rows)
        row.title = row.title.revised(plan.title, now)
        row.language = plan.language
        rows[plan.file_uid] = row
    announcement.documents[:] = rows.values()


def _file(plan: DocumentPlan) -> StoredFile:
    file = db.session.scalar(select(StoredFile).where(StoredFile.uid == plan.file_uid))
    if file is None or file.media_type not in KINDS:
        raise Refused(
            _("A document is not there any more. Remove it, or choose its file again."),
            field="documents",
        )
    return file
