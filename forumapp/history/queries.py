"""Reading history."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Select, func, select

from forumapp.core.db import db
from forumapp.history.models import HistoryRow


class Acts(NamedTuple):
    """How often something was done to a record, and when last."""

    number: int
    last: datetime


def history_of(kind: str, record_id: int) -> Select[HistoryRow]:
    """The changes to one record, newest first."""
    return (
        select(HistoryRow)
        .where(HistoryRow.kind == kind, HistoryRow.record_id == record_id)
        .order_by(HistoryRow.at.desc(), HistoryRow.id.desc())
    )


def acts_on(kind: str, record_ids: Collection[int], actions: Collection[str]) -> dict[int, Acts]:
    """How often each of these records has met one of these actions; those that never did are left out."""
    rows = db.session.execute(
        select(HistoryRow.record_id, func.count(), func.max(HistoryRow.at))
        .where(HistoryRow.kind == kind, HistoryRow.record_id.in_(record_ids))
        .where(HistoryRow.action.in_(actions))
        .group_by(HistoryRow.record_id)
    )
    return {cast("int", record_id): Acts(number, last) for record_id, number, last in rows}


def history_rows(
    *, account_id: int | None = None, q: str = "", kind: str = "", who: str = ""
) -> Select[HistoryRow]:
    """Everything, newest first; what an account did, and what names a record or an author so."""
    rows = select(HistoryRow).order_by(HistoryRow.at.desc(), HistoryRow.id.desc())
    if account_id is not None:
        rows = rows.where(HistoryRow.account_id == account_id)
    if q:
        rows = rows.where(HistoryRow.record_label.icontains(q, autoescape=True))
    if kind:
        rows = rows.where(HistoryRow.kind == kind)
    if who:
        rows = rows.where(HistoryRow.actor_label.icontains(who, autoescape=True))
    return rows
