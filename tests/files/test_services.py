"""Taking in pictures."""

from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session, scoped_session

from forumapp.core.errors import Refused
from forumapp.core.translated import Translated
from forumapp.files.services.pictures import picture_file, store_picture
from tests.support import NOW

A_HALL = Translated({"en": "A hall", "zh": "会场"})


def picture_bytes(
    kind: str = "JPEG", size: tuple[int, int] = (2400, 1200), **more: object
) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#9f2b22").save(out, kind, **more)
    return out.getvalue()


def test_a_picture_is_kept_in_every_size_without_its_metadata(
    session: scoped_session[Session],
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at a private address"
    kept = store_picture(picture_bytes(exif=exif.tobytes()), A_HALL, now=NOW)
    sides = {}
    for size in ("small", "medium", "large"):
        path = picture_file(kept.hash, size)
        assert path is not None
        assert b"private address" not in path.read_bytes()
        sides[size] = Image.open(path).size
    assert sides == {"small": (480, 240), "medium": (960, 480), "large": (1920, 960)}
    assert (kept.width, kept.height) == (2400, 1200)


def test_the_same_picture_is_kept_once(session: scoped_session[Session]) -> None:
    assert store_picture(picture_bytes(), A_HALL, now=NOW) is store_picture(
        picture_bytes(), A_HALL, now=NOW
    )


def test_a_picture_that_is_chosen_again_keeps_its_alternative_text_and_gains_what_was_missing(
    session: scoped_session[Session],
) -> None:
    kept = store_picture(picture_bytes(), Translated({"zh": "会场"}), now=NOW)
    store_picture(picture_bytes(), Translated({"en": "A hall", "zh": "图0001"}), now=NOW)
    assert kept.alternative == A_HALL
    store_picture(picture_bytes(), Translated({"en": "IMG_0001.jpg"}), now=NOW)
    assert kept.alternative == A_HALL


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        picture_bytes()[:300],
        picture_bytes("GIF"),
        picture_bytes("PNG", (8000, 7000)),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused(
    session: scoped_session[Session], data: bytes
) -> None:
    with pytest.raises(Refused) as refusal:
        store_picture(data, A_HALL, now=NOW)
    assert refusal.value.field == "picture"


@pytest.mark.parametrize("digest", ["../../config", "no-such", "0" * 32])
def test_an_unknown_picture_has_no_file(app: Flask, digest: str) -> None:
    with app.app_context():
        assert picture_file(digest, "small") is None
