"""Sentences that a person will read: marked where they are written, translated where they are shown.

Features mark a sentence with `_` and pass its values beside it; a surface (page, mail, command)
renders both with `say` in the reader's language.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

CATALOGUES = Path(__file__).parent.parent / "translations"


@runtime_checkable
class Readable(Protocol):
    """A value that reads differently in each language."""

    def text(self, language: str) -> str: ...


def _(sentence: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return sentence


@lru_cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language: every `translations/<language>/*.po` file, joined.

    The texts themselves are English, so English has no catalogue of its own.
    """
    joined = Catalog(locale=language)
    for path in sorted((CATALOGUES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    joined[message.id] = message
    if not len(joined):
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, joined)
    compiled.seek(0)
    return Translations(compiled)


def say(
    sentence: str,
    values: Mapping[str, Any],
    language: str,
    translate: Callable[[str], str] | None = None,
) -> str:
    """The sentence in `language` with its values filled in; a `Readable` value speaks that language too."""
    translated = (translate or translations(language).gettext)(sentence)
    return translated.format(
        **{
            name: value.text(language) if isinstance(value, Readable) else value
            for name, value in values.items()
        }
    )
