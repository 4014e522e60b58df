"""Writing history."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect

from forumapp.core.actor import Actor
from forumapp.core.db import Base, db
from forumapp.core.translated import Translated
from forumapp.history.models import HistoryRow

NOT_WORTH_TELLING = {
    *("version", "taken", "sequence", "changed_at"),
    *("stated", "is_flagged"),
    *(
        "password",
        "fs_uniquifier",
        "link_version",
        "link_sent_at",
        "link_expires_at",
        "last_signed_in_at",
    ),
}


def record_change(
    record: Base, action: str, *, by: Actor, now: datetime, label: str = "", **extra: Any
) -> HistoryRow:
    """Write down what is about to be saved of `record`: call it before the flush that saves it.

    `action` is a verb in the past tense ("created", "edited", "published"). `extra` adds what the
    columns do not show. A record of personal data has `__told__`: the only columns history may keep.
    """
    changes = {**pending_changes(record), **{name: _plain(value) for name, value in extra.items()}}
    if record.id is None:
        db.session.add(record)
        db.session.flush()
    row = HistoryRow(
        at=now,
        actor_kind=by.kind,
        actor_label=by.label,
        account_id=by.account_id,
        action=action,
        kind=record.__tablename__,
        record_id=record.id,
        record_label=label or _label(record),
        changes=changes,
    )
    db.session.add(row)
    return row


def pending_changes(record: Base) -> dict[str, Any]:
    """What differs from the database, as {field: [old, new]}."""
    state = inspect(record)
    told = getattr(record, "__told__", None)
    changes: dict[str, Any] = {}
    for column in state.mapper.column_attrs:
        if told is not None and column.key not in told:
            continue
        if column.key in NOT_WORTH_TELLING or column.key.endswith("_hash"):
            continue
        past = state.attrs[column.key].load_history()
        if past.added and past.added != past.deleted:
            old = past.deleted[0] if past.deleted else None
            if old != past.added[0]:
                changes[column.key] = [_plain(old), _plain(past.added[0])]
    return changes


def _label(record: Base) -> str:
    for name in ("title", "name", "headline", "reference", "email", "slug"):
        value = getattr(record, name, None)
        if value:
            return value.text("en") if isinstance(value, Translated) else str(value)
    return ""


def _plain(value: Any) -> Any:
    if isinstance(value, Translated):
        return {language: value.exact(language) for language in value.languages}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return str(value)
