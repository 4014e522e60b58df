"""From wall-clock times as planned to the times a record keeps."""

from datetime import datetime
from typing import Any

from forumapp.core.clock import asked_instant, is_doubled, wall_of
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.forums.rules import USUAL_LENGTH


def set_start(record: Any, wall: datetime, zone: str, fold: int | None) -> None:
    """Set wall time, fold and instant of the start; see `resolved`."""
    record.starts, record.starts_fold, record.starts_at = resolved(wall, zone, fold, "starts")


def set_end(record: Any, wall: datetime | None, zone: str, fold: int | None) -> None:
    """The same for the end, which must follow the start; none is the usual length after it."""
    if wall is None:
        wall = wall_of(record.starts_at + USUAL_LENGTH, zone)
        fold = wall.fold
    record.ends, record.ends_fold, record.ends_at = resolved(wall, zone, fold, "ends")
    if record.ends_at <= record.starts_at:
        raise Refused(
            _("It ends at {end}, which is not after its start at {start}. Change one of the two."),
            field="ends",
            start=f"{record.starts:%H:%M}",
            end=f"{record.ends:%H:%M}",
        )


def set_window(record: Any, name: str, wall: datetime | None, zone: str, fold: int | None) -> None:
    """The same for one end of the registration window (`name`); none leaves it open there."""
    fold_of_it, instant = 0, None
    if wall is not None:
        wall, fold_of_it, instant = resolved(wall, zone, fold, name)
    setattr(record, name, wall)
    setattr(record, f"{name}_fold", fold_of_it)
    setattr(record, f"{name}_at", instant)


def resolved(
    wall: datetime, zone: str, fold: int | None, field: str
) -> tuple[datetime, int, datetime]:
    """Wall time, fold and instant. A skipped time is refused; a doubled one asks which is meant."""
    wall = wall.replace(second=0, microsecond=0, fold=0)
    instant = asked_instant(wall, zone, fold, field=field)
    return wall, (fold or 0) if is_doubled(wall, zone) else 0, instant
