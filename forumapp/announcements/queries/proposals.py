"""The records that an import thinks an announcement names."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.known_names import NAMED
from forumapp.core.db import db
from forumapp.core.translated import Translated


@dataclass(frozen=True, slots=True)
class Proposal:
    """A record that the text seems to name. `written`: the text's words, where they only resemble its
    name; such a one is a question, never ticked beforehand.
    """

    kind: str
    record: Any
    name: Translated
    written: str

    @property
    def key(self) -> str:
        """How a form names it: “person 7”."""
        return f"{self.kind} {self.record.id}"

    @property
    def is_sure(self) -> bool:
        return not self.written


def proposals_of(announcement: Announcement) -> list[Proposal]:
    """What is proposed and neither accepted nor dismissed yet; what is gone since is left out."""
    return proposals_among([announcement.proposed])[0]


def proposals_among(many: Sequence[Sequence[Sequence[Any]]]) -> list[list[Proposal]]:
    """The proposals of many texts, in few questions to the database."""
    ids: dict[str, set[int]] = defaultdict(set)
    for proposed in many:
        for kind, record_id, *_written in proposed:
            ids[kind].add(record_id)
    found = {kind: _records(kind, wanted) for kind, wanted in ids.items() if kind in NAMED}
    return [
        [
            Proposal(kind, record, _name_of(kind, record), written[0] if written else "")
            for kind, record_id, *written in proposed
            if (record := found.get(kind, {}).get(record_id)) is not None
        ]
        for proposed in many
    ]


def _records(kind: str, ids: set[int]) -> dict[int, Any]:
    model = NAMED[kind][0]
    rows = db.session.scalars(
        select(model).where(model.id.in_(ids), model.archived_at.is_(None)).order_by(model.id)
    )
    return {row.id: row for row in rows}


def _name_of(kind: str, record: Any) -> Translated:
    name: Translated = getattr(record, NAMED[kind][1][0])
    return name
