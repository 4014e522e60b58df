"""Reading a forum's list: narrowed, counted, a page of it, or all of it in constant memory.

The order “newest first” is that of the ids: nobody registers before somebody who has.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    String,
    Text,
    and_,
    cast,
    false,
    func,
    select,
)

from forumapp.core.db import db
from forumapp.questions.models import Question
from forumapp.questions.rules.answers import words_of
from forumapp.questions.rules.kinds import (
    CONSENT,
    NO,
    ONE_OF,
    SEVERAL_OF,
    YES,
    YES_NO,
)
from forumapp.registrations.models.bookings import (
    Answer,
    Registration,
    RegistrationConsent,
)
from forumapp.registrations.rules.lists import MAIL, NO_GROUP, Filters, search_words
from forumapp.registrations.rules.states import CONFIRMED

AT_ONCE = 1000
"""So many people of a long list are in memory."""

VALUES: dict[str, Any] = {
    "reference": Registration.reference,
    "state": Registration.state,
    "name": Registration.name,
    "organization": Registration.organization,
    "position": Registration.position,
    "country": Registration.country,
    "address": Registration.address,
    "language": Registration.language,
    "group": Registration.place_group_id,
    "way": Registration.made_by,
    "registered_at": Registration.registered_at,
    "checked_in_at": Registration.checked_in_at,
    "details_given_at": Registration.details_given_at,
    "returned": Registration.bounced_at,
}
"""What stands in each of `rules.lists.COLUMNS`."""
ORDERS: dict[str, tuple[Any, ...]] = {
    "newest": (Registration.id.desc(),),
    "oldest": (Registration.id,),
    "name": (Registration.name_key, Registration.id),
    "organization": (Registration.organization, Registration.name_key, Registration.id),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What is told of each person: columns, whether consents are, and the ids of questions."""

    columns: tuple[str, ...]
    with_consents: bool = False
    questions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One person: `values` by column (and always `id`, `state`, `name`), consents, answers by question."""

    values: dict[str, Any]
    agreed: frozenset[str]
    answers: dict[int, Any]


def lines_of(
    forum_id: int,
    filters: Filters,
    shown: Shown,
    *,
    sort: str = "name",
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[Line]:
    """The people of a list in turn, never all in memory."""
    names = tuple(dict.fromkeys(("name", "state", *shown.columns)))
    rows = (
        select(Registration.id, *(VALUES[name].label(name) for name in names))
        .where(*conditions(forum_id, filters))
        .order_by(*ORDERS[sort])
        .limit(limit)
        .offset(offset or None)
    )
    for part in db.session.execute(rows.execution_options(yield_per=AT_ONCE)).partitions():
        yield from with_the_rest(part, shown)


def with_the_rest(people: Iterable[Row[Any]], shown: Shown) -> Iterator[Line]:
    rows = [row._asdict() for row in people]
    ids = [row["id"] for row in rows]
    agreed = consents_of(ids) if shown.with_consents else {}
    answers = answers_of(ids, shown.questions) if shown.questions else {}
    for row in rows:
        yield Line(row, frozenset(agreed.get(row["id"], ())), answers.get(row["id"], {}))


def consents_of(registration_ids: list[int]) -> dict[int, set[str]]:
    """The purposes to which each of them agrees."""
    rows = db.session.execute(
        select(RegistrationConsent.registration_id, RegistrationConsent.purpose).where(
            RegistrationConsent.registration_id.in_(registration_ids),
            RegistrationConsent.withdrawn_at.is_(None),
        )
    )
    found: dict[int, set[str]] = {}
    for registration_id, purpose in rows:
        found.setdefault(registration_id, set()).add(purpose)
    return found


def answers_of(registration_ids: list[int], questions: Iterable[int]) -> dict[int, dict[int, Any]]:
    """What each of them answered to these questions."""
    rows = db.session.execute(
        select(Answer.registration_id, Answer.question_id, Answer.value).where(
            Answer.registration_id.in_(registration_ids), Answer.question_id.in_(list(questions))
        )
    )
    found: dict[int, dict[int, Any]] = {}
    for registration_id, question_id, value in rows:
        found.setdefault(registration_id, {})[question_id] = value
    return found


def ids_of(forum_id: int, filters: Filters, *, limit: int) -> list[int]:
    """The registrations that a list holds, oldest first, at most so many."""
    rows = select(Registration.id).where(*conditions(forum_id, filters))
    return list(db.session.scalars(rows.order_by(Registration.id).limit(limit)))


# --------------------------------------------------------------------------- counts


def counts_of_list(forum_id: int, filters: Filters) -> dict[str, int]:
    """How many people stand in each state, whichever state the list is narrowed to."""
    counted = (
        select(Registration.state, func.count())
        .where(*conditions(forum_id, filters, with_state=False))
        .group_by(Registration.state)
    )
    return dict(db.session.execute(counted).all())


def counts_by(column: str, forum_id: int, filters: Filters, *, limit: int) -> list[tuple[Any, int]]:
    """How many people have each value of a column that is given, the most frequent first."""
    value = VALUES[column]
    people = func.count()
    counted = (
        select(value, people)
        .where(*conditions(forum_id, filters), value != "")
        .group_by(value)
        .order_by(people.desc(), value)
        .limit(limit)
    )
    return [(word, count) for word, count in db.session.execute(counted)]


def counts_by_quarter_hour(forum_id: int, filters: Filters) -> list[tuple[str, int, int]]:
    """How many registered in each quarter of an hour (UTC): its hour as “2026-11-23 09”, which quarter,
    how many. In every zone of the world days begin with one.
    """
    moment = cast(Registration.registered_at, String)
    hour = func.substr(moment, 1, 13)
    quarter = cast(func.substr(moment, 15, 2), Integer) // 15
    counted = (
        select(hour, quarter, func.count())
        .where(*conditions(forum_id, filters))
        .group_by(hour, quarter)
        .order_by(hour, quarter)
    )
    return [(hour, quarter, count) for hour, quarter, count in db.session.execute(counted)]


def counts_of_choices(question: Question, forum_id: int, filters: Filters) -> dict[str, int]:
    """How many people chose each option of a question that offers some."""
    said = cast(Answer.value, Text)
    counted = (
        select(said, func.count())
        .join(Registration, Registration.id == Answer.registration_id)
        .where(Answer.question_id == question.id, *conditions(forum_id, filters))
        .group_by(said)
    )
    found: dict[str, int] = {}
    for text, count in db.session.execute(counted):
        for word in words_of(question.kind, json.loads(text)):
            found[word] = found.get(word, 0) + count
    return found


# ----------------------------------------------------------------------- conditions


def conditions(
    forum_id: int, filters: Filters, *, with_state: bool = True
) -> list[ColumnElement[bool]]:
    """What a registration must be to stand in the list; a filter that nobody offers finds nobody."""
    found = [Registration.forum_id == forum_id]
    found += [
        Registration.search_key.contains(word, autoescape=True) for word in search_words(filters.q)
    ]
    if filters.state and with_state:
        found.append(Registration.state == filters.state)
    if filters.language:
        found.append(Registration.language == filters.language)
    if filters.country:
        found.append(Registration.country == filters.country)
    if filters.way:
        found.append(Registration.made_by == filters.way)
    if filters.group:
        found.append(in_group(filters.group))
    if filters.came:
        found.append(is_set(Registration.checked_in_at, filters.came))
    if filters.mail:
        found.append(Registration.bounced_at.is_not(None) if filters.mail in MAIL else false())
    if filters.details:
        found.append(has_sent_details(filters.details))
    if filters.answer:
        found.append(has_answered(filters.answer))
    return found


def in_group(group: str) -> ColumnElement[bool]:
    if group == NO_GROUP:
        return Registration.place_group_id.is_(None)
    number = number_of(group)
    return Registration.place_group_id == number if number else false()


def is_set(column: Any, word: str) -> ColumnElement[bool]:
    """Whether there is a time in it, as “yes” or “no” ask."""
    words: dict[str, ColumnElement[bool]] = {YES: column.is_not(None), NO: column.is_(None)}
    return words.get(word, false())


def has_sent_details(word: str) -> ColumnElement[bool]:
    """Only of who has a place is the second form asked."""
    sent = is_set(Registration.details_given_at, word)
    return sent if word == YES else and_(Registration.state == CONFIRMED, sent)


def has_answered(wanted: str) -> ColumnElement[bool]:
    """`wanted` is a question's id and a word of its conditions, as in “12:vegetarian”."""
    number, _colon, word = wanted.partition(":")
    question_id = number_of(number)
    question = db.session.get(Question, question_id) if question_id else None
    if question is None:
        return false()
    answer = and_(Answer.registration_id == Registration.id, Answer.question_id == question.id)
    if question.kind == CONSENT and word == NO:
        return ~select(Answer.id).where(answer).exists()
    return select(Answer.id).where(answer, says(question.kind, word)).exists()


def says(kind: str, word: str) -> ColumnElement[bool]:
    """Whether an answer, as JSON, says this word."""
    said = cast(Answer.value, Text)
    if kind == CONSENT:
        return Answer.id.is_not(None)
    if kind == YES_NO:
        return said == json.dumps(word == YES)
    if kind in (ONE_OF, SEVERAL_OF):
        quoted = json.dumps(word)
        return said == quoted if kind == ONE_OF else said.contains(quoted, autoescape=True)
    return false()


def number_of(text: str) -> int | None:
    """An id as an address has it."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
