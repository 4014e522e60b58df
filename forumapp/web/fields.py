"""Form fields of this product: texts in every language, wall time, zones, countries, words, records.

Each works as plain HTML. `templates/components/forms.html` shows them: `texts`, `wall_time`, and
`field` for those of one control.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.lists import format_list
from flask_babel import gettext
from pypinyin import lazy_pinyin
from wtforms import (
    DateField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp.core.clock import zone_names
from forumapp.core.translated import LANGUAGE_NAMES, Translated
from forumapp.core.when import city_of_zone
from forumapp.web.forms import languages
from forumapp.web.languages import current_language

LONGEST_LINE = 300
LONGEST_TEXT = 20_000

NOT_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
"""Two-letter codes of CLDR that stand for no country or region."""


def trimmed(text: str | None) -> str:
    return (text or "").strip()


class LineField(StringField):
    """One line of text, trimmed; an empty one is ""."""

    def __init__(self, label: str = "", validators: Iterable[Any] = (), **rest: Any) -> None:
        super().__init__(label, [*validators, Length(max=LONGEST_LINE)], filters=[trimmed], **rest)


class TextsField(Field):
    """One text in every language; its data is {language: text}.

    `pairs` are the controls, one per language; an error of the whole stands at the first.
    """

    def __init__(
        self, label: str = "", *, long: bool = False, needed: bool = False, **rest: Any
    ) -> None:
        super().__init__(label, **rest)
        self.long = long
        self.needed = needed
        self.parts: dict[str, Field] = {}

    @property
    def pairs(self) -> list[tuple[str, Field]]:
        return list(self.parts.items())

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        given = data if isinstance(data, Translated | Mapping) else Translated()
        text_of = given.exact if isinstance(given, Translated) else lambda own: given.get(own, "")
        self.parts = {language: self._part(language) for language in languages()}
        for language, part in self.parts.items():
            part.process(formdata, text_of(language))
        self.id = next(iter(self.parts.values())).id
        self.data = {language: part.data for language, part in self.parts.items()}

    def _part(self, language: str) -> Field:
        kind, longest = (TextAreaField, LONGEST_TEXT) if self.long else (StringField, LONGEST_LINE)
        unbound = kind(
            LANGUAGE_NAMES.get(language, language),
            validators=[Length(max=longest)],
            filters=[trimmed],
        )
        return unbound.bind(
            form=None, name=f"{self.name}-{language}", _meta=self.meta, _translations=None
        )

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        passed = [part.validate(form) for part in self.parts.values()]
        if self.needed and not any(self.data.values()):
            self.errors = [gettext("Write this in at least one language.")]
        return all(passed) and not self.errors

    @property
    def errors(self) -> list[str]:
        return [error for part in self.parts.values() for error in part.errors]

    @errors.setter
    def errors(self, errors: Iterable[str]) -> None:
        next(iter(self.parts.values())).errors = list(errors)


class WallTimeField(Field):
    """A day and a time on the wall clock; its data is a naive datetime, or None when left empty.

    `fold` is the answer to “the first or the second?” for a time that clocks show twice; the
    question is shown (`asks_which`) once a service has asked it.
    """

    def __init__(self, label: str = "", *, needed: bool = False, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.needed = needed
        self.typed_day = self.typed_time = ""
        self.fold: int | None = None
        self.asks_which = False

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.errors: list[str] = []
        self.data = data if isinstance(data, datetime) else None
        if self.data:
            self.typed_day, self.typed_time = f"{data:%Y-%m-%d}", f"{data:%H:%M}"
        if formdata and f"{self.name}-day" in formdata:
            self.typed_day = trimmed(formdata.get(f"{self.name}-day"))
            self.typed_time = trimmed(formdata.get(f"{self.name}-time"))
            fold = formdata.get(f"{self.name}-fold")
            self.fold = int(fold) if fold in ("0", "1") else None
            self._read()

    def _read(self) -> None:
        self.data = None
        if not self.typed_day and not self.typed_time:
            return
        day, clock = read_day(self.typed_day), read_time(self.typed_time)
        if day is None:
            self.errors.append(gettext("Give the day as in 2027-03-14."))
        if clock is None:
            self.errors.append(gettext("Give the time as in 14:30."))
        if day and clock:
            self.data = datetime.combine(day, clock)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        if self.needed and not self.typed_day and not self.typed_time:
            self.errors.append(gettext("Give the day and the time."))
        return not self.errors


class DayField(DateField):
    """A day, typed or chosen; None when left empty."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = trimmed(valuelist[0]) if valuelist else ""
        self.data = read_day(typed) if typed else None
        if typed and self.data is None:
            raise ValueError(gettext("Give the day as in 2027-03-14."))


def read_day(typed: str) -> date | None:
    """A day as a date input sends it, or as people type it: 2027-03-14, 2027/3/14, 2027.3.14."""
    try:
        year, month, day = (
            int(part) for part in typed.replace("/", "-").replace(".", "-").split("-")
        )
        return date(year, month, day)
    except ValueError:
        return None


def read_time(typed: str) -> time | None:
    """A time as a time input sends it, or as people type it: 14:30, 14：30, 14.30, 1430, 9:05."""
    digits = typed.replace("：", ":").replace(".", ":")
    if digits.isdigit() and len(digits) in (3, 4):
        digits = f"{digits[:-2]}:{digits[-2:]}"
    try:
        hour, minute, *_seconds = (int(part) for part in digits.split(":"))
        return time(hour, minute)
    except ValueError:
        return None


class WordField(SelectField):
    """One word of a closed set (`rules.py`: {word: marked sentence}), shown in the reader's language."""

    def __init__(
        self,
        label: str = "",
        words: Mapping[str, str] | None = None,
        *,
        nothing: str = "",
        **rest: Any,
    ) -> None:
        super().__init__(label, choices=word_choices(words or {}, nothing), **rest)


class WordsField(SelectMultipleField):
    """Several words of a closed set, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self, label: str = "", words: Mapping[Any, str] | None = None, **rest: Any
    ) -> None:
        super().__init__(label, choices=word_choices(words or {}), **rest)


def word_choices(words: Mapping[Any, str], nothing: str = "") -> list[tuple[Any, str]]:
    """(word, its name in the reader's language); `nothing` names the empty choice, where there is one."""
    empty = [("", nothing)] if nothing else []
    return [*empty, *((word, gettext(sentence)) for word, sentence in words.items())]


class CountryField(SelectField):
    """A country or region by its ISO 3166 code, named and sorted in the reader's language; "" is none."""

    def __init__(self, label: str = "", **rest: Any) -> None:
        named = country_choices(current_language())
        super().__init__(label, choices=[("", "–"), *named], **rest)


@lru_cache
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    named = [
        (code, name)
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    ]
    return tuple(sorted(named, key=lambda each: sort_key(each[1])))


def country_name(code: str, language: str) -> str:
    return Locale.parse(language).territories.get(code, code) if code else ""


def sort_key(name: str) -> str:
    """Chinese by its sound, Latin by its letters."""
    return " ".join(lazy_pinyin(name)).casefold()


class ZoneField(SelectField):
    """A time zone, named after its place in the reader's language, by continent."""

    def __init__(self, label: str = "", *, nothing: str = "", **rest: Any) -> None:
        choices: dict[str, Any] = {"": [("", nothing)]} if nothing else {}
        choices.update(zone_choices(current_language()))
        super().__init__(label, choices=choices, **rest)


@lru_cache
def zone_choices(language: str) -> dict[str, list[tuple[str, str]]]:
    """Continent → (IANA name, “New York · America/New_York”), sorted as the language sorts."""
    continents: dict[str, list[tuple[str, str]]] = {}
    for name in zone_names():
        continent = name.partition("/")[0]
        shown = name if name == "UTC" else f"{city_of_zone(name, language)} · {name}"
        continents.setdefault(continent, []).append((name, shown))
    for zones in continents.values():
        zones.sort(key=lambda each: sort_key(each[1]))
    return continents


class RecordField(SelectField):
    """One record by its id, or None; `records` returns the (id, name) pairs to choose from.

    Where a record can be created on the way, `quick` is the endpoint of its short form
    (`desk.people.create_person_quickly`).
    """

    def __init__(
        self,
        label: str = "",
        records: Callable[[str], list[tuple[int, str]]] = lambda _language: [],
        *,
        nothing: str = "–",
        quick: str = "",
        **rest: Any,
    ) -> None:
        super().__init__(
            label,
            choices=[("", nothing), *records(current_language())],
            coerce=lambda value: int(value) if str(value or "").isdigit() else None,
            **rest,
        )
        self.quick = quick

    def iter_choices(self) -> Any:
        for value, label, *rest in super().iter_choices():
            yield (value, label, value == (self.data or ""), *rest[1:])

    def pre_validate(self, form: Any) -> None:
        if self.data is not None:
            super().pre_validate(form)


class RecordsField(SelectMultipleField):
    """Several records by their ids, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self,
        label: str = "",
        records: Callable[[str], list[tuple[int, str]]] = lambda _language: [],
        **rest: Any,
    ) -> None:
        super().__init__(label, choices=records(current_language()), coerce=int, **rest)


class VersionField(HiddenField):
    """The version of the record that this editor read; its data is a number, or None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        self.data = int(typed) if typed.isdigit() else None


def listed(names: Iterable[str], language: str) -> str:
    """“A, B and C” · “A、B和C”."""
    return format_list(list(names), locale=language)
