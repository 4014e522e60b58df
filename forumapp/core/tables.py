"""Records that somebody keeps in a spreadsheet: lines under heads, read one by one.

A head is understood in every language that we speak; one of a text may say its language in brackets:
“Name (中文)”. Lines that begin with # explain and are not read.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from forumapp.core.errors import Refused
from forumapp.core.names import folded_name
from forumapp.core.text import _, translations
from forumapp.core.translated import LANGUAGE_NAMES

Result = TypeVar("Result")

MOST_LINES = 2000
LONGEST_HEAD = 100
LONGEST_LINE = 300
LONGEST_TEXT = 20_000
COMMENT = "#"
_BRACKETED = re.compile(r"(.+?)\s*[(（]\s*([^()（）]+?)\s*[)）]\s*")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LANGUAGE_WORDS = {"english": "en", "英文": "en", "英语": "en", "chinese": "zh", "汉语": "zh"}

NO_HEADS = _(
    "The first line has no heads that are known, or not the one “{head}”. Begin with the template."
)
TOO_LONG = _("This is longer than {most} characters.")
NO_NUMBER = _("“{text}” is not a number.")
NO_WORD = _("“{text}” is not one of these: {words}.")
TWICE = _("The same stands in line {first} already.")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the fact that it holds, its head, and other heads that are understood ("|" between).

    A translated one stands once for each language. `note` explains it; `example` is what the template
    shows, by language where it is translated.
    """

    fact: str
    head: str
    known: str = ""
    is_translated: bool = False
    is_long: bool = False
    note: str = ""
    example: str | Mapping[str, str] = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line by its number in the file: its cells by fact, and by fact and language."""

    number: int
    shown: str
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]

    def cell(self, fact: str) -> str:
        return self.cells.get(fact, "")

    def text(self, fact: str) -> Mapping[str, str]:
        return self.texts.get(fact, {})


@dataclass(frozen=True, slots=True)
class Checked:
    """A line with the `facts` of a new record; or what is wrong with it, each problem with the fact that
    it concerns; or neither, if the record is there already (`known`) or stands further up in the file.

    `remark` says where, or what is worth a look before the record is made.
    """

    line: Line
    facts: Any = None
    known: Any = None
    problems: Sequence[Refused] = ()
    remark: Refused | None = None

    @property
    def is_known(self) -> bool:
        return self.facts is None and not self.problems


def lines_of(
    rows: Iterable[Sequence[str]], columns: Sequence[Column], languages: Sequence[str]
) -> list[Line]:
    """The lines below the heads. Raises `Refused` where the heads are not those of the columns."""
    filled = [
        (number, [cell.strip() for cell in row])
        for number, row in enumerate(rows, 1)
        if any(cell.strip() for cell in row) and not row[0].lstrip("'").startswith(COMMENT)
    ]
    places = places_of(filled[0][1], columns, languages) if filled else {}
    if columns[0].fact not in {fact for fact, _language in places}:
        raise Refused(NO_HEADS, field="file", head=Marked(columns[0].head))
    if len(filled) - 1 > MOST_LINES:
        raise Refused(
            _("At most {most} lines are read at once. Divide the list."),
            field="file",
            most=f"{MOST_LINES:,}",
        )
    return [_line(number, cells, places, columns, languages) for number, cells in filled[1:]]


def places_of(
    heads: Sequence[str], columns: Sequence[Column], languages: Sequence[str]
) -> dict[tuple[str, str], int]:
    """Which fact stands where; a translated one with its language, or "" where none is said."""
    spelled = {folded: column for column in columns for folded in _spellings(column, languages)}
    places: dict[tuple[str, str], int] = {}
    for index, head in enumerate(heads):
        named, language = _without_language(" ".join(head.split())[:LONGEST_HEAD], languages)
        words = (named, *re.split(r"[·|/]", named))
        column = next((spelled[word] for word in map(_folded, words) if word in spelled), None)
        if column is not None:
            places.setdefault((column.fact, language if column.is_translated else ""), index)
    return places


def heads_of(columns: Sequence[Column], languages: Sequence[str]) -> list[str]:
    """The heads of a template: each in every language, a translated one once for each language."""
    heads = []
    for column in columns:
        words = list(dict.fromkeys(_said(column.head, language) for language in languages))
        named = " · ".join(words)
        own = languages if column.is_translated else ("",)
        heads += [f"{named} ({LANGUAGE_NAMES.get(each, each)})" if each else named for each in own]
    return heads


def example_of(columns: Sequence[Column], languages: Sequence[str]) -> list[str]:
    cells: list[str] = []
    for column in columns:
        example = column.example
        if column.is_translated:
            by_language = example if isinstance(example, Mapping) else {}
            cells += [by_language.get(language, "") for language in languages]
        else:
            cells.append(str(example))
    return cells


class Checks:
    """Tries what a line says, fact by fact; each refusal is kept as a problem of its fact."""

    def __init__(self, line: Line, columns: Sequence[Column]) -> None:
        self.problems: list[Refused] = []
        for column in columns:
            self.of(column.fact, refuse_long, line, column)

    def of(self, fact: str, act: Callable[..., Result], *values: Any) -> Result | None:
        """What `act` gives, or nothing where it refuses."""
        try:
            return act(*values)
        except Refused as refusal:
            self.problems.append(Refused(refusal.sentence, field=fact, **refusal.values))
        return None


def refuse_long(line: Line, column: Column) -> None:
    """Refuse a cell that is longer than the forms of the desk let it be."""
    most = LONGEST_TEXT if column.is_long else LONGEST_LINE
    if any(len(text) > most for text in (line.cell(column.fact), *line.text(column.fact).values())):
        raise Refused(TOO_LONG, most=f"{most:,}")


def number_in(text: str) -> float | None:
    """A number as people write it, nothing of nothing."""
    if not text:
        return None
    written = unicodedata.normalize("NFKC", text).replace(",", ".").replace("−", "-")
    if not _NUMBER.fullmatch(written):
        raise Refused(NO_NUMBER, text=text)
    return float(written)


def word_in(text: str, words: Mapping[str, str], languages: Collection[str]) -> str:
    """The key of a closed set by the key itself or by what any of our languages calls it."""
    for key, said in words.items():
        known = {key, said, *(_said(said, language) for language in languages)}
        if _folded(text) in map(_folded, known):
            return key
    offered = ", ".join(words)
    raise Refused(NO_WORD, text=text, words=offered)


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked sentence as a value within another: said in its reader's language."""

    sentence: str

    def text(self, language: str) -> str:
        return _said(self.sentence, language)


def _line(
    number: int,
    cells: Sequence[str],
    places: Mapping[tuple[str, str], int],
    columns: Sequence[Column],
    languages: Sequence[str],
) -> Line:
    translated = {column.fact for column in columns if column.is_translated}
    plain: dict[str, str] = {}
    texts: dict[str, dict[str, str]] = {}
    for (fact, language), index in places.items():
        cell = cells[index] if index < len(cells) else ""
        if fact in translated and cell:
            own = language or _language_of(cell, languages)
            texts.setdefault(fact, {}).setdefault(own, _unmarked(cell))
        elif cell:
            plain[fact] = _unmarked(cell)
    shown = " · ".join(cell for cell in cells if cell)[:LONGEST_LINE]
    return Line(number, shown, plain, texts)


def _unmarked(cell: str) -> str:
    """Without the apostrophe by which our own downloads keep a text from being a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell


def _language_of(text: str, languages: Sequence[str]) -> str:
    """By its letters, where the head does not say it."""
    if _HAN.search(text) and "zh" in languages:
        return "zh"
    return "en" if "en" in languages else languages[0]


def _without_language(head: str, languages: Sequence[str]) -> tuple[str, str]:
    found = _BRACKETED.fullmatch(head)
    if not found:
        return head, ""
    word = _folded(found[2])
    names = {_folded(LANGUAGE_NAMES.get(each, each)): each for each in languages}
    language = names.get(word) or _LANGUAGE_WORDS.get(word) or word
    return (found[1], language) if language in languages else (head, "")


def _spellings(column: Column, languages: Sequence[str]) -> set[str]:
    said = (column.head, *(_said(column.head, language) for language in languages))
    return {_folded(each) for each in (column.fact, *said, *column.known.split("|")) if each}


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().strip("*:： ").split())


def _said(sentence: str, language: str) -> str:
    return translations(language).gettext(sentence)


class Seen:
    """The names of the lines so far, to find the line that says the same."""

    def __init__(self) -> None:
        self.lines: dict[tuple[str, Any], int] = {}

    def twin(self, line: Line, beside: Any = None) -> int | None:
        """The number of an earlier line with one of this line's names, and the same beside it."""
        keys = [(folded_name(name), beside) for name in line.text("name").values()]
        first = next((self.lines[key] for key in keys if key in self.lines), None)
        for key in keys:
            self.lines.setdefault(key, line.number)
        return first
