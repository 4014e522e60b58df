"""Forms that ask an organizer's questions: a field per question, and the answers as plain values.

`with_questions(FormClass, questions, language)` makes the form; its template shows the fields with
`question_fields(form)` of components/questions.html and sends `multipart/form-data`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import Response, g, send_file
from flask_babel import gettext
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, Field, Form, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from forumapp.core.errors import NotFound, Refused
from forumapp.core.translated import Translated, html_language
from forumapp.files.models import StoredFile
from forumapp.files.services.stored import CheckedFile, check_file, keep_file, path_of
from forumapp.questions.models import Question
from forumapp.questions.rules.answers import (
    asked,
    condition_words,
    field_of,
    is_given,
    problem_with,
)
from forumapp.questions.rules.kinds import (
    CONSENT,
    COUNTRY,
    DATE,
    FILE,
    LONG_TEXT,
    NUMBER,
    ONE_OF,
    SEVERAL_OF,
    TEXT,
    YES,
    YES_NO,
    YES_OR_NO,
)
from forumapp.web.fields import (
    ChoiceField,
    ChoicesField,
    CountryField,
    DayField,
    LineField,
    OfferedRecords,
    trimmed,
    word_choices,
)
from forumapp.web.forms import spoken

MOST_RADIOS = 7
"""Of more choices than this a list is shown."""
NOTHING: Mapping[str, Any] = {}


class AnswerForm(Form):
    """What `with_questions` adds to a form: questions that no answer leads to are as if not there."""

    questions: tuple[Question, ...] = ()
    may_stay_open = False

    @property
    def answer_fields(self) -> list[Any]:
        return [self.field_of(question) for question in self.questions]

    def field_of(self, question: Question) -> Any:
        return self[field_of(question.id)]

    @property
    def answers(self) -> dict[int, Any]:
        """What was answered to the questions that were asked. Keeps the files, once: ask it while writing."""
        return {
            question.id: value
            for question in asked(self.questions, self._given)
            if is_given(value := self.field_of(question).answer)
        }

    @property
    def _given(self) -> dict[int, Any]:
        """The same before files are kept: one that was just chosen has no id yet."""
        return {field.question.id: field.given for field in self.answer_fields}

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        given = self._given
        asked_ids = {question.id for question in asked(self.questions, given)}
        for field in self.answer_fields:
            is_left_open = self.may_stay_open and not is_given(given[field.question.id])
            if field.question.id not in asked_ids or (is_left_open and not field.process_errors):
                field.errors = []
            elif not field.errors and (problem := problem_with(field.question, field.given)):
                field.errors = [spoken(problem)]
        if self.errors:
            self._ask_for_files_again()
        return not self.errors

    def _ask_for_files_again(self) -> None:
        """No browser keeps a chosen file in a form that comes back."""
        for field in self.answer_fields:
            if field.question.kind == FILE and field.checked and not field.errors:
                field.errors = [gettext("Choose the file again: it was not kept.")]


class Answering:
    """A field of one question. `given` is the answer; `answer` the same once it may be kept."""

    question: Question
    condition = ""
    lang = ""

    @property
    def given(self) -> Any:
        return self.data  # type: ignore[attr-defined]

    @property
    def answer(self) -> Any:
        return self.given


class LineAnswer(Answering, LineField):
    pass


class TextAnswer(Answering, TextAreaField):
    pass


class CountryAnswer(Answering, CountryField):
    pass


class DayAnswer(Answering, DayField):
    @property
    def given(self) -> str:
        return self.data.isoformat() if self.data else ""


class NumberAnswer(Answering, StringField):
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = trimmed(valuelist[0]) if valuelist else ""
        self.data = None
        if not typed:
            return
        digits = typed.replace("\N{MINUS SIGN}", "-")
        if not digits.removeprefix("-").isascii() or not digits.removeprefix("-").isdecimal():
            raise ValueError(gettext("Give a whole number."))
        if len(digits) > 10:
            raise ValueError(gettext("This number is too large."))
        self.data = int(digits)

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else str("" if self.data is None else self.data)


class OfferedOptions(Answering, OfferedRecords):
    """An option that is no longer offered may be kept by who has chosen it before, and by nobody else."""

    archived: frozenset[str] = frozenset()
    object_data: Any

    def pre_validate(self, form: Any) -> None:
        chosen = self.data if isinstance(self.data, list) else [self.data]  # type: ignore[attr-defined]
        before = self.object_data if isinstance(self.object_data, list) else [self.object_data]
        known = {choice.value for choice in self.choices}  # type: ignore[attr-defined]
        for key in chosen:
            if key and (key not in known or (key in self.archived and key not in before)):
                raise ValidationError(gettext("Choose one of the list."))


class RadioAnswer(OfferedOptions, RadioField):
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else ""


class YesNoAnswer(RadioAnswer):
    def process_data(self, value: Any) -> None:
        self.data = {True: "yes", False: "no"}.get(value, "")

    @property
    def given(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.data)


class SelectAnswer(OfferedOptions, ChoiceField):
    pass


class ChoicesAnswer(OfferedOptions, ChoicesField):
    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = list(dict.fromkeys(valuelist))


class ConsentAnswer(Answering, BooleanField):
    """Agreeing answers with the wording that was read."""

    def _value(self) -> str:
        return YES

    @property
    def given(self) -> str:
        return self.label.text if self.data else ""


class FileAnswer(Answering, FileField):
    """A file to give; its data is the id of the one that is kept already, if any."""

    data: Any
    checked: CheckedFile | None = None
    is_removed = False

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        self.is_removed = bool(formdata and formdata.get(f"{self.name}-remove"))

    def process_formdata(self, valuelist: list[Any]) -> None:
        chosen = [each for each in valuelist if isinstance(each, FileStorage) and each.filename]
        if not chosen:
            return
        try:
            self.checked = check_file(
                chosen[0].read(), chosen[0].filename or "", field=self.short_name
            )
        except Refused as refusal:
            raise ValueError(spoken(refusal)) from refusal

    @property
    def given(self) -> Any:
        """Where a file was just chosen, it stands for an id to come."""
        if self.checked:
            return 0
        return None if self.is_removed else self.data

    @property
    def answer(self) -> int | None:
        if self.checked:
            self.data, self.checked = keep_file(self.checked, now=g.now).id, None
        return None if self.is_removed else self.data


def with_questions(
    form_class: type[Any],
    questions: Iterable[Question],
    language: str,
    *,
    may_stay_open: bool = False,
) -> type[Any]:
    """The form with a field for each question, named `question_<id>`, in a language.

    Filled in already where it is made with `data=answers_in_form(…)`. `may_stay_open`: also a required
    question needs no answer, since the organizer fills the form in for somebody.
    """
    listed = tuple(questions)
    fields = {
        field_of(question.id): field_for(question, language, is_needed=not may_stay_open)
        for question in listed
    }
    return type(
        form_class.__name__,
        (_Asking, AnswerForm, form_class),
        {
            **fields,
            "questions": listed,
            "asked_in": language,
            "may_stay_open": may_stay_open,
        },
    )


class _Asking:
    """Tells each field, once the form is made, which question it asks and when."""

    asked_in = ""

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        form: Any = self
        by_id = {question.id: question for question in form.questions}
        for question in form.questions:
            field = form[field_of(question.id)]
            own = question.label.in_language(self.asked_in)[1]
            field.question = question
            field.lang = html_language(own) if own != self.asked_in else ""
            field.condition = condition_text(question, by_id, self.asked_in)
            field.archived = frozenset(
                option["key"] for option in question.options if option.get("is_retired")
            )


def condition_text(question: Question, by_id: Mapping[int, Question], language: str) -> str:
    """When a question is asked, for who sees them all; nothing where it always is."""
    decides = by_id.get(question.shown_if_id or 0)
    if decides is None:
        return ""
    words = [
        name.text(language)
        for key, name in condition_words(decides).items()
        if key in question.shown_if_values
    ]
    return gettext(
        "Only if your answer to “%(question)s” is: %(answers)s",
        question=decides.label.text(language),
        answers=gettext(" or ").join(words),
    )


def answers_in_form(questions: Iterable[Question], answers: Mapping[int, Any]) -> dict[str, Any]:
    """Answers that are kept, as the data of a form `with_questions`."""
    given = {each: answers[each.id] for each in questions if is_given(answers.get(each.id))}
    return {
        field_of(question.id): date.fromisoformat(value) if question.kind == DATE else value
        for question, value in given.items()
    }


def field_for(question: Question, language: str, *, is_needed: bool = True) -> Field:
    """The control of a question's kind."""
    facts: dict[str, Any] = {
        "label": question.label.text(language),
        "description": question.help.text(language),
    }
    is_needed = is_needed and question.is_required and question.shown_if_id is None
    if is_needed and question.kind != SEVERAL_OF:
        facts["render_kw"] = {"required": True}
    if question.kind == CONSENT:
        facts["render_kw"] = {**facts.get("render_kw", {}), "data-consent": "1"}
    if question.kind == FILE:
        facts["render_kw"] = {"accept": ".pdf,.jpg,.jpeg,.png"}
    if question.kind in (ONE_OF, SEVERAL_OF, YES_NO):
        return _choosing(question, language, facts)
    return PLAIN_FIELDS[question.kind](**facts, **MORE.get(question.kind, NOTHING))


PLAIN_FIELDS: dict[str, type[Any]] = {
    TEXT: LineAnswer,
    LONG_TEXT: TextAnswer,
    NUMBER: NumberAnswer,
    DATE: DayAnswer,
    COUNTRY: CountryAnswer,
    FILE: FileAnswer,
    CONSENT: ConsentAnswer,
}
MORE: dict[str, dict[str, Any]] = {LONG_TEXT: {"filters": [trimmed]}}


def _choosing(question: Question, language: str, facts: dict[str, Any]) -> Field:
    if question.kind == YES_NO:
        choices = word_choices(YES_OR_NO)
    else:
        choices = [
            SelectChoice(option["key"], Translated(option["label"]).text(language))
            for option in question.options
        ]
    kind = _choosing_field(question.kind, len(choices))
    if kind is SelectAnswer:
        choices = [SelectChoice("", "–"), *choices]
    elif kind is not ChoicesAnswer and not question.is_required:
        choices = [*choices, SelectChoice("", gettext("No answer"))]
    if kind in (RadioAnswer, YesNoAnswer):
        facts["default"] = ""
    field: Field = kind(choices=choices, **facts)
    return field


def _choosing_field(kind: str, count: int) -> type[Any]:
    if kind == ONE_OF:
        return RadioAnswer if count <= MOST_RADIOS else SelectAnswer
    return YesNoAnswer if kind == YES_NO else ChoicesAnswer


def file_answer(file: StoredFile) -> Response:
    """A file that was given, to be saved and never shown in a page of ours."""
    path = path_of(file)
    if not path.is_file():
        raise NotFound
    answer = send_file(
        path, mimetype=file.media_type, as_attachment=True, download_name=file.name, etag=False
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
