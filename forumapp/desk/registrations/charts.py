"""How many from where, since when, with which answers: counts of a list as small charts."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.core.clock import wall_of
from forumapp.core.countries import country_name
from forumapp.core.paging import the_record
from forumapp.desk.registrations.asking import read_asked
from forumapp.desk.registrations.blueprint import pages
from forumapp.desk.registrations.columns import Columns
from forumapp.desk.registrations.listing import choices_of
from forumapp.forums.models import Forum
from forumapp.identity.rules import SEE_ATTENDEES
from forumapp.questions.models import Question
from forumapp.questions.rules.answers import condition_words
from forumapp.questions.rules.kinds import ONE_OF, SEVERAL_OF, YES_NO
from forumapp.registrations.queries.lists import (
    counts_by,
    counts_by_quarter_hour,
    counts_of_choices,
    counts_of_list,
)
from forumapp.registrations.rules.lists import Filters
from forumapp.registrations.rules.states import CONFIRMED
from forumapp.web.guards import needs
from forumapp.web.languages import current_language

MOST_BARS = 20
FEWEST_DAYS, MOST_DAYS = 14, 120
"""Who registered before the last of these days stands in the first of them."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars with their words and counts; `share` of a bar is in hundredths of the longest."""

    title: str
    bars: list[tuple[str, int]]

    def share(self, count: int) -> float:
        return round(100 * count / max(longest for _name, longest in self.bars), 1)


@pages.get("/charts")
@needs(SEE_ATTENDEES)
def show_charts(forum_id: int) -> ResponseReturnValue:
    """Of who has a place, unless another state is asked for."""
    forum, filters = the_record(Forum, forum_id), read_asked().filters
    if "state" not in request.args:
        filters = Filters(state=CONFIRMED)
    columns, counts = Columns(forum), counts_of_list(forum_id, filters)
    charts = [
        Chart(gettext("By country or region"), by_country(forum_id, filters)),
        Chart(gettext("By organization"), by_organization(forum_id, filters)),
        *(by_answer(each, forum_id, filters) for each in columns.questions.values()),
    ]
    return render_template(
        "desk/registrations/show_charts.html",
        forum=forum,
        chosen=filters.state,
        states=choices_of(columns, counts)["state"],
        total=counts.get(filters.state, 0) if filters.state else sum(counts.values()),
        days=Chart(gettext("By day"), by_day(forum, filters)),
        charts=[chart for chart in charts if chart.bars],
    )


def by_country(forum_id: int, filters: Filters) -> list[tuple[str, int]]:
    return named(
        counts_by("country", forum_id, filters, limit=MOST_BARS),
        lambda code: country_name(code, current_language()),
    )


def by_organization(forum_id: int, filters: Filters) -> list[tuple[str, int]]:
    return named(counts_by("organization", forum_id, filters, limit=MOST_BARS), str)


def named(counts: Iterable[tuple[Any, int]], name: Callable[[Any], str]) -> list[tuple[str, int]]:
    return [(name(word), count) for word, count in counts]


def by_answer(question: Question, forum_id: int, filters: Filters) -> Chart:
    """Each choice of a question with its count, in the order of the form."""
    language, title = current_language(), question.label.text(current_language())
    if question.kind not in (ONE_OF, SEVERAL_OF, YES_NO):
        return Chart(title, [])
    counts = counts_of_choices(question, forum_id, filters)
    words = condition_words(question)
    bars = [(name.text(language), counts.get(word, 0)) for word, name in words.items()]
    return Chart(title, bars if any(counts.values()) else [])


def by_day(forum: Forum, filters: Filters) -> list[tuple[str, int]]:
    """Each day of the forum's own clock up to the last on which somebody registered."""
    people: Counter[date] = Counter()
    for hour, quarter, count in counts_by_quarter_hour(forum.id, filters):
        instant = datetime.fromisoformat(f"{hour}:00").replace(tzinfo=UTC)
        people[wall_of(instant + timedelta(minutes=15 * quarter), forum.zone).date()] += count
    if not people:
        return []
    last = max(people)
    span = min(max((last - min(people)).days + 1, FEWEST_DAYS), MOST_DAYS)
    first = last - timedelta(days=span - 1)
    people[first] += sum(count for day, count in people.items() if day < first)
    days = [first + timedelta(days=number) for number in range(span)]
    return [(day.isoformat(), people[day]) for day in days]
