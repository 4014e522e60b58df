"""Files that people give: known by their first bytes, never by their names, and kept out of the web."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps
from sqlalchemy import select

from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.tokens import new_uid
from forumapp.files.models import StoredFile
from forumapp.files.rules import DOCX, ENDINGS, JPEG, PDF, PNG
from forumapp.files.services.office import office_kind

LARGEST_FILE = 5 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4000
LONGEST_NAME = 120
SIGNS = {PDF: b"%PDF-", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}
PICTURES = (JPEG, PNG)
UNSAVED_FOR = timedelta(hours=1)
"""So long a file may lie there before the transaction that names it is written."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """An upload that may be kept; `name` is for people to read."""

    name: str
    media_type: str
    data: bytes


def check_file(
    data: bytes, name: str, *, kinds: Sequence[str] = (PDF, JPEG, PNG), field: str
) -> CheckedFile:
    """What may be kept of an upload: a picture encoded anew without what it hides, others as they are.

    Anything else, and anything too large, is refused at the form's `field`.
    """
    if len(data) > LARGEST_FILE:
        raise Refused(
            _("The file is larger than 5 MB. Save it smaller and choose it again."), field=field
        )
    media_type = _kind_of(data)
    if media_type not in kinds:
        raise Refused(_only(kinds), field=field)
    if media_type in PICTURES:
        data = _encoded_anew(data, media_type, field)
    return CheckedFile(shown_name(name, media_type), media_type, data)


def _kind_of(data: bytes) -> str:
    known = next((kind for kind, sign in SIGNS.items() if data.startswith(sign)), None)
    return known or office_kind(data) or ""


def _only(kinds: Sequence[str]) -> str:
    if tuple(kinds) == (PDF,):
        return _("This is no PDF file. Save it as PDF and choose it again.")
    if DOCX in kinds:
        return _(
            "This is neither a PDF nor an Office file without programs in it. "
            "Save it as PDF, DOCX, XLSX, PPTX or OpenDocument and choose it again."
        )
    return _("This is neither a PDF nor a JPEG or PNG picture. Save it as one and choose it again.")


def shown_name(name: str, media_type: str) -> str:
    """What a file is called: no folders, no control characters, and the ending of what it is."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip(" .")
    stem = plain.rsplit(".", 1)[0] if "." in plain else plain
    return (stem[:LONGEST_NAME] or "file") + ENDINGS[media_type]


def _encoded_anew(data: bytes, media_type: str, field: str) -> bytes:
    form = {JPEG: "JPEG", PNG: "PNG"}[media_type]
    try:
        picture = Image.open(BytesIO(data), formats=(form,))
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused(
                _(
                    "The picture has more than 50 million points. Save it smaller and choose it again."
                ),
                field=field,
            )
        # A JPEG is read no larger than it is kept.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as broken:
        raise Refused(
            _("This picture cannot be read. Save it anew as JPEG or PNG and choose it again."),
            field=field,
        ) from broken
    upright = ImageOps.exif_transpose(picture)
    plain = upright.convert("RGBA" if form == "PNG" and "A" in upright.getbands() else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    plain.save(out, form, **({"quality": 90} if form == "JPEG" else {}))
    return out.getvalue()


def keep_file(checked: CheckedFile, *, now: datetime) -> StoredFile:
    """Its row, and its bytes under the row's own uid. What names no row is swept away."""
    row = StoredFile(
        uid=new_uid(),
        name=checked.name,
        media_type=checked.media_type,
        size=len(checked.data),
        uploaded_at=now,
    )
    db.session.add(row)
    db.session.flush()
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path_of(row).write_bytes(checked.data)
    return row


def path_of(file: StoredFile) -> Path:
    """Where its bytes lie."""
    return _folder() / file.uid.hex


def sweep_folder(now: datetime) -> int:
    """Remove the bytes that no row names any more, or never did; how many files."""
    if not _folder().is_dir():
        return 0
    lying = [path for path in _folder().iterdir() if _is_old(path, now)]
    known = {uid.hex for uid in db.session.scalars(select(StoredFile.uid))} if lying else set()
    gone = [path for path in lying if path.name not in known]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _is_old(path: Path, now: datetime) -> bool:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - UNSAVED_FOR


def _folder() -> Path:
    return Path(setting("DATA_DIR")) / "files"
