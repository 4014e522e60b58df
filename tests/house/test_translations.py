"""Every sentence that a person reads is there in Chinese, once, with the same values in it."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from dev import ROOT
from forumapp.core.text import CATALOGUES

METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2"), ("**.xml", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)")


@cache
def sentences() -> frozenset[str]:
    """Every marked sentence of code and templates; of a plural its singular."""
    found = set()
    for folder in ("forumapp", "templates"):
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, METHODS, keywords=KEYWORDS
        ):
            found.add(message[0] if isinstance(message, tuple) else message)
    return frozenset(found - {""})


@cache
def catalogues() -> dict[Path, dict[str, str]]:
    """Each Chinese catalogue: sentence → translation."""
    return {path: messages(path) for path in sorted((CATALOGUES / "zh").glob("*.po"))}


def messages(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {
            plain(message.id): plain(message.string) or ""
            for message in read_po(file)
            if message.id
        }


def plain(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def test_every_sentence_is_translated():
    translated = {id_ for file in catalogues().values() for id_, text in file.items() if text}
    assert sorted(sentences() - translated) == []


def test_no_sentence_is_translated_twice():
    counted = Counter(id_ for file in catalogues().values() for id_ in file)
    assert [id_ for id_, times in counted.items() if times > 1] == []


def test_no_translation_is_left_of_a_sentence_that_is_gone():
    assert sorted({id_ for file in catalogues().values() for id_ in file} - sentences()) == []


def test_translations_hold_the_same_values():
    different = [
        id_
        for file in catalogues().values()
        for id_, text in file.items()
        if set(PLACEHOLDER.findall(id_)) != set(PLACEHOLDER.findall(text))
    ]
    assert different == []


def test_nothing_is_pleaded_or_celebrated():
    forbidden = re.compile(r"\b(please|oops|successfully|sorry)\b", re.IGNORECASE)
    assert [sentence for sentence in sentences() if forbidden.search(sentence)] == []


def test_an_apostrophe_is_curly():
    straight = re.compile(r"\w'")
    assert [sentence for sentence in sentences() if straight.search(sentence)] == []
