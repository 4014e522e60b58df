"""The columns of a list: on the page, in a spreadsheet and on paper the same words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from forumapp.core.countries import country_name
from forumapp.core.translated import LANGUAGE_NAMES
from forumapp.core.when import clock_text
from forumapp.forums.models import Forum
from forumapp.institution.rules import PURPOSES
from forumapp.questions.models import Question
from forumapp.questions.queries import all_questions
from forumapp.questions.rules.answers import answer_text
from forumapp.questions.rules.kinds import FEEDBACK
from forumapp.registrations.queries.lists import Line, Shown
from forumapp.registrations.queries.places import groups_of
from forumapp.registrations.queries.registered import VOLUNTARY_PURPOSES
from forumapp.registrations.rules.lists import COLUMNS, USUAL_COLUMNS
from forumapp.registrations.rules.states import REGISTRATION_STATES, WAYS_IN
from forumapp.web.languages import current_language

CONSENTS = "consents"
QUESTION = "question-"
TIMES = ("registered_at", "checked_in_at", "details_given_at")


@dataclass(frozen=True, slots=True)
class Column:
    """A head, and what stands below it of a person."""

    key: str
    head: str
    text: Callable[[Line], str]


@dataclass(frozen=True, slots=True)
class Offered:
    """A column that can be chosen."""

    key: str
    name: str


class Columns:
    """The columns of one forum's list in the reader's language."""

    def __init__(self, forum: Forum) -> None:
        self.forum = forum
        self.language = current_language()
        asked = [each for each in all_questions(forum) if each.stage != FEEDBACK]
        self.questions: dict[str, Question] = {f"{QUESTION}{each.id}": each for each in asked}
        self.groups = {group.id: group.name.text(self.language) for group in groups_of(forum.id)}
        self.states = {state: gettext(words) for state, words in REGISTRATION_STATES.items()}
        self.ways = {way: gettext(words) for way, words in WAYS_IN.items()}

    def offered(self) -> list[Offered]:
        """All that there are, in their order."""
        known = [Offered(key, gettext(name)) for key, name in COLUMNS.items()]
        questions = [
            Offered(key, each.label.text(self.language)) for key, each in self.questions.items()
        ]
        return [*known, Offered(CONSENTS, gettext("Consents")), *questions]

    def chosen(self, keys: Iterable[str], otherwise: Iterable[str] = USUAL_COLUMNS) -> list[str]:
        """Those of the keys that there are, else the others."""
        known = {each.key for each in self.offered()}
        return [key for key in keys if key in known] or list(otherwise)

    def every_key(self) -> list[str]:
        return [each.key for each in self.offered()]

    def shown(self, keys: list[str]) -> Shown:
        """What has to be read for these columns."""
        return Shown(
            columns=tuple(key for key in keys if key in COLUMNS),
            with_consents=CONSENTS in keys,
            questions=tuple(self.questions[key].id for key in keys if key in self.questions),
        )

    def of(self, keys: list[str]) -> list[Column]:
        return [column for key in keys for column in self._columns(key)]

    def _columns(self, key: str) -> list[Column]:
        if key == CONSENTS:
            return [self._consent(purpose) for purpose in VOLUNTARY_PURPOSES]
        if key in self.questions:
            return [self._answer(key, self.questions[key])]
        return [Column(key, self._head(key), lambda line: self._text(key, line.values[key]))]

    def _head(self, key: str) -> str:
        name = gettext(COLUMNS[key])
        return f"{name} ({self.forum.zone})" if key in TIMES else name

    def _text(self, key: str, value: Any) -> str:
        if key in TIMES:
            return clock_text(value, self.forum.zone)
        if key == "returned":
            return gettext("yes") if value else ""
        if key == "country":
            return country_name(value, self.language)
        named: dict[str, Mapping[Any, str]] = {
            "state": self.states,
            "way": self.ways,
            "group": self.groups,
            "language": LANGUAGE_NAMES,
        }
        return (named[key].get(value, "") if key in named else value) or ""

    def _consent(self, purpose: str) -> Column:
        said = {True: gettext("yes"), False: gettext("no")}
        return Column(
            CONSENTS, gettext(PURPOSES[purpose]), lambda line: said[purpose in line.agreed]
        )

    def _answer(self, key: str, question: Question) -> Column:
        return Column(
            key,
            question.label.text(self.language),
            lambda line: answer_text(question, line.answers.get(question.id), self.language),
        )
