"""From a layout and its data to the bytes of a PDF or PNG: without network, clock or fonts of the machine.

What people wrote travels as data and is never read as markup. The same data give the same bytes.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from typst import Compiler, Fonts

LAYOUTS = Path(__file__).parent / "layouts"
FONTS = Path(__file__).parent / "fonts"


def render_pdf(layout: str, data: Mapping[str, Any], *, is_tagged: bool = True) -> bytes:
    """The paper as PDF; tagged, a screen reader reads it in order (thousands of badges need no tags)."""
    return _made(layout, data, format="pdf", timestamp=0, pdf_tags=is_tagged)


def render_png(layout: str, data: Mapping[str, Any]) -> bytes:
    """The first page as PNG, a pixel for each point."""
    return _made(layout, data, format="png", ppi=72)


def _made(layout: str, data: Mapping[str, Any], **how: Any) -> bytes:
    compiler = Compiler(
        str(LAYOUTS / f"{layout}.typ"),
        root=str(LAYOUTS),
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )
    made = compiler.compile(
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        **how,
    )
    return made if isinstance(made, bytes) else b""


@lru_cache(maxsize=1)
def _fonts() -> Fonts:
    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
