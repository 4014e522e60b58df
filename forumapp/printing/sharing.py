"""The picture beside a shared link: what it is, its title, its day, whose it is."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from forumapp.core.titles import title_parts, whole_title
from forumapp.printing.glyphs import with_codes_for_missing
from forumapp.printing.rendering import FONTS, LAYOUTS, render_png

WIDTH, HEIGHT = 1200, 630
"""In pixels: what every network that shows such pictures asks for."""
LONGEST = {"title": 220, "kicker": 60, "institution": 70, "place": 50}
"""Letters; what is longer is cut, which also bounds the time that the drawing takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingPicture:
    """Texts in the language of the picture; a title may have marked breaks. `day`: numeral, month, lines."""

    language: str
    title: str
    kicker: str = ""
    day: tuple[str, str, tuple[str, ...]] = ("", "", ())
    place: str = ""
    institution: str = ""
    seal: str = ""
    accent: str = "#9f2b22"


def digest_of(picture: SharingPicture) -> str:
    """The same for the same picture drawn by the same layout."""
    said = json.dumps(asdict(picture), ensure_ascii=False, sort_keys=True)
    return sha256(f"{_made_with()}\n{said}".encode()).hexdigest()[:32]


def draw(picture: SharingPicture) -> bytes:
    """The picture as PNG."""
    return render_png("share", data_of(picture))


def data_of(picture: SharingPicture) -> Mapping[str, Any]:
    number, month, lines = picture.day
    texts = {**asdict(picture), "title": whole_title(picture.title)}
    title = _cut(texts["title"], LONGEST["title"])
    return {
        **{name: _cut(texts[name], most) for name, most in LONGEST.items()},
        "pieces": title_parts(picture.title) if title == texts["title"] else [title],
        "language": picture.language,
        "seal": picture.seal[:4],
        "accent": picture.accent,
        "day": {"number": number, "month": month, "lines": [_cut(line, 40) for line in lines[:3]]},
    }


def _cut(text: str, most: int) -> str:
    shown = with_codes_for_missing(text)
    return shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"


@lru_cache(maxsize=1)
def _made_with() -> str:
    sizes = sorted((font.name, font.stat().st_size) for font in FONTS.glob("*.otf"))
    layouts = [(LAYOUTS / name).read_bytes() for name in ("common.typ", "share.typ")]
    return sha256(repr(sizes).encode() + b"".join(layouts)).hexdigest()
