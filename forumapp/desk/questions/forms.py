"""The form of a question, by its kind."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import CombinedMultiDict, FileStorage, MultiDict
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from forumapp.core.translated import Translated
from forumapp.questions.models import Question
from forumapp.questions.rules.answers import condition_words
from forumapp.questions.rules.kinds import CONSENT, NUMBER, WITH_OPTIONS
from forumapp.questions.services.building import (
    MOST_OPTIONS,
    OptionFacts,
    Place,
    QuestionFacts,
    Upload,
    possible_conditions,
)
from forumapp.web.fields import ChoicesField, TextsField, VersionField, WholeNumberField
from forumapp.web.forms import languages
from forumapp.web.languages import current_language
from forumapp.web.rows import asked_rearrangement, rearranged

FRESH_ROWS = 3
LONGEST_LABEL = 300


class DocumentField(FileField):
    """An uploaded document as it came; None when no file was chosen."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        files = [each for each in valuelist if isinstance(each, FileStorage) and each.filename]
        self.data = Upload(files[0].read(), files[0].filename or "") if files else None


class OptionForm(Form):
    key = HiddenField()
    label = TextsField(_("Choice"))
    is_retired = BooleanField(_("No longer offered"))


class QuestionForm(FlaskForm):
    version = VersionField()
    label = TextsField(_("Question"), needed=True)
    help = TextsField(_("Hint below it"), long=True)
    is_required = BooleanField(_("Needs an answer"))
    is_sensitive = BooleanField(_("Sensitive: shown to staff only, erased first"))
    shown_if = ChoicesField(_("Ask it only after one of these answers"))

    def facts(self) -> QuestionFacts:
        return QuestionFacts(
            label=self.label.data,
            help=self.help.data,
            is_required=self.is_required.data,
            is_sensitive=self.is_sensitive.data,
            shown_if=[_pair(each) for each in self.shown_if.data or ()],
            **self.more_facts(),
        )

    def more_facts(self) -> dict[str, Any]:
        """What only this kind of question has."""
        return {}

    @property
    def upload(self) -> Upload | None:
        return None


class ChoosingQuestionForm(QuestionForm):
    options = FieldList(FormField(OptionForm), _("Choices"))
    more_options = TextAreaField(_("More choices, one a line"))

    def more_facts(self) -> dict[str, Any]:
        typed = [
            OptionFacts(
                label=row.form.label.data,
                key=row.form.key.data or "",
                is_retired=row.form.is_retired.data,
            )
            for row in self.options
        ]
        return {"options": [*typed, *options_in(self.more_options.data or "")]}


class NumberQuestionForm(QuestionForm):
    lowest = WholeNumberField(_("Smallest number"), least=0)
    highest = WholeNumberField(_("Largest number"), least=0)

    def more_facts(self) -> dict[str, Any]:
        return {"lowest": self.lowest.data, "highest": self.highest.data}


class ConsentQuestionForm(QuestionForm):
    document = DocumentField(
        _("Document that they agree to (PDF)"), render_kw={"accept": ".pdf,application/pdf"}
    )

    @property
    def upload(self) -> Upload | None:
        return self.document.data


def options_in(text: str) -> list[OptionFacts]:
    """Choices typed one a line, each in every language with a bar between: “Yes | 是”."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][: MOST_OPTIONS + 1]
    return [
        OptionFacts(
            label=dict(
                zip(
                    languages(),
                    (part.strip()[:LONGEST_LABEL] for part in line.replace("｜", "|").split("|")),
                    strict=False,
                )
            )
        )
        for line in lines
    ]


def question_form(place: Place, kind: str, stage: str, question: Question | None) -> Any:
    """The form as it was sent, its rows rearranged if a button asked for that; else with what is known."""
    form_class = {NUMBER: NumberQuestionForm, CONSENT: ConsentQuestionForm}.get(kind, QuestionForm)
    if kind in WITH_OPTIONS:
        form_class = ChoosingQuestionForm
    form = form_class(
        formdata=sent_form() if request.method == "POST" else None, data=known(question, kind)
    )
    form.shown_if.choices = [
        SelectChoice(
            f"{decides.id}:{word}",
            f"{decides.label.text(current_language())}: {name.text(current_language())}",
        )
        for decides in possible_conditions(place, stage, question)
        for word, name in condition_words(decides).items()
    ]
    return form


def known(question: Question | None, kind: str) -> dict[str, Any]:
    """What the form of a question holds at first."""
    if question is None:
        return {"options": [{} for _row in range(FRESH_ROWS)]} if kind in WITH_OPTIONS else {}
    names = ("version", "label", "help", "is_required", "is_sensitive", "lowest", "highest")
    return {
        **{name: getattr(question, name) for name in names},
        "options": [
            {**option, "label": Translated(option["label"])} for option in question.options
        ],
        "shown_if": [f"{question.shown_if_id}:{word}" for word in question.shown_if_values],
    }


def sent_form() -> CombinedMultiDict[str, Any]:
    sent: MultiDict[str, str] = request.form
    if asked := asked_rearrangement():
        sent = rearranged(sent, asked)
    return CombinedMultiDict([sent, request.files])


def _pair(value: str) -> tuple[int, str]:
    """A choice of `shown_if`; the field has accepted it already."""
    question_id, _colon, word = value.partition(":")
    return int(question_id), word
