"""Drawn pictures kept by what they show, so that each is drawn once; the oldest make room for new ones."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock

from forumapp.core.settings import setting

MOST = 4000
"""Pictures that are kept; at some 100 KB each."""
LEFT = 3600
"""How many stay when there are too many."""
_drawing = Lock()


class TooBusy(Exception):
    """Others are being drawn; asked again a little later it is there."""


def kept_drawing(digest: str, draw: Callable[[], bytes], *, patience: float) -> bytes:
    """The picture with this digest, drawn now if it is not kept.

    One is drawn at a time in a process; who would wait longer than `patience` (seconds) gets `TooBusy`.
    """
    path = _folder() / f"{digest}.png"
    with suppress(FileNotFoundError):
        return path.read_bytes()
    if not _drawing.acquire(timeout=patience):
        raise TooBusy
    try:
        picture = draw()
        with suppress(OSError):  # a full disk costs only the time to draw it again
            _keep(path, picture)
    finally:
        _drawing.release()
    return picture


def _keep(path: Path, picture: bytes) -> None:
    """Whole or not at all, also while another process draws the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as new:
        new.write(picture)
    Path(new.name).replace(path)
    _make_room(path.parent)


def _make_room(folder: Path) -> None:
    kept = list(folder.glob("*.png"))
    if len(kept) <= MOST:
        return
    for path in sorted(kept, key=_written)[: len(kept) - LEFT]:
        path.unlink(missing_ok=True)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _folder() -> Path:
    return Path(setting("DATA_DIR")) / "drawings"
