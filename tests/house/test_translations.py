"""Every sentence that a person reads is there in Chinese, once, with the same values in it.

French has what the public reads: its areas named here are whole, the others as far as they go.
"""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from dev import ROOT
from forumapp.core.text import CATALOGUES

METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2"), ("**.xml", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)")
LANGUAGES = ("zh", "fr")
PUBLIC = ("site", "errors", "mail")
WHOLE_IN_FRENCH = ("calendars", "search", "site", "subscribing")


@cache
def sentences() -> frozenset[str]:
    """Every marked sentence of code and templates; of a plural its singular."""
    return marked("forumapp") | marked("templates")


@cache
def marked(folder: str) -> frozenset[str]:
    found = {
        message[0] if isinstance(message, tuple) else message
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, METHODS, keywords=KEYWORDS
        )
    }
    return frozenset(found - {""})


@cache
def catalogues(language: str) -> dict[Path, dict[str, str]]:
    """Each catalogue of a language: sentence → translation."""
    return {path: messages(path) for path in sorted((CATALOGUES / language).glob("*.po"))}


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
    translated = {id_ for file in catalogues("zh").values() for id_, text in file.items() if text}
    assert sorted(sentences() - translated) == []


@pytest.mark.parametrize("area", WHOLE_IN_FRENCH)
def test_an_area_that_the_public_reads_is_whole_in_french(area):
    chinese, french = (catalogues(own)[CATALOGUES / own / f"{area}.po"] for own in LANGUAGES)
    assert [id_ for id_ in chinese if not french.get(id_)] == []


@pytest.mark.parametrize("surface", PUBLIC)
def test_every_public_page_and_mail_is_written_in_french(surface):
    translated = {id_ for file in catalogues("fr").values() for id_, text in file.items() if text}
    assert sorted(marked(f"templates/{surface}") - translated) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_translated_twice(language):
    counted = Counter(id_ for file in catalogues(language).values() for id_ in file)
    assert [id_ for id_, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_of_a_sentence_that_is_gone(language):
    kept = {id_ for file in catalogues(language).values() for id_ in file}
    assert sorted(kept - sentences()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_hold_the_same_values(language):
    different = [
        id_
        for file in catalogues(language).values()
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
