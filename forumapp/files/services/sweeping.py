"""Pictures and files that nothing names any more are removed: their rows, and what lies in the folders."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any

from sqlalchemy import ColumnElement, select

from forumapp.core.db import Base, db
from forumapp.files.models import Picture, StoredFile
from forumapp.files.services.pictures import media_folder
from forumapp.files.services.stored import sweep_folder

UNUSED_FOR = timedelta(days=1)
"""So long somebody may go on writing the record for which they chose a file."""


def sweep_stored_files(now: datetime, *, kept: Collection[int]) -> None:
    """Remove the rows of files that no record names, but for those `kept`; bytes go with the next run."""
    sweep_folder(now)
    for file in db.session.scalars(select(StoredFile).where(*_unused(StoredFile, now))):
        if file.id not in kept:
            db.session.delete(file)


def sweep_pictures(now: datetime) -> None:
    """Remove pictures that no record names, and folders that belong to none; files go with the next run.

    What this run deletes may come back with its transaction; its files would not.
    """
    lying = [folder for folder in media_folder().glob("*/*") if _is_old(folder, now)]
    known = set(db.session.scalars(select(Picture.hash))) if lying else set()
    for folder in lying:
        if folder.name not in known:
            rmtree(folder, ignore_errors=True)
    for picture in db.session.scalars(select(Picture).where(*_unused(Picture, now))):
        db.session.delete(picture)


def _unused(model: type[Picture | StoredFile], now: datetime) -> list[ColumnElement[bool]]:
    """Old enough, and named by no foreign key of any record."""
    naming: list[Any] = [
        key.parent
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table is model.__table__
    ]
    unnamed = [model.id.not_in(select(column).where(column.is_not(None))) for column in naming]
    return [model.uploaded_at < now - UNUSED_FOR, *unnamed]


def _is_old(folder: Path, now: datetime) -> bool:
    return datetime.fromtimestamp(folder.stat().st_mtime, UTC) < now - UNUSED_FOR
