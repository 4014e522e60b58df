"""Two states of a text, told apart word by word; Chinese character by character."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
MOST_WORDS = 4000
"""Longer passages are shown as a whole: telling their words apart would take too long."""
MOST_LINES = 1000
"""Longer texts are one passage, but for the lines with which both begin and end."""

_CHINESE = r"[\u3400-\u9fff\uf900-\ufaff]"
_TOKEN = re.compile(rf"{_CHINESE}|(?:(?!{_CHINESE})\w)+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, went, or came."""

    kind: str
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """What to read in order: all of the new text, with what went at its place."""
    pieces: list[Piece] = []
    for gone, come in _passages(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        for piece in _word_by_word(gone, come):
            _add(pieces, piece)
    return pieces


def _passages(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of passages of whole lines that correspond."""
    if max(len(old), len(new)) > MOST_LINES:
        yield from _between_alike(old, new)
        return
    for _verb, first, last, start, end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        yield "".join(old[first:last]), "".join(new[start:end])


def _between_alike(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The lines with which both begin, what stands between, and those with which both end."""
    first = _alike(old, new)
    last = _alike(old[first:][::-1], new[first:][::-1])
    gone, come = old[first : len(old) - last], new[first : len(new) - last]
    begin, end = "".join(old[:first]), "".join(old[len(old) - last :])
    yield from ((begin, begin), ("".join(gone), "".join(come)), (end, end))


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """With how many lines both begin."""
    return next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )


def _word_by_word(old: str, new: str) -> Iterator[Piece]:
    if old == new:
        yield Piece(SAME, old)
        return
    gone, come = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(gone), len(come)) > MOST_WORDS:
        gone, come = [old], [new]
    for verb, first, last, start, end in SequenceMatcher(
        None, gone, come, autojunk=False
    ).get_opcodes():
        if verb == "equal":
            yield Piece(SAME, "".join(gone[first:last]))
            continue
        yield Piece(GONE, "".join(gone[first:last]))
        yield Piece(NEW, "".join(come[start:end]))


def _add(pieces: list[Piece], piece: Piece) -> None:
    """What stands next to its like is one piece with it."""
    if not piece.text:
        return
    if pieces and pieces[-1].kind == piece.kind:
        pieces[-1] = Piece(piece.kind, pieces[-1].text + piece.text)
    else:
        pieces.append(piece)
