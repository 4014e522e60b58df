"""Files that people give: what is taken, under which name, and what becomes of the rest."""

import os
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy.orm import Session, scoped_session

from forumapp.core.errors import Refused
from forumapp.files.models import StoredFile
from forumapp.files.services.stored import check_file, keep_file, path_of, shown_name, sweep_folder
from tests.support import NOW

Rows = scoped_session[Session]


def picture_bytes(kind: str, size: tuple[int, int] = (40, 20), **more: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#9f2b22").save(out, kind, **more)
    return out.getvalue()


def a_zip_bomb() -> bytes:
    """150 MB of nothing in 150 KB."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("passport.pdf", b"\0" * 150_000_000)
    return out.getvalue()


def a_huge_picture() -> bytes:
    """A PNG that says of itself that it is 60,000 points wide and high."""
    small = picture_bytes("PNG")
    return small[:16] + (60_000).to_bytes(4, "big") * 2 + small[24:]


NASTY = {
    "a zip bomb named .pdf": (a_zip_bomb, "passport.pdf"),
    "an SVG with a script": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "x.svg",
    ),
    "an SVG named .png": (lambda: b"<?xml version='1.0'?><svg/>", "x.png"),
    "a page named .pdf": (lambda: b"<html>%PDF-1.7", "x.pdf"),
    "a GIF": (lambda: picture_bytes("GIF"), "x.gif"),
    "nothing": (lambda: b"", "x.pdf"),
    "six megabytes": (lambda: b"%PDF-1.7" + b" " * 6 * 1024 * 1024, "x.pdf"),
    "a broken picture": (lambda: picture_bytes("JPEG")[:200], "x.jpg"),
    "a picture without end": (a_huge_picture, "x.png"),
}


@pytest.mark.parametrize("nasty", NASTY)
def test_what_is_no_document_or_picture_is_refused_with_a_sentence(nasty: str):
    make, name = NASTY[nasty]
    with pytest.raises(Refused) as refused:
        check_file(make(), name, field="question_1")
    assert refused.value.field == "question_1"
    assert refused.value.sentence.endswith("choose it again.")


def test_a_picture_is_encoded_anew_and_says_nothing_of_where_it_was_taken():
    exif = Image.Exif()
    exif[0x010E] = "taken at a private address"
    hidden = picture_bytes("JPEG", exif=exif.tobytes()) + b"<script>alert(1)</script>"
    checked = check_file(hidden, "me.png", field="f")
    assert (checked.name, checked.media_type) == ("me.jpg", "image/jpeg")
    assert b"private address" not in checked.data
    assert b"script" not in checked.data
    assert Image.open(BytesIO(checked.data)).size == (40, 20)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../x", "x.pdf"),
        ("..\\..\\windows\\x.exe", "x.pdf"),
        ("/etc/passwd", "passwd.pdf"),
        ("护照.PDF", "护照.pdf"),
        ("a\r\nSet-Cookie: x\u202e.pdf", "aSet-Cookie: x.pdf"),
        ("", "file.pdf"),
        ("..", "file.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_name_is_shown_and_never_a_path(given: str, shown: str):
    assert shown_name(given, "application/pdf") == shown


def test_the_bytes_lie_under_an_identity_of_their_own(session: Rows, app):
    kept = keep_file(check_file(b"%PDF-1.7 mine", "../../x", field="f"), now=NOW)
    assert (kept.name, kept.size) == ("x.pdf", 13)
    assert path_of(kept).read_bytes() == b"%PDF-1.7 mine"
    assert path_of(kept).parent == app.config["DATA_DIR"] / "files"


def test_bytes_that_no_row_names_are_swept_once_they_are_old(session: Rows):
    kept = keep_file(check_file(b"%PDF-1.7 kept", "a", field="f"), now=NOW)
    left = keep_file(check_file(b"%PDF-1.7 left", "b", field="f"), now=NOW)
    fresh = keep_file(check_file(b"%PDF-1.7 new", "c", field="f"), now=NOW)
    paths = [path_of(each) for each in (kept, left, fresh)]
    session.delete(left)
    session.delete(fresh)
    session.flush()
    long_ago = (NOW - timedelta(days=1)).timestamp()
    for path in paths[:2]:
        os.utime(path, (long_ago, long_ago))
    os.utime(paths[2], (NOW.timestamp(), NOW.timestamp()))
    sweep_folder(NOW)
    assert [path.is_file() for path in paths] == [True, False, True]
    assert session.get(StoredFile, kept.id) is kept
