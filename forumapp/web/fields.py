"""Form fields of this product: texts in every language, wall time, zones, countries, words, records.

Each works as plain HTML. `templates/components/forms.html` shows them: `texts`, `wall_time`,
`record_field`, `choices` (several), and `field` for those of one control.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from uuid import UUID

from babel import Locale
from flask import g
from flask_babel import gettext
from flask_wtf.file import FileField, MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import (
    DateField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import Choice, SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, RadioInput

from forumapp.core.choices import RecordChoice, sort_key
from forumapp.core.clock import YEARS, zone_names
from forumapp.core.countries import country_names
from forumapp.core.translated import LANGUAGE_NAMES, Translated
from forumapp.core.when import city_of_zone
from forumapp.web.forms import languages
from forumapp.web.languages import current_language

LONGEST_LINE = 300
LONGEST_TEXT = 20_000
LARGEST_NUMBER = 1_000_000
LONGEST_ID = 10
NO_WORDS: Mapping[Any, str] = {}
SPOKEN = ("en", "zh", "fr", "es", "ru", "ar", "pt", "de", "ja", "ko", "sw", "vi", "th", "id")
"""Two-letter codes of CLDR that stand for no country or region."""


def trimmed(text: str | None) -> str:
    return (text or "").strip()


class LineField(StringField):
    """One line of text, trimmed; an empty one is ""."""

    def __init__(self, label: str = "", validators: Iterable[Any] = (), **rest: Any) -> None:
        super().__init__(
            label,
            [
                *validators,
                Length(max=LONGEST_LINE, message=gettext("This is too long. Shorten it.")),
            ],
            filters=[trimmed],
            **rest,
        )


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
        self.parts = {own: self._part(own, text_of(own)) for own in languages()}
        for language, part in self.parts.items():
            part.process(formdata, text_of(language))
        self.id = next(iter(self.parts.values())).id
        self.data = {language: part.data for language, part in self.parts.items()}

    def _part(self, language: str, known: str) -> Field:
        """What came in longer than people write may stay as long (forms end a line with two letters)."""
        kind, usual = (TextAreaField, LONGEST_TEXT) if self.long else (StringField, LONGEST_LINE)
        longest = max(usual, len(known) + known.count("\n"))
        unbound: Any = kind(
            LANGUAGE_NAMES.get(language, language),
            validators=[Length(max=longest, message=gettext("This is too long. Shorten it."))],
            filters=[trimmed],
        )
        return unbound.bind(form=None, name=f"{self.name}-{language}", _meta=self.meta)

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
            self.errors.append(how_to_give_a_day())
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

    data: Any

    def __init__(self, label: str = "", *, needed: bool = False, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.needed = needed

    def pre_validate(self, form: Any) -> None:
        if self.needed and self.data is None and not self.process_errors:
            raise ValidationError(how_to_give_a_day())

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = trimmed(valuelist[0]) if valuelist else ""
        self.data = read_day(typed) if typed else None
        if typed and self.data is None:
            raise ValueError(how_to_give_a_day())


def how_to_give_a_day() -> str:
    return gettext(
        "Give the day as in 2027-03-14, in a year from %(first)s to %(last)s.",
        first=YEARS[0],
        last=YEARS[-1],
    )


def read_day(typed: str) -> date | None:
    """A day as a date input sends it, or as people type it: 2027-03-14, 2027/3/14, 2027.3.14.

    None for what is no day, or lies outside `YEARS`.
    """
    try:
        year, month, day = (
            int(part) for part in typed.replace("/", "-").replace(".", "-").split("-")
        )
        return date(year, month, day) if year in YEARS else None
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


class ChoiceField(SelectField):
    """A select of which a foreign value is refused in our words."""

    data: Any

    def __init__(self, label: str = "", **rest: Any) -> None:
        super().__init__(label, **rest)
        self.invalid_choice_message = gettext("Choose one of the list.")


class ButtonsField(ChoiceField):
    """One of a list, as radio buttons."""

    widget = ListWidget(prefix_label=False)
    option_widget = RadioInput()


class ChoicesField(SelectMultipleField):
    """Several of a list, as checkboxes."""

    data: Any
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str = "", **rest: Any) -> None:
        super().__init__(label, **rest)
        self.invalid_choice_message = gettext("Choose one of the list.")


class WordField(ChoiceField):
    """One word of a closed set (`rules.py`: {word: marked sentence}), shown in the reader's language.

    `nothing` names the empty choice, where there is one.
    """

    def __init__(
        self,
        label: str = "",
        words: Mapping[str, str] = NO_WORDS,
        *,
        nothing: str = "",
        **rest: Any,
    ) -> None:
        empty = [SelectChoice("", nothing)] if nothing else []
        choices = [*empty, *word_choices(words)]
        super().__init__(label, choices=choices, **rest)


class WordsField(ChoicesField):
    """Several words of a closed set, as checkboxes."""

    def __init__(self, label: str = "", words: Mapping[Any, str] = NO_WORDS, **rest: Any) -> None:
        super().__init__(label, choices=word_choices(words), **rest)


def word_choices(words: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(word, name) for word, name in word_pairs(words)]


def word_pairs(words: Mapping[Any, str]) -> list[tuple[Any, str]]:
    """(word, its name in the reader's language), for a filter."""
    return [(word, gettext(sentence)) for word, sentence in words.items()]


class LanguageField(ChoiceField):
    """One of the languages of this installation, by its own name."""

    def __init__(self, label: str = "", **rest: Any) -> None:
        choices = [SelectChoice(code, LANGUAGE_NAMES.get(code, code)) for code in languages()]
        super().__init__(label, choices=choices, **rest)


class SpokenField(ChoicesField):
    """Languages that people speak, named in the reader's own."""

    def __init__(self, label: str = "", **rest: Any) -> None:
        choices = [SelectChoice(code, language_name(code, current_language())) for code in SPOKEN]
        super().__init__(label, choices=choices, **rest)


def language_name(code: str, language: str) -> str:
    return Locale.parse(language).languages.get(code, code)


class CountryField(ChoiceField):
    """A country or region by its ISO 3166 code, named and sorted in the reader's language; "" is none."""

    def __init__(self, label: str = "", **rest: Any) -> None:
        named = (SelectChoice(code, name) for code, name in country_choices(current_language()))
        self.named = [SelectChoice("", "–"), *named]
        super().__init__(label, choices=self.named, default="", **rest)

    def put_first(self, code: str) -> None:
        """The likeliest answer stands above the other 250."""
        above = [choice for choice in self.named if choice.value in ("", code)]
        self.choices = [*above, *(choice for choice in self.named if choice not in above)]


@lru_cache
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """(ISO 3166 code, name), sorted as the language sorts."""
    return tuple(sorted(country_names(language).items(), key=lambda each: sort_key(each[1])))


class ZoneField(ChoiceField):
    """A time zone, named after its place in the reader's language.

    `nothing` names the empty choice, where there is one.
    """

    def __init__(self, label: str = "", *, nothing: str = "", **rest: Any) -> None:
        empty = [SelectChoice("", nothing)] if nothing else []
        choices = [*empty, *zone_choices(current_language())]
        super().__init__(label, choices=choices, **rest)


@lru_cache
def zone_choices(language: str) -> tuple[SelectChoice, ...]:
    """Every zone as “New York · America/New_York”, sorted by place as the language sorts."""
    named = [
        SelectChoice(name, name if name == "UTC" else f"{city_of_zone(name, language)} · {name}")
        for name in zone_names()
    ]
    return tuple(sorted(named, key=lambda each: sort_key(each.label)))


Records = Callable[[str], list[RecordChoice]]
"""A query that lists the records to choose from, named in a language."""


class OfferedRecords:
    """An archived record is offered only where it is chosen already."""

    archived: frozenset[str]

    def iter_choices(self) -> Any:
        choices: list[Choice] = super().iter_choices()  # type: ignore[misc]
        return [each for each in choices if each.selected or each.value not in self.archived]


class RecordField(OfferedRecords, ChoiceField):
    """One record by its id, or None; `records` is the query of those to choose from.

    `quick` is the endpoint where one can be created on the way, such as
    "desk.people.create_person_quickly"; desk.js finds by it the fields that offer a new one.
    """

    def __init__(
        self,
        label: str = "",
        records: Records | None = None,
        *,
        nothing: str = "–",
        needed: bool = False,
        quick: str = "",
        **rest: Any,
    ) -> None:
        known = records_known(records)
        choices = [SelectChoice("", nothing), *(SelectChoice(str(k.id), k.name) for k in known)]
        super().__init__(label, choices=choices, coerce=id_of, **rest)
        self.render_kw = {**(self.render_kw or {}), "data-records": quick} if quick else {}
        self.archived = frozenset(str(each.id) for each in known if each.is_archived)
        self.needed = needed
        self.quick = quick

    def pre_validate(self, form: Any) -> None:
        if self.needed and self.data is None:
            raise ValidationError(str(self.invalid_choice_message))
        super().pre_validate(form)


class RecordsField(OfferedRecords, ChoicesField):
    """Several records by their ids, as checkboxes."""

    def __init__(
        self, label: str = "", records: Records | None = None, *, quick: str = "", **rest: Any
    ) -> None:
        known = records_known(records)
        choices = [SelectChoice(str(each.id), each.name) for each in known]
        super().__init__(label, choices=choices, coerce=id_of, **rest)
        self.archived = frozenset(str(each.id) for each in known if each.is_archived)
        self.quick = quick


def records_known(records: Records | None) -> list[RecordChoice]:
    """What a query offers, asked once a request however many fields show it."""
    if records is None:
        return []
    known: dict[Records, list[RecordChoice]] = g.setdefault("record_choices", {})
    if records not in known:
        known[records] = records(current_language())
    return known[records]


def id_of(value: Any) -> int | None:
    """The id that a form sends; nothing for what cannot be one."""
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) < LONGEST_ID else None


def uid_of(text: str | None) -> UUID | None:
    """The UUID that a form sends; nothing for what is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


class VersionField(HiddenField):
    """The version of the record that this editor read; its data is a number, or None."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        self.data = int(typed) if typed.isdecimal() else None


class WholeNumberField(StringField):
    """A whole number from `least` on; None when left empty."""

    data: Any

    def __init__(self, label: str = "", *, least: int = 1, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.least = least

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = trimmed(valuelist[0]) if valuelist else ""
        self.data = None
        if not typed:
            return
        if not typed.isdecimal() or not self.least <= int(typed[:12]) <= LARGEST_NUMBER:
            raise ValueError(gettext("Give a whole number, %(least)s or more.", least=self.least))
        self.data = int(typed)

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else str("" if self.data is None else self.data)


class DegreesField(StringField):
    """A number of degrees; None when left empty."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = trimmed(valuelist[0]) if valuelist else ""
        try:
            self.data = float(typed.replace("\N{MINUS SIGN}", "-")) if typed else None
        except ValueError as wrong:
            self.data = None
            raise ValueError(gettext("Give degrees as a number, as in -74.005974.")) from wrong

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else str("" if self.data is None else self.data)


class FilesField(MultipleFileField):
    """Several uploads at once; its data are those that were chosen."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [each for each in valuelist if isinstance(each, FileStorage) and each.filename]


class PictureField(FileField):
    """An uploaded picture; its data are the bytes, or None when no file was chosen."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        files = [each for each in valuelist if isinstance(each, FileStorage) and each.filename]
        self.data = files[0].read() if files else None
