"""Taking in pictures: checked, turned upright, re-encoded without their metadata, in several sizes."""

from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import select

from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.files.models import Picture
from forumapp.files.rules import SIZES

MOST_PIXELS = 50_000_000
LARGEST_UPLOAD = 10 * 1024 * 1024
FORMATS = ("JPEG", "PNG", "WEBP")


def store_picture(
    data: bytes, alternative: Translated, *, field: str = "picture", now: datetime
) -> Picture:
    """Keep a picture under the hash of its re-encoded content; the same picture is kept once.

    One that is known keeps its alternative text in each language that has one: others show it too.
    What cannot be kept is refused at the form's `field`.
    """
    picture = _opened(data, field)
    files = {name: _encoded(picture, longest) for name, longest in SIZES.items()}
    digest = sha256(files["large"]).hexdigest()[:32]
    known = db.session.scalar(select(Picture).where(Picture.hash == digest))
    if known is not None:
        new = {
            language: alternative.exact(language)
            for language in alternative.languages
            if not known.alternative.exact(language)
        }
        known.alternative = known.alternative.revised(new, now)
        known.uploaded_at = now  # whoever chose it again has time to save what shows it
        return known
    folder = _folder(digest)
    folder.mkdir(parents=True, exist_ok=True)
    folder.touch()  # one left behind by a swept picture is new again
    for name, content in files.items():
        (folder / f"{name}.webp").write_bytes(content)
    row = Picture(
        hash=digest,
        width=picture.width,
        height=picture.height,
        alternative=alternative,
        uploaded_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def picture_file(digest: str, size: str) -> Path | None:
    """Where a size of a picture lies, if we have it."""
    if size not in SIZES or not digest.isalnum():
        return None
    path = _folder(digest) / f"{size}.webp"
    return path if path.is_file() else None


def media_folder() -> Path:
    """Where all pictures lie: `<two letters>/<hash>/<size>.webp`."""
    return Path(setting("DATA_DIR")) / "media"


def _folder(digest: str) -> Path:
    return media_folder() / digest[:2] / digest


def _opened(data: bytes, field: str) -> Image.Image:
    if len(data) > LARGEST_UPLOAD:
        raise Refused(
            _("The picture is larger than 10 MB. Save it smaller and choose it again."),
            field=field,
        )
    try:
        picture = Image.open(BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused(
                _(
                    "The picture has more than 50 million points. Save it smaller and choose it again."
                ),
                field=field,
            )
        picture.load()
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
    ) as broken:
        raise Refused(
            _("This file is not a picture that can be read. Choose a JPEG, PNG or WebP file."),
            field=field,
        ) from broken
    upright = ImageOps.exif_transpose(picture)
    return upright.convert("RGBA" if "A" in upright.getbands() else "RGB")


def _encoded(picture: Image.Image, longest: int) -> bytes:
    smaller = picture.copy()
    smaller.thumbnail((longest, longest))
    out = BytesIO()
    smaller.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()
