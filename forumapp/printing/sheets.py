"""Tables on paper: the sheet that people sign at the door, and lists."""

from collections.abc import Mapping, Sequence
from typing import Any

from forumapp.core.errors import Refused
from forumapp.core.text import _, say
from forumapp.printing.glyphs import with_codes_for_missing
from forumapp.printing.rendering import render_pdf
from forumapp.printing.values import Event, Letterhead, Person

MOST_ROWS = 5000
"""A longer list is for a spreadsheet."""
MOST_TAGGED = 1000
"""The tags of a table by which screen readers find their way are nearly all of a long file."""
_NARROWEST, _WIDEST = 5, 30


def sign_in_sheet_pdf(
    own: Letterhead, event: Event, people: Sequence[Person], *, made: str, language: str
) -> bytes:
    """A numbered line for each person with room to sign. `made`: when that was so, in words."""
    return render_pdf(
        "sign_in_sheet", sign_in_sheet_data(own, event, people, made=made, language=language)
    )


def sign_in_sheet_data(
    own: Letterhead, event: Event, people: Sequence[Person], *, made: str, language: str
) -> Mapping[str, Any]:
    head = (_("Name"), _("Position and organization"), _("Reference"), _("Signature"))
    return {
        "language": language,
        "title": say(_("Sign-in sheet: {title}"), {"title": event.title}, language),
        "institution": own.name,
        "accent": own.accent,
        "event": {"title": event.title, "line": event.line},
        "head": [say(each, {}, language) for each in head],
        "people": [{"name": p.name, "lines": p.lines, "reference": p.reference} for p in people],
        "words": {"made": say(_("As of {made}"), {"made": made}, language)},
    }


def list_pdf(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    title: str,
    *,
    own: Letterhead,
    note: str = "",
    language: str,
) -> bytes:
    """A table on landscape A4, its head on every page; `note` stands at the right of the title.

    A character that no face of ours draws stands as its code. Raises Refused above `MOST_ROWS`.
    """
    if len(rows) > MOST_ROWS:
        raise Refused(
            _(
                "A list of more than {most} people does not become a PDF. Choose fewer with the "
                "filters, or download it as XLSX or CSV."
            ),
            most=MOST_ROWS,
        )
    data = list_data(head, rows, title, own=own, note=note, language=language)
    return render_pdf("list", data, is_tagged=len(rows) <= MOST_TAGGED)


def list_data(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    title: str,
    *,
    own: Letterhead,
    note: str = "",
    language: str,
) -> Mapping[str, Any]:
    drawn = [[with_codes_for_missing(cell) for cell in row] for row in rows]
    return {
        "language": language,
        "title": with_codes_for_missing(title),
        "institution": own.name,
        "accent": own.accent,
        "note": note,
        "head": list(head),
        "widths": [_weight([head[at], *(row[at] for row in drawn)]) for at in range(len(head))],
        "rows": drawn,
    }


def _weight(cells: Sequence[str]) -> float:
    """How wide a column is beside the others: as its longer cells ask, within bounds."""
    widths = sorted(sum(2 if each > "\u2e80" else 1 for each in cell) for cell in cells)
    return min(_WIDEST, max(_NARROWEST, widths[int(0.9 * (len(widths) - 1))]))
