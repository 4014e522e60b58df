"""Reading history."""

from sqlalchemy import Select, select

from forumapp.history.models import HistoryRow


def history_of(kind: str, record_id: int) -> Select[tuple[HistoryRow]]:
    """The changes to one record, newest first."""
    return (
        select(HistoryRow)
        .where(HistoryRow.kind == kind, HistoryRow.record_id == record_id)
        .order_by(HistoryRow.at.desc(), HistoryRow.id.desc())
    )


def all_history(account_id: int | None = None) -> Select[tuple[HistoryRow]]:
    """Everything, newest first; with `account_id`, what that account did."""
    rows = select(HistoryRow).order_by(HistoryRow.at.desc(), HistoryRow.id.desc())
    return rows if account_id is None else rows.where(HistoryRow.account_id == account_id)
