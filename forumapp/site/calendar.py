"""The calendar: a month as a table, and the same month as an agenda."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from forumapp.core.paging import rows_of
from forumapp.delegations.models import Delegation
from forumapp.delegations.queries import visible_delegations
from forumapp.forums.models import Forum
from forumapp.forums.queries import filtered, visible_forums
from forumapp.site.announcements import today_here
from forumapp.site.finding import query_without, wanted_text
from forumapp.site.forums import wanted_forums
from forumapp.site.showing import month_weeks
from forumapp.web.guards import open_to_everybody

EARLIEST, LATEST = date(1970, 1, 1), date(2200, 12, 1)
pages = Blueprint("calendar", __name__)


@pages.get("/calendar")
@open_to_everybody
def show_calendar() -> ResponseReturnValue:
    today = today_here()
    first = wanted_month(today)
    is_agenda = wanted_text("view") == "agenda"
    weeks = month_weeks(first)
    begins, ends = weeks[0][0], weeks[-1][-1]
    forums = rows_of(
        filtered(visible_forums(g.now), wanted_forums())
        .where(Forum.starts < datetime.combine(ends, time()) + timedelta(days=1))
        .where(Forum.ends >= datetime.combine(begins, time()))
        .order_by(Forum.starts, Forum.id)
    )
    agenda = [each for each in forums if touches(first, each.starts.date(), each.ends.date())]
    journeys = visible_delegations(g.now).where(
        Delegation.starts_on <= ends, Delegation.ends_on >= begins
    )
    delegations = rows_of(journeys)
    return render_template(
        "site/calendar/show_calendar.html",
        first=first,
        is_agenda=is_agenda,
        weeks=weeks,
        today=today,
        on_day=by_day(forums),
        agenda=agenda,
        next_forum=None if agenda else next_after(first),
        delegations=delegations,
        delegations_in_month=[
            each for each in delegations if touches(first, each.starts_on, each.ends_on)
        ],
        before=previous(first),
        after=following(first),
        filters=query_without("month", "view"),
        view="agenda" if is_agenda else "",
    )


def wanted_month(today: date) -> date:
    """The first day of `month=2027-03`; nonsense is this month."""
    try:
        wanted = date.fromisoformat(request.args.get("month", "") + "-01")
    except ValueError:
        return today.replace(day=1)
    return min(max(wanted, EARLIEST), LATEST)


def previous(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def following(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def next_after(month: date) -> Forum | None:
    """The first forum after this month, among those that the filters leave."""
    later = (
        filtered(visible_forums(g.now), wanted_forums())
        .where(Forum.starts >= datetime.combine(following(month), time()))
        .order_by(Forum.starts, Forum.id)
    )
    return next(iter(rows_of(later, limit=1)), None)


def touches(month: date, begins: date, ends: date) -> bool:
    return begins < following(month) and ends >= month


def by_day(forums: list[Forum]) -> dict[date, list[Forum]]:
    """Forums under each day on which they take place, on their own wall calendars."""
    days = defaultdict(list)
    for forum in forums:
        for offset in range((forum.ends.date() - forum.starts.date()).days + 1):
            days[forum.starts.date() + timedelta(days=offset)].append(forum)
    return days
