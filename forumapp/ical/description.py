"""Words put before the description of a written entry, for a reader who may know more."""

import re
from html import escape

from forumapp.ical.folding import fold
from forumapp.ical.text import text
from forumapp.ical.written import own_part

_SUMMARY, _PLAIN = b"SUMMARY", b"DESCRIPTION"
_STYLED = (b"X-ALT-DESC", b"STYLED-DESCRIPTION")


def with_words(entry: bytes, words: str) -> bytes:
    """The entry's bytes with `words` (plain, lines kept) as a first paragraph of its description.

    Wherever the description stands as HTML, the words stand there too.
    """
    plain, styled = text(words).to_ical(), text(_html(words)).to_ical()
    if not plain:
        return entry
    before = {_PLAIN: plain + b"\\n\\n"} | dict.fromkeys(_STYLED, styled)
    own, nested = own_part(entry)
    lines = own.replace(b"\r\n ", b"").removesuffix(b"\r\n").split(b"\r\n")
    names = [re.split(b"[;:]", line, maxsplit=1)[0] for line in lines]
    told = [
        line.replace(b":", b":" + before[name], 1) if name in before else line
        for name, line in zip(names, lines, strict=True)
    ]
    if _PLAIN not in names:
        told.insert(names.index(_SUMMARY) + 1, _PLAIN + b":" + plain)
    return b"".join(fold(line) + b"\r\n" for line in told) + nested


def _html(words: str) -> str:
    return "".join(
        f"<p>{escape(paragraph).replace(chr(10), '<br>')}</p>"
        for paragraph in words.split("\n\n")
        if paragraph.strip()
    )
