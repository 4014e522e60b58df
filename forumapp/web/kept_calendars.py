"""Calendars that many ask for, kept on disk: one file for each state and encoding, for all processes.

They are copies. What is missing, full, read-only or taken away under us is built anew.
"""

import logging
import os
from contextlib import suppress
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import IO

from flask import current_app

log = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024 * 1024
"""How much is kept; what was not read for longest goes first."""
MOST_FILES = 1000
"""How many are kept: each that is added looks at all the others."""
CHUNK = 256 * 1024


def kept_calendar(etag: str) -> IO[bytes] | None:
    """The kept bytes under this ETag, open for reading."""
    path = _folder() / etag
    try:
        file = path.open("rb")
    except OSError:
        return None
    with suppress(OSError):
        os.utime(path)
    return file


def keep_calendar(
    etag: str,
    calendar: IO[bytes],
    *,
    most_bytes: int = MOST_BYTES,
    most_files: int = MOST_FILES,
) -> None:
    """Keep a copy, whole or not at all; where that cannot be, nothing is lost but time."""
    folder = _folder()
    calendar.seek(0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder, etag, calendar)
        _make_room(folder, most_bytes, most_files)
    except OSError as trouble:
        log.warning("a calendar could not be kept in %s: %s", folder, trouble)


def _folder() -> Path:
    return Path(current_app.config["DATA_DIR"]) / "calendars"


def _write(folder: Path, etag: str, calendar: IO[bytes]) -> None:
    with NamedTemporaryFile(dir=folder, prefix=".", delete=False) as new:
        try:
            copyfileobj(calendar, new, CHUNK)
            new.flush()
            os.fsync(new.fileno())  # after a power cut an empty file would be an empty calendar
            Path(new.name).replace(folder / etag)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise


def _make_room(folder: Path, most_bytes: int, most_files: int) -> None:
    files = sorted(
        ((each.stat(), each) for each in folder.iterdir()), key=lambda one: one[0].st_mtime
    )
    too_much = sum(stat.st_size for stat, _path in files) - most_bytes
    too_many = len(files) - most_files
    for stat, path in files:
        if too_much <= 0 and too_many <= 0:
            return
        path.unlink(missing_ok=True)
        too_much -= stat.st_size
        too_many -= 1
