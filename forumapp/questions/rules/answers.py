"""Who is asked what, and what is an answer.

Answers map a question's id to a value in the shape of its kind: text, a key of its options or a list
of them, a whole number, a day as "2027-03-14", a country's code, True or False, the id of a stored
file, and for a consent the wording that was agreed to.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from forumapp.core.countries import country_name, country_names
from forumapp.core.errors import Refused
from forumapp.core.text import _, say
from forumapp.core.translated import Translated
from forumapp.core.when import date_text
from forumapp.questions.rules.kinds import (
    CONSENT,
    COUNTRY,
    DATE,
    FILE,
    LONG_TEXT,
    NO,
    NUMBER,
    ONE_OF,
    SEVERAL_OF,
    TEXT,
    WITH_OPTIONS,
    YES,
    YES_NO,
    YES_OR_NO,
)

Answers = Mapping[int, Any]

LONGEST_ANSWER = {TEXT: 300, LONG_TEXT: 5000, CONSENT: 20_000}


def is_given(value: Any) -> bool:
    """A “no” is an answer; an empty text, list or box is none."""
    return value is not None and value not in ("", [], ())


def asked(questions: Iterable[Any], answers: Answers) -> list[Any]:
    """The questions, in order, that these answers lead to: a condition's own question must be asked too."""
    found: dict[int, Any] = {}
    for question in questions:
        if question.shown_if_id is None or (
            question.shown_if_id in found
            and words_of(found[question.shown_if_id].kind, answers.get(question.shown_if_id))
            & set(question.shown_if_values)
        ):
            found[question.id] = question
    return list(found.values())


def words_of(kind: str, value: Any) -> set[str]:
    """An answer in the words of conditions: keys of options, “yes” and “no”."""
    if kind == YES_NO and value is not None:
        return {YES if value else NO}
    if kind == CONSENT:
        return {YES if is_given(value) else NO}
    if kind == ONE_OF and is_given(value):
        return {value}
    return set(value or ()) if kind == SEVERAL_OF else set()


def condition_words(question: Any) -> dict[str, Any]:
    """The answers to a question on which another can depend, each with what it is called."""
    if question.kind in (YES_NO, CONSENT):
        return {key: Sentence(words) for key, words in YES_OR_NO.items()}
    return {option["key"]: Translated(option["label"]) for option in question.options}


class Sentence:
    """A marked sentence that reads itself in a language, as a `Translated` does."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def text(self, language: str) -> str:
        return say(self.sentence, {}, language)


def field_of(question_id: int) -> str:
    """The name of a question's field in a form."""
    return f"question_{question_id}"


def problem_with(question: Any, value: Any) -> Refused | None:
    """Why this is no answer to a question that is asked; nothing where it is one."""
    field = field_of(question.id)
    if not is_given(value):
        return (
            Refused(MISSING.get(question.kind, NEEDED), field=field)
            if question.is_required
            else None
        )
    if question.kind in LONGEST_ANSWER:
        if not isinstance(value, str):
            return Refused(NO_ANSWER, field=field)
        if len(value) > LONGEST_ANSWER[question.kind]:
            return Refused(_("This is too long. Shorten it."), field=field)
        return None
    if question.kind == NUMBER:
        return _number_problem(question, value, field)
    return None if _is_known(question, value) else Refused(NO_ANSWER, field=field)


NEEDED = _("This question needs an answer.")
NO_ANSWER = _("This is no answer to the question. Answer it again.")
MISSING = {
    ONE_OF: _("Choose one."),
    SEVERAL_OF: _("Choose at least one."),
    YES_NO: _("Choose yes or no."),
    FILE: _("Choose a file."),
    CONSENT: _("This is needed: tick the box if you agree."),
}


def _number_problem(question: Any, value: Any, field: str) -> Refused | None:
    lowest, highest = question.lowest, question.highest
    if not isinstance(value, int) or isinstance(value, bool):
        return Refused(_("Give a whole number."), field=field)
    if (lowest is None or value >= lowest) and (highest is None or value <= highest):
        return None
    if lowest is None:
        return Refused(_("Give a whole number, {highest} or less."), field=field, highest=highest)
    if highest is None:
        return Refused(_("Give a whole number, {lowest} or more."), field=field, lowest=lowest)
    return Refused(
        _("Give a whole number from {lowest} to {highest}."),
        field=field,
        lowest=lowest,
        highest=highest,
    )


def _is_known(question: Any, value: Any) -> bool:
    keys = {option["key"] for option in question.options}
    if question.kind == ONE_OF:
        return isinstance(value, str) and value in keys
    if question.kind == SEVERAL_OF:
        return isinstance(value, list) and set(value) <= keys
    if question.kind == DATE:
        return isinstance(value, str) and _is_day(value)
    if question.kind == COUNTRY:
        return isinstance(value, str) and value in country_names("en")
    return isinstance(value, bool) if question.kind == YES_NO else isinstance(value, int)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def answer_text(question: Any, value: Any, language: str) -> str:
    """A kept answer as a reader of `language` reads it; of a file, its name."""
    if not is_given(value):
        return ""
    if question.kind in WITH_OPTIONS:
        return _labels(question, words_of(question.kind, value), language)
    if question.kind in (YES_NO, CONSENT):
        sentence = _("Agreed") if question.kind == CONSENT else YES_OR_NO[YES if value else NO]
        return say(sentence, {}, language)
    if question.kind == DATE:
        return date_text(date.fromisoformat(value), language)
    return country_name(value, language) if question.kind == COUNTRY else str(value)


def _labels(question: Any, keys: set[str], language: str) -> str:
    chosen = [option["label"] for option in question.options if option["key"] in keys]
    return ("、" if language == "zh" else ", ").join(
        Translated(label).text(language) for label in chosen
    )
