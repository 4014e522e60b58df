"""Text that people read: one value per language, with a stated fallback and a memory of its age."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

LANGUAGE_NAMES = {
    "en": "English",
    "zh": "中文",
    "fr": "Français",
    "es": "Español",
    "ru": "Русский",
    "pt": "Português",
    "de": "Deutsch",
}
"""The languages that can be offered, each as its own readers write it."""

HTML_LANGUAGES = {"zh": "zh-Hans"}
FALLBACK_ORDER = ("en", "zh")


def html_language(language: str) -> str:
    """The value of `lang` and `hreflang` for one of our language codes (BCP 47)."""
    return HTML_LANGUAGES.get(language, language)


class Translated:
    """A text in several languages. Immutable; `revised` makes the next version.

    Missing languages fall back to English, then Chinese, then any. `changed` remembers when each
    language was last edited (UTC), so that a translation older than its source can be named.
    """

    __slots__ = ("_changed", "_values")

    def __init__(
        self,
        values: Mapping[str, str | None] | None = None,
        changed: Mapping[str, datetime] | None = None,
    ) -> None:
        self._values = {lang: value for lang, value in sorted((values or {}).items()) if value}
        self._changed = {
            lang: at for lang, at in sorted((changed or {}).items()) if lang in self._values
        }

    def exact(self, language: str) -> str:
        """The text in this language, or nothing."""
        return self._values.get(language, "")

    def in_language(self, language: str) -> tuple[str, str]:
        """The best text for a reader of `language`, and the language that it is in."""
        for candidate in (language, *FALLBACK_ORDER, *self._values):
            if candidate in self._values:
                return self._values[candidate], candidate
        return "", language

    def text(self, language: str) -> str:
        """The best text for a reader of `language`."""
        return self.in_language(language)[0]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._values)

    def changed(self, language: str) -> datetime | None:
        return self._changed.get(language)

    def is_missing(self, language: str) -> bool:
        """There is a text, but not in this language."""
        return bool(self._values) and language not in self._values

    def is_older(self, language: str) -> bool:
        """Another language was edited after this one."""
        own = self._changed.get(language)
        return own is not None and any(at > own for at in self._changed.values())

    def revised(self, values: Mapping[str, str | None], now: datetime) -> "Translated":
        """The next version: languages whose text changed are dated `now`, the others keep their date."""
        merged: dict[str, str | None] = {**self._values, **values}
        changed = dict(self._changed)
        for language, value in merged.items():
            if value and value != self._values.get(language):
                changed[language] = now
        return Translated(merged, changed)

    def to_json(self) -> dict[str, Any]:
        return {
            "text": dict(self._values),
            "changed": {lang: at.isoformat() for lang, at in self._changed.items()},
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Translated":
        changed = {
            lang: datetime.fromisoformat(at) for lang, at in stored.get("changed", {}).items()
        }
        return cls(stored.get("text", {}), changed)

    def __bool__(self) -> bool:
        return bool(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Translated) and self._values == other._values

    def __hash__(self) -> int:
        return hash(tuple(self._values.items()))

    def __repr__(self) -> str:
        return f"Translated({self._values!r})"


class TranslatedColumn(TypeDecorator[Translated]):
    """Stores a `Translated` as JSON; never NULL: nothing written is an empty `Translated`."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Translated | None, dialect: Dialect) -> Any:
        return (value or Translated()).to_json()

    def process_result_value(self, value: Any, dialect: Dialect) -> Translated:
        return Translated.from_json(value or {})

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self.impl_instance
