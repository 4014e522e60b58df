"""The bytes of a saved release become text, or a sentence says why not."""

import codecs
import re

from forumapp.core.errors import Refused
from forumapp.core.text import _

LARGEST = 1_000_000  # bytes; a saved page of text is a hundredth of it

_OTHER_FORMATS = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Word / ZIP"),
    (b"\xd0\xcf\x11\xe0", "Word 97"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_-]{2,20})""", re.IGNORECASE
)
_SAME_FAMILY = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030"}
_COMMON = frozenset(
    "的一是不在人有我他中上大和以要到出就分可主年同工也能下而子得十三地第社合文化公次自二行成方"
    "这会国来时们为个对生发动说产种民经进对与关开门间问题议团区应设"
    "這會國來時們為個對發動說產種經進對與關開門間問題議團區應設"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SAVED_ARCHIVE = re.compile(rb"(?is)\A[^<]{0,2000}^content-type:\s*multipart/related", re.MULTILINE)


def decode(data: bytes, filename: str) -> tuple[str, str]:
    """Text and encoding of a saved file: as its mark or page says, else UTF-8, GB18030 or Big5 (in which
    of them its characters are the usual ones), Windows-1252.

    Damaged letters become U+FFFD as long as they are few. Raises `Refused` for what is empty, too
    large, of another format, or not text.
    """
    _refuse_other_formats(data, filename)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            break
    else:
        text, encoding = _guess(data, filename)
    if len(_CONTROL.findall(text)) > len(text) // 1000:
        raise _not_text(filename)
    if not text.strip("\ufeff\u200b \t\r\n\f\u3000\xa0"):
        raise Refused(_("“{file}” is empty. Choose the saved page or text."), file=filename)
    return _CONTROL.sub(" ", text), encoding


def _refuse_other_formats(data: bytes, filename: str) -> None:
    if len(data) > LARGEST:
        raise Refused(
            _("“{file}” is larger than 1 MB. Save the page as text and try again."), file=filename
        )
    for magic, name in _OTHER_FORMATS:
        if data.startswith(magic):
            raise Refused(
                _("“{file}” is a {format} file. Save it as text or HTML and try again."),
                file=filename,
                format=name,
            )
    if _SAVED_ARCHIVE.match(data[:4000]):
        raise Refused(
            _("“{file}” is a {format} file. Save it as text or HTML and try again."),
            file=filename,
            format="MHTML",
        )


def _guess(data: bytes, filename: str) -> tuple[str, str]:
    declared = _DECLARED.search(data[:4000])
    encodings = ["utf-8", "gb18030"]
    if declared:
        encodings.insert(0, declared[1].decode("ascii").lower())
    for encoding in encodings:
        text = _decoded(data, encoding)
        if text is not None and encoding == "gb18030":
            return _traditional(data, text) or (text, encoding)
        if text is not None:
            return text, encoding
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        raise _not_text(filename) from error


def _traditional(data: bytes, simplified: str) -> tuple[str, str] | None:
    """Nearly all of Big5 reads as GB 18030 too, but as characters that nobody writes."""
    text = _decoded(data, "big5")
    if text is None or _usual(text) <= _usual(simplified):
        return None
    return text, "big5"


def _usual(text: str) -> int:
    return sum(letter in _COMMON for letter in text)


def _decoded(data: bytes, encoding: str) -> str | None:
    """The text if this encoding fits: hardly a broken letter, and Chinese that hangs together."""
    try:
        text = data.decode(_SAME_FAMILY.get(encoding, encoding), "replace")
    except LookupError:
        return None
    broken = text.count("\ufffd")
    foreign = sum(1 for letter in text if letter > "\x7f") - broken
    if broken * 20 > foreign:
        return None
    if encoding == "gb18030" and foreign:
        neighbours = sum(len(run) for run in re.findall(r"[^\x00-\x7f]{2,}", text))
        return text if neighbours * 2 > foreign else None
    return text


def _not_text(filename: str) -> Refused:
    return Refused(
        _(
            "“{file}” cannot be read as text. Save it as text (UTF-8 or GB18030) or HTML and try again."
        ),
        file=filename,
    )
