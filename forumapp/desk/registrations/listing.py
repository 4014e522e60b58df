"""The list of a forum's registrations."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.core.paging import the_record
from forumapp.core.translated import LANGUAGE_NAMES
from forumapp.desk.registrations.asking import Asked, read_asked
from forumapp.desk.registrations.blueprint import pages
from forumapp.desk.registrations.columns import Columns
from forumapp.forums.models import Forum
from forumapp.identity.rules import SEE_ATTENDEES
from forumapp.questions.models import Question
from forumapp.questions.rules.answers import condition_words
from forumapp.questions.rules.kinds import AFTER_CONFIRMATION, CONDITIONS
from forumapp.registrations.queries.lists import counts_of_list, lines_of
from forumapp.registrations.queries.places import places_set_aside
from forumapp.registrations.rules.lists import CAME, DETAILS, MAIL, NO_GROUP, SORTS
from forumapp.registrations.rules.states import REGISTRATION_STATES, WAYS_IN
from forumapp.registrations.services.many import MOST_AT_ONCE, acts_for
from forumapp.web.fields import country_choices, word_pairs
from forumapp.web.forms import languages
from forumapp.web.guards import needs
from forumapp.web.languages import current_language

PAGE = 50


@pages.get("/")
@needs(SEE_ATTENDEES)
def list_registrations(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    asked, columns = read_asked(), Columns(forum)
    counts = counts_of_list(forum_id, asked.filters)
    total = counts.get(asked.filters.state, 0) if asked.filters.state else sum(counts.values())
    last = max(1, -(-total // PAGE))
    number = min(asked.number, last)
    keys = columns.chosen(asked.columns)
    found = lines_of(
        forum_id,
        asked.filters,
        columns.shown(keys),
        sort=asked.sort,
        limit=PAGE,
        offset=PAGE * (number - 1),
    )
    return render_template(
        "desk/registrations/list_registrations.html",
        forum=forum,
        asked=asked,
        lines=list(found) if total else [],
        columns=columns.of(keys),
        offered=columns.offered(),
        keys=keys,
        total=total,
        number=number,
        last=last,
        page_address=lambda page: at(forum_id, asked, page=page if page > 1 else None),
        choices=choices_of(columns, counts),
        sorts=SORTS,
        acts=acts_for([asked.filters.state] if asked.filters.state else counts),
        set_aside=places_set_aside(forum_id),
        most=MOST_AT_ONCE,
    )


def at(forum_id: int, asked: Asked, **changes: Any) -> str:
    """The address of the same list with something changed."""
    return url_for(
        "desk.registrations.list_registrations", forum_id=forum_id, **asked.query(**changes)
    )


def choices_of(columns: Columns, counts: dict[str, int]) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers as (word, name); a filter without choice is not there."""
    groups = [(str(number), name) for number, name in columns.groups.items()]
    answers = [
        choice for question in columns.questions.values() for choice in answer_choices(question)
    ]
    later = any(each.stage == AFTER_CONFIRMATION for each in columns.questions.values())
    return {
        "state": [
            (state, f"{gettext(name)} ({counts[state]})")
            for state, name in REGISTRATION_STATES.items()
            if counts.get(state)
        ],
        "group": [*groups, (NO_GROUP, gettext("In no group"))] if groups else [],
        "way": word_pairs(WAYS_IN),
        "language": [(code, LANGUAGE_NAMES.get(code, code)) for code in languages()],
        "country": list(country_choices(current_language())),
        "came": word_pairs(CAME),
        "mail": word_pairs(MAIL),
        "details": word_pairs(DETAILS) if later else [],
        "answer": answers,
    }


def answer_choices(question: Question) -> list[tuple[str, str]]:
    if question.kind not in CONDITIONS:
        return []
    label, language = question.label.text(current_language()), current_language()
    return [
        (f"{question.id}:{word}", f"{label}: {name.text(language)}")
        for word, name in condition_words(question).items()
    ]


def told_filters(asked: Asked, columns: Columns) -> list[str]:
    """What the list is narrowed to, in words, for the head of what is taken along."""
    filters = asked.filters
    choices = choices_of(columns, {})
    choices["state"] = word_pairs(REGISTRATION_STATES)
    told = [f"“{filters.q}”"] if filters.q else []
    for name, offered in choices.items():
        told += [text for word, text in offered if word == getattr(filters, name)]
    return told
