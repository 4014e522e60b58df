"""Rows of a form, added, moved and removed by its own buttons: with htmx in place, without it by a
round trip of the whole form.

A `FieldList` named "lines" has the buttons `name="rows"` with the values "lines add", "lines up 2",
"lines down 0" and "lines remove 1". They send the form to its own address with `formnovalidate`;
the view shows the form again with `rearranged(request.form)` and saves nothing. Macros for all of
this: `templates/components/rows.html`.
"""

import re
from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import MultiDict

BUTTON = "rows"
_ASKED = re.compile(r"(\w+) (add|up|down|remove)(?: (\d{1,4}))?")
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Rearrangement:
    """What a button asks of a list: the row is named by its index in the form."""

    rows: str
    verb: str
    index: int = 0


def asked_rearrangement() -> Rearrangement | None:
    """The button that sent this form, if it was one for rows."""
    asked = _ASKED.fullmatch(request.form.get(BUTTON, ""))
    return Rearrangement(asked[1], asked[2], int(asked[3] or 0)) if asked else None


def rearranged(sent: MultiDict[str, str], asked: Rearrangement) -> MultiDict[str, str]:
    """What was sent, as if its rows had been typed so; an index that is not there changes nothing."""
    indices = row_indices(sent, asked.rows)
    if asked.verb == "add":
        return _added(sent, asked.rows, indices)
    if asked.index not in indices:
        return sent
    if asked.verb == "remove":
        return _renumbered(sent, asked.rows, {asked.index: None})
    place = indices.index(asked.index) + (1 if asked.verb == "down" else -1)
    if not 0 <= place < len(indices):
        return sent
    other = indices[place]
    return _renumbered(sent, asked.rows, {asked.index: other, other: asked.index})


def row_indices(sent: MultiDict[str, str], rows: str) -> list[int]:
    """The indices of the rows that were sent, in their order."""
    pattern = re.compile(rf"{rows}-(\d{{1,4}})-")
    return sorted({int(found[1]) for name in sent if (found := pattern.match(name))})


def _added(sent: MultiDict[str, str], rows: str, indices: list[int]) -> MultiDict[str, str]:
    longer = MultiDict(sent)
    if len(indices) < MOST_ROWS:
        longer.add(f"{rows}-{indices[-1] + 1 if indices else 0}-row", "")
    return longer


def _renumbered(
    sent: MultiDict[str, str], rows: str, numbers: dict[int, int | None]
) -> MultiDict[str, str]:
    pattern = re.compile(rf"({rows})-(\d{{1,4}})-(.*)", re.DOTALL)
    result: MultiDict[str, str] = MultiDict()
    for name, values in sent.lists():
        found = pattern.fullmatch(name)
        number = int(found[2]) if found else -1
        if not found or number not in numbers:
            result.setlist(name, values)
        elif (new := numbers[number]) is not None:
            result.setlist(f"{rows}-{new}-{found[3]}", values)
    return result
