"""How text becomes words to find, and where they stand: Latin without accents, Chinese in pairs."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import accumulate, pairwise

_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORDS = re.compile(r"[^\W_]+")
_SAME_SCRIPT = re.compile(f"[{_HAN}]+|[^{_HAN}]+")
_CHINESE = re.compile(f"[{_HAN}]")
MOST_WORDS = 12


def tokens(text: str) -> list[str]:
    """The tokens under which a text is kept: “中国论坛” gives 中国, 国论, 论坛, 坛."""
    found: list[str] = []
    for run in _runs(text):
        if _CHINESE.match(run):
            found += [first + second for first, second in pairwise(run)] + [run[-1]]
        else:
            found.append(run)
    return found


LONGEST_KEPT = 200_000
"""Bytes: what PostgreSQL makes of so many tokens has room in its index (at most 1 MB), whatever they are."""


def kept_tokens(text: str) -> list[str]:
    """The tokens of a text; of a very long one each once, and as many as an index takes."""
    found = tokens(text)
    if _size(found) <= LONGEST_KEPT:
        return found
    distinct = list(dict.fromkeys(found))
    sizes = accumulate(len(token.encode()) + 1 for token in distinct)
    return distinct[: sum(size <= LONGEST_KEPT for size in sizes)]


def _size(found: Iterable[str]) -> int:
    return sum(len(token.encode()) + 1 for token in found)


def wanted(query: str) -> list[tuple[str, bool]]:
    """What a query asks for: (token, whether it may be the beginning of a word), all of them required."""
    asked: list[tuple[str, bool]] = []
    for run in _runs(query):
        if _CHINESE.match(run) and len(run) > 1:
            asked += [(first + second, False) for first, second in pairwise(run)]
        else:
            asked.append((run, True))
    return asked[:MOST_WORDS]


def _runs(text: str) -> list[str]:
    """Runs of Chinese characters and of other letters and digits, folded."""
    words = _WORDS.findall(folded(text))
    return [run for word in words for run in _SAME_SCRIPT.findall(word)]


STROKED = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe"})
"""Letters whose mark Unicode does not take apart."""


def folded(text: str) -> str:
    """Without capitals, accents and wide letters, so that é finds e."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", plain).translate(STROKED)


SHORTEST_START = 3
"""Letters that a mistyped word is still trusted for."""
MOST_PUT_RIGHT = 4
"""Words of a query: each is compared with every word that is known."""


def wanted_loosely(query: str) -> list[tuple[str, bool]]:
    """What might be meant: the same words as beginnings, the longer ones by their first letters alone."""
    loose = [
        (token if _CHINESE.match(token) else token[: max(SHORTEST_START, len(token) // 2)], True)
        for token, _is_start in wanted(query)
    ]
    return [each for each in dict.fromkeys(loose) if len(each[0]) > 1]


def nearest_words(query: str, texts: Iterable[str]) -> str:
    """The query with each word put right by the words of these texts; nothing where none is nearer."""
    known = {run for text in texts for run in _runs(text) if len(run) > SHORTEST_START}
    asked = _runs(query)
    mistyped = [run for run in dict.fromkeys(asked) if run not in known and _can_be_put_right(run)]
    in_order = sorted(known)
    nearest = {run: _nearest(run, in_order) for run in mistyped[:MOST_PUT_RIGHT]}
    meant = [nearest.get(run, run) for run in asked]
    return " ".join(meant) if meant != asked else ""


def _can_be_put_right(run: str) -> bool:
    return len(run) > SHORTEST_START and not _CHINESE.match(run)


def _nearest(run: str, known: Sequence[str]) -> str:
    return next(iter(get_close_matches(run, known, 1, cutoff=0.75)), run)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it is one of the words asked for."""

    text: str
    is_found: bool


def highlighted(text: str, query: str) -> list[Piece]:
    """The whole text in pieces."""
    return _pieces(text, found_in(text, query), 0, len(text))


def excerpt(text: str, query: str, *, most: int) -> list[Piece]:
    """At most about `most` letters around the first of the words asked for; the beginning without one."""
    line = " ".join(text.split())
    spans = found_in(line, query)
    if len(line) <= most:
        return _pieces(line, spans, 0, len(line))
    first = spans[0][0] if spans else 0
    begin = _word_begin(line, max(0, min(first - most // 4, len(line) - most)))
    end = _word_begin(line, begin + most) if begin + most < len(line) else len(line)
    pieces = _pieces(line, spans, begin, end)
    before = [Piece("…", False)] if begin else []
    after = [Piece("…", False)] if end < len(line) else []
    return before + pieces + after


def _word_begin(line: str, at: int) -> int:
    """Back to the beginning of the word at a place; Chinese words may be parted."""
    space = line.rfind(" ", max(0, at - 24), at)
    return space + 1 if space >= 0 and at < len(line) else at


def _pieces(text: str, spans: list[tuple[int, int]], begin: int, end: int) -> list[Piece]:
    pieces, here = [], begin
    for first, last in spans:
        first, last = max(first, begin), min(last, end)  # noqa: PLW2901 - cut to what is shown
        if first >= last:
            continue
        pieces += [Piece(text[here:first], False), Piece(text[first:last], True)]
        here = last
    return [piece for piece in (*pieces, Piece(text[here:end], False)) if piece.text]


def found_in(text: str, query: str) -> list[tuple[int, int]]:
    """Where words asked for stand in a text: beginnings of Latin words, Chinese anywhere; in order, apart."""
    letters, places = _folded_letters(text)
    hits: list[tuple[int, int]] = []
    for token, _is_start in wanted(query):
        at = letters.find(token)
        while at >= 0:
            if _CHINESE.match(token) or _is_word_begin(letters, at):
                hits.append((places[at], places[at + len(token) - 1] + 1))
            at = letters.find(token, at + 1)
    apart: list[tuple[int, int]] = []
    for first, last in sorted(hits):
        if apart and first <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], last))
        else:
            apart.append((first, last))
    return apart


def _is_word_begin(letters: str, at: int) -> bool:
    before = letters[at - 1] if at else " "
    return not before.isalnum() or _CHINESE.match(before) is not None


_folded_letter = lru_cache(maxsize=8192)(folded)


def _folded_letters(text: str) -> tuple[str, list[int]]:
    """The text folded letter by letter, and where each folded letter stood."""
    pairs = [(plain, at) for at, letter in enumerate(text) for plain in _folded_letter(letter)]
    return "".join(plain for plain, _at in pairs), [at for _plain, at in pairs]
