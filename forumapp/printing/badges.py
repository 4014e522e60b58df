"""What is cut or folded: badges and name plates."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from forumapp.core.text import _, say
from forumapp.printing.codes import qr_svg
from forumapp.printing.rendering import render_pdf
from forumapp.printing.values import Event, Letterhead, Person, Sheet

SHEETS = {
    "a4-8": Sheet(width=90, height=65, columns=2, rows=4),
    "a4-10": Sheet(width=90, height=54, columns=2, rows=5),
    "label": Sheet(width=90, height=54, page_width=90, page_height=54, cut_marks=False),
}
SHEET_NAMES = {
    "a4-8": _("A4, eight of 90 × 65 mm"),
    "a4-10": _("A4, ten of 90 × 54 mm"),
    "label": _("Single labels of 90 × 54 mm"),
}


def badges_pdf(
    own: Letterhead, event: Event, people: Sequence[Person], sheet: str, *, language: str
) -> bytes:
    """A badge for each person, in their order; with a QR code for who has one. `sheet`: one of `SHEETS`."""
    return render_pdf(
        "badges", badges_data(own, event, people, sheet, language=language), is_tagged=False
    )


def badges_data(
    own: Letterhead, event: Event, people: Sequence[Person], sheet: str, *, language: str
) -> Mapping[str, Any]:
    chosen = SHEETS[sheet]
    return {
        "language": language,
        "title": say(_("Badges: {title}"), {"title": event.title}, language),
        "institution": own.name,
        "accent": own.accent,
        "event": {"title": event.title},
        "sheet": asdict(chosen) | {"margin_x": chosen.margin_x, "margin_y": chosen.margin_y},
        "people": [_with_picture(person) for person in people],
    }


def name_plates_pdf(
    own: Letterhead, event: Event, people: Sequence[Person], *, language: str
) -> bytes:
    """An A4 page for each person, folded into a tent whose two sides bear the name."""
    return render_pdf(
        "name_plates", name_plates_data(own, event, people, language=language), is_tagged=False
    )


def name_plates_data(
    own: Letterhead, event: Event, people: Sequence[Person], *, language: str
) -> Mapping[str, Any]:
    return {
        "language": language,
        "title": say(_("Name plates: {title}"), {"title": event.title}, language),
        "institution": own.name,
        "accent": own.accent,
        "people": [{"name": person.name, "lines": person.lines} for person in people],
        "words": {
            "fold": say(_("Fold along the marks; this part is the foot."), {}, language),
        },
    }


def _with_picture(person: Person) -> dict[str, Any]:
    return asdict(person) | {"code": qr_svg(person.code) if person.code else ""}
