"""What somebody said, in an announcement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from forumapp.announcements.models.announcements import Announcement, Quote
from forumapp.announcements.queries.editor import capacity_at
from forumapp.announcements.rules.quotes import unquoted
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum
from forumapp.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotePlan:
    """What was said by a person of ours, or by somebody who is only named. `id`: a quote it had before."""

    wording: Mapping[str, str]
    person_id: int | None = None
    name: Mapping[str, str] = field(default_factory=dict)
    capacity: Mapping[str, str] = field(default_factory=dict)
    id: int | None = None


def set_quotes(announcement: Announcement, plans: Sequence[QuotePlan], *, now: datetime) -> None:
    """Make its quotes those of the plan, in this order.

    Whoever is chosen anew speaks in the capacity in which they appear at the forum, unless another
    one is written.
    """
    known = {row.id: row for row in announcement.quotes if row.id is not None}
    rows = []
    for position, plan in enumerate(plans):
        row = known.pop(plan.id, None) if plan.id is not None else None
        rows.append(_written(row or _blank(), plan, announcement.forum, position, now))
    announcement.quotes[:] = rows


def _blank() -> Quote:
    return Quote(wording=Translated(), name=Translated(), capacity=Translated())


def _written(
    row: Quote, plan: QuotePlan, forum: Forum | None, position: int, now: datetime
) -> Quote:
    wording = {language: unquoted(text) for language, text in plan.wording.items()}
    person = db.session.get(Person, plan.person_id) if plan.person_id is not None else None
    _refuse_incomplete(plan, wording, person, position + 1)
    is_new = person is not None and row.person_id != person.id
    row.position = position
    row.wording = row.wording.revised(wording, now)
    row.name = Translated() if person else row.name.revised(plan.name, now)
    row.capacity = row.capacity.revised(plan.capacity, now)
    if person is not None and is_new and not row.capacity:
        row.capacity = capacity_at(forum.id if forum else None, person.id)
    row.person = person
    return row


def _refuse_incomplete(
    plan: QuotePlan, wording: Mapping[str, str], person: Person | None, number: int
) -> None:
    if plan.person_id is not None and person is None:
        raise Refused(_("This choice is not there any more. Choose another one."), field="quotes")
    if not any(wording.values()):
        raise Refused(
            _("Write what was said in quote {number}, or remove it."),
            field="quotes",
            number=number,
        )
    if person is None and not any(plan.name.values()):
        raise Refused(
            _("Say who said quote {number}: choose the person, or write the name."),
            field="quotes",
            number=number,
        )
