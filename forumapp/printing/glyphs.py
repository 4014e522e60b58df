"""Which characters our faces can draw: a paper is never printed with an empty box for a letter."""

import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from forumapp.printing.rendering import FONTS

FACES = ("SourceSans3-Regular.otf", "ForumappHan-Regular.otf")
"""Every text falls back to these two."""
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_EVERY_CHARACTER = (3, 10)
"""Platform and encoding of a font's whole table of characters (OpenType, cmap)."""


def missing_glyphs(texts: Iterable[str]) -> str:
    """The characters of these texts that cannot be drawn, each once, in order; nothing where all can."""
    characters = {character for text in texts for character in text}
    return "".join(sorted(each for each in characters if not _is_drawn(each)))


def with_codes_for_missing(text: str) -> str:
    """The text with each character that cannot be drawn as its code: [U+0645]."""
    missing = set(missing_glyphs([text]))
    return "".join(f"[U+{ord(each):04X}]" if each in missing else each for each in text)


def _is_drawn(character: str) -> bool:
    code = ord(character)
    if unicodedata.category(character) in ("Cf", "Cc", "Zs", "Zl", "Zp"):
        return True  # it stands for no picture
    if any(code in selectors for selectors in _SELECTORS):
        return True  # chooses a variant where there is one
    starts, ends = _ranges()
    place = bisect_right(starts, code) - 1
    return place >= 0 and code <= ends[place]


@lru_cache(maxsize=1)
def _ranges() -> tuple[list[int], list[int]]:
    """Where each run of characters that some face draws begins and ends."""
    runs = sorted(run for face in FACES for run in _runs_of(FONTS / face))
    merged: list[list[int]] = []
    for first, last in runs:
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    return [run[0] for run in merged], [run[1] for run in merged]


def _runs_of(font: Path) -> list[tuple[int, int]]:
    """The runs of characters in a font's cmap subtable of format 12."""
    data = font.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    records = (struct.unpack_from(">4sLLL", data, 12 + 16 * index) for index in range(tables))
    cmap = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", data, cmap + 2)
    entries = (struct.unpack_from(">HHL", data, cmap + 4 + 8 * index) for index in range(subtables))
    at = cmap + next(offset for *kind, offset in entries if tuple(kind) == _EVERY_CHARACTER)
    (groups,) = struct.unpack_from(">L", data, at + 12)
    return [struct.unpack_from(">LL", data, at + 16 + 12 * index) for index in range(groups)]
