"""An organizer builds a form: of a forum, or of a set kept for other forums.

Answers that were given are never lost: who is asked no more stays with what they said. A question's
kind stays, an option keeps its key whatever it is called, and what somebody has answered or chosen is
put away instead of deleted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.dependents import dependents_of
from forumapp.core.errors import Refused
from forumapp.core.facts import Texts, refuse_stale, require_text, require_word
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.files.rules import PDF
from forumapp.files.services.stored import check_file, keep_file
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.questions.models import Question, QuestionSet
from forumapp.questions.queries import all_questions
from forumapp.questions.rules.answers import condition_words
from forumapp.questions.rules.kinds import (
    AT_REGISTRATION,
    CONDITIONS,
    CONSENT,
    FEEDBACK,
    NUMBER,
    QUESTION_KINDS,
    STAGES,
    WITH_OPTIONS,
)
from forumapp.questions.rules.standard import MORE_KIND, OTHER, STANDARD

Place = Forum | QuestionSet
"""Where a question is asked, or kept to be asked."""
MOST_OPTIONS = 300


@dataclass(frozen=True, slots=True)
class OptionFacts:
    """One choice; `key` is empty for a new one. A retired one is shown only to who has chosen it."""

    label: Texts
    key: str = ""
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came."""

    data: bytes
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFacts:
    """What an organizer says of a question. It is asked only if one of `shown_if` is answered:
    pairs of another question's id and one of its answers' words, all of the same question.
    """

    label: Texts
    help: Texts = field(default_factory=dict)
    options: Sequence[OptionFacts] = ()
    is_required: bool = False
    is_sensitive: bool = False
    lowest: int | None = None
    highest: int | None = None
    shown_if: Sequence[tuple[int, str]] = ()


def add_question(
    place: Place,
    kind: str,
    facts: QuestionFacts,
    *,
    stage: str = AT_REGISTRATION,
    document: Upload | None = None,
    by: Actor,
    now: datetime,
) -> Question:
    """A new question at the end of its stage."""
    require_word(kind, QUESTION_KINDS, "kind")
    require_word(stage, STAGES, "stage")
    question = _new(place, kind, stage)
    _write(question, facts, document, now)
    _record(question, "created", by=by, now=now)
    return question


def edit_question(
    question: Question,
    facts: QuestionFacts,
    *,
    document: Upload | None = None,
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Question:
    refuse_stale(question, version)
    _write(question, facts, document, now)
    _record(question, "edited", by=by, now=now)
    return question


def add_standard(
    place: Place, name: str, *, stage: str = AT_REGISTRATION, by: Actor, now: datetime
) -> Question:
    """One that is ready, and after it the one for who chooses “something else”."""
    require_word(name, {key: ready.name for key, ready in STANDARD.items()}, "standard")
    require_word(stage, STAGES, "stage")
    ready = STANDARD[name]
    question = _sensitive(place, ready.kind, stage, name)
    question.label = Translated().revised(ready.label, now)
    question.help = Translated().revised(ready.help, now)
    question.options = ready.kept_options
    _record(question, "created", by=by, now=now)
    more = _sensitive(place, MORE_KIND, stage, name)
    more.label = Translated().revised(ready.more, now)
    more.shown_if, more.shown_if_values = question, [OTHER]
    _record(more, "created", by=by, now=now)
    return question


def _sensitive(place: Place, kind: str, stage: str, name: str) -> Question:
    question = _new(place, kind, stage)
    question.standard, question.is_sensitive = name, True
    return question


def move_question(question: Question, steps: int, *, by: Actor, now: datetime) -> None:
    """Up (-1) or down (1) among those of its stage; never past the question that decides about it."""
    row = [each for each in _beside(question) if each.retired_at is None]
    at = row.index(question)
    to = at + steps
    if not 0 <= to < len(row):
        return
    upper, lower = (row[to], question) if steps < 0 else (question, row[to])
    if lower.shown_if_id == upper.id:
        raise Refused(
            _("“{lower}” is asked only after certain answers to “{upper}”, so it stays below it."),
            lower=lower.label,
            upper=upper.label,
        )
    row[at], row[to] = row[to], row[at]
    for number, each in enumerate(row, 1):
        each.position = number
    _record(question, _("moved up") if steps < 0 else _("moved down"), by=by, now=now)


def remove_question(question: Question, *, by: Actor, now: datetime) -> None:
    """Gone, or retired where somebody has answered it: the answers stay to be read."""
    following = [each for each in _following(question) if each.retired_at is None]
    if following:
        raise Refused(
            _(
                "“{other}” is asked only after certain answers to this question. Change that one first."
            ),
            other=following[0].label,
        )
    if is_answered(question):
        question.retired_at = now
        _record(question, _("no longer asked"), by=by, now=now)
        return
    _record(question, "deleted", by=by, now=now)
    db.session.delete(question)


def restore_question(question: Question, *, by: Actor, now: datetime) -> None:
    """Asked again, after all others of its stage."""
    decides = question.shown_if
    if decides is not None and decides.retired_at is not None:
        raise Refused(
            _("It is asked only after certain answers to “{other}”. Restore that question first."),
            other=decides.label,
        )
    question.retired_at = None
    question.position = _next_position(_beside(question))
    _record(question, "restored", by=by, now=now)


def is_answered(question: Question) -> bool:
    """Whether an answer, or anything else, names it. What is said after a forum stands in no row that
    does: its questions are treated as if answered.
    """
    is_afterwards = question.stage == FEEDBACK and question.forum_id is not None
    return is_afterwards or bool(dependents_of(question).counts)


def possible_conditions(place: Place, stage: str, before: Question | None) -> list[Question]:
    """The questions whose answers may decide about one of this stage: those asked before it."""
    found = []
    for question in all_questions(place):
        if before is not None and question.id == before.id:
            break
        if question.stage == stage and question.kind in CONDITIONS and not question.retired_at:
            found.append(question)
    return found


def copy_questions(
    questions: Iterable[Question], place: Place, *, by: Actor, now: datetime
) -> list[Question]:
    """The same questions at another place, after those that are there; conditions among them hold."""
    copies: dict[int, Question] = {}
    for question in questions:
        copy = _new(place, question.kind, question.stage)
        for name in COPIED:
            setattr(copy, name, getattr(question, name))
        copy.options = [option for option in question.options if not option.get("is_retired")]
        copy.shown_if = copies.get(question.shown_if_id or 0)
        copy.shown_if_values = list(question.shown_if_values) if copy.shown_if else []
        _record(copy, "created", by=by, now=now)
        copies[question.id] = copy
    return list(copies.values())


COPIED = (
    *("label", "help", "is_required", "is_sensitive", "standard"),
    *("lowest", "highest", "document_id"),
)


def _new(place: Place, kind: str, stage: str) -> Question:
    question = Question(kind=kind, stage=stage, position=_next_position(all_questions(place)))
    if isinstance(place, Forum):
        question.forum = place
    else:
        question.set = place
    question.options, question.shown_if_values = [], []
    return question


def _next_position(questions: Iterable[Question]) -> int:
    return max((each.position for each in questions), default=0) + 1


def place_of(question: Question) -> Place:
    """The forum or the set that it belongs to."""
    place = question.forum or question.set
    assert place is not None  # noqa: S101 - the table's own constraint
    return place


def _beside(question: Question) -> list[Question]:
    return [each for each in all_questions(place_of(question)) if each.stage == question.stage]


def _following(question: Question) -> list[Question]:
    return [each for each in _beside(question) if each.shown_if_id == question.id]


def _write(
    question: Question, facts: QuestionFacts, document: Upload | None, now: datetime
) -> None:
    require_text(facts.label, "label")
    with db.session.no_autoflush:
        _write_condition(question, facts.shown_if)
    question.label = (question.label or Translated()).revised(facts.label, now)
    question.help = (question.help or Translated()).revised(facts.help, now)
    question.is_required, question.is_sensitive = facts.is_required, facts.is_sensitive
    if question.kind in WITH_OPTIONS:
        _write_options(question, facts.options)
    if question.kind == NUMBER:
        _write_limits(question, facts)
    if question.kind == CONSENT and document is not None:
        checked = check_file(document.data, document.name, kinds=(PDF,), field="document")
        question.document = keep_file(checked, now=now)


def _write_limits(question: Question, facts: QuestionFacts) -> None:
    if facts.lowest is not None and facts.highest is not None and facts.lowest > facts.highest:
        raise Refused(
            _("The largest number is smaller than the smallest. Change one of them."),
            field="highest",
        )
    question.lowest, question.highest = facts.lowest, facts.highest


def _write_options(question: Question, options: Sequence[OptionFacts]) -> None:
    """In the order given. What is left out is dropped, or retired where the question was answered."""
    known = {option["key"]: option for option in question.options}
    kept = [_option(each, known) for each in options if any(each.label.values())]
    present = {option["key"] for option in kept}
    left_out = [option for key, option in known.items() if key not in present]
    _refuse_needed_options(question, left_out, kept)
    if question.id is not None and left_out and is_answered(question):
        kept += [{**option, "is_retired": True} for option in left_out]
    if not any(not option.get("is_retired") for option in kept):
        raise Refused(_("Give at least one choice."), field="options")
    if len(kept) > MOST_OPTIONS:
        raise Refused(
            _("A question has at most {most} choices. Leave some out."),
            field="options",
            most=MOST_OPTIONS,
        )
    if kept != question.options:
        question.options = _with_keys(kept, known)


def _option(facts: OptionFacts, known: dict[str, Any]) -> dict[str, Any]:
    key = facts.key if facts.key in known else ""
    option = {"key": key, "label": {name: text for name, text in facts.label.items() if text}}
    return {**option, "is_retired": True} if facts.is_retired and key else option


def _with_keys(options: list[dict[str, Any]], known: dict[str, Any]) -> list[dict[str, Any]]:
    numbers = (int(key[1:]) for key in known if key[0] == "c" and key[1:].isdecimal())
    number = max(numbers, default=0)
    keyed = []
    for option in options:
        if not option["key"]:
            number += 1
        keyed.append({**option, "key": option["key"] or f"c{number}"})
    return keyed


def _refuse_needed_options(
    question: Question, left_out: list[dict[str, Any]], kept: list[dict[str, Any]]
) -> None:
    """Another question waits for this choice; it would never be asked again."""
    if question.id is None:
        return
    gone = {o["key"]: o for o in (*left_out, *(o for o in kept if o.get("is_retired")))}
    for other in _following(question):
        named = [gone[key] for key in other.shown_if_values if key in gone]
        if named and other.retired_at is None:
            raise Refused(
                _(
                    "“{other}” is asked only of people who choose “{choice}”. Change that question first."
                ),
                field="options",
                other=other.label,
                choice=Translated(named[0]["label"]),
            )


def _write_condition(question: Question, shown_if: Sequence[tuple[int, str]]) -> None:
    ids = {question_id for question_id, _word in shown_if}
    if not ids:
        question.shown_if, question.shown_if_values = None, []
        return
    before = question if question.id is not None else None
    known = {q.id: q for q in possible_conditions(place_of(question), question.stage, before)}
    decides = known.get(ids.pop())
    if ids or decides is None:
        raise Refused(
            _("Choose answers of one question that is asked earlier at the same time."),
            field="shown_if",
        )
    words = [word for word in condition_words(decides) if (decides.id, word) in shown_if]
    if not words:
        raise Refused(_("Choose one of the list."), field="shown_if")
    question.shown_if = decides
    if words != question.shown_if_values:
        question.shown_if_values = words


def _record(question: Question, action: str, *, by: Actor, now: datetime) -> None:
    record_change(question, action, by=by, now=now, label=question.label.text("en"))
