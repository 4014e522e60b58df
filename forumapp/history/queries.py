"""Reading history."""

from sqlalchemy import Select, select

from forumapp.history.models import HistoryRow


def history_of(kind: str, record_id: int) -> Select[HistoryRow]:
    """The changes to one record, newest first."""
    return (
        select(HistoryRow)
        .where(HistoryRow.kind == kind, HistoryRow.record_id == record_id)
        .order_by(HistoryRow.at.desc(), HistoryRow.id.desc())
    )


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
