"""How many forums and announcements the public finds of each year, city, theme and delegation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, extract, func, select, union

from forumapp.announcements.models.announcements import Announcement, announcement_theme
from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.announcements.queries.listing import release_year
from forumapp.core.db import db
from forumapp.core.translated import Translated
from forumapp.core.visibility import visible
from forumapp.delegations.models import Delegation, DelegationForum
from forumapp.delegations.queries import visible_delegations
from forumapp.forums.models import Forum, forum_theme
from forumapp.themes.models import Theme
from forumapp.venues.models import Venue

MOST = 40
"""Entries in one group, those with the most."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One link to browse by: the filter's value, how many there are behind it, and what it is called.

    A value without a name is called by itself.
    """

    value: str
    count: int
    name: Translated | None = None


Shelves = dict[str, list[Shelf]]


def forum_shelves(forums: Select[Forum], now: datetime) -> Shelves:
    """Of the given forums: by city, theme and delegation, each as the list's filter of that name."""
    ids = _ids(forums, Forum.id)
    return {
        "city": _cities(ids),
        "theme": _themes(_pairs_of_forums(ids)),
        "delegation": _delegations(
            select(DelegationForum.delegation_id, DelegationForum.forum_id).where(
                DelegationForum.forum_id.in_(ids)
            ),
            now,
        ),
    }


def forum_years(forums: Select[Forum]) -> list[Shelf]:
    """By the year in which they begin, the latest first."""
    return _years(extract("year", Forum.starts), Forum.id, _ids(forums, Forum.id))


def announcement_shelves(now: datetime) -> Shelves:
    """By year, theme and delegation; of the forum that one is about by city and theme, if that is visible."""
    ids = _ids(visible_announcements(now), Announcement.id)
    themes = union(
        select(announcement_theme.c.theme_id, announcement_theme.c.announcement_id).where(
            announcement_theme.c.announcement_id.in_(ids)
        ),
        select(forum_theme.c.theme_id, Announcement.id)
        .join(Announcement, Announcement.forum_id == forum_theme.c.forum_id)
        .join(Forum, Forum.id == forum_theme.c.forum_id)
        .where(Announcement.id.in_(ids), visible(Forum, now)),
    )
    of_city = (
        select(Venue.city_key, func.min(Venue.id), func.count(Announcement.id))
        .join(Forum, Forum.venue_id == Venue.id)
        .join(Announcement, Announcement.forum_id == Forum.id)
        .where(Announcement.id.in_(ids), visible(Forum, now))
    )
    of_delegation = select(Announcement.delegation_id, Announcement.id).where(
        Announcement.id.in_(ids), Announcement.delegation_id.is_not(None)
    )
    return {
        "year": _years(release_year(), Announcement.id, ids),
        "city": _named_cities(of_city),
        "theme": _themes(themes),
        "delegation": _delegations(of_delegation, now),
    }


def _ids(records: Select[Any], column: Any) -> Select[int]:
    return records.with_only_columns(column).order_by(None)


def _years(year: ColumnElement[int], key: Any, ids: Select[int]) -> list[Shelf]:
    counted = select(year, func.count(key)).where(key.in_(ids)).group_by(year)
    found = sorted(
        ((int(each), count) for each, count in db.session.execute(counted)), reverse=True
    )
    return [Shelf(str(each), count) for each, count in found]


def _cities(ids: Select[int]) -> list[Shelf]:
    return _named_cities(
        select(Venue.city_key, func.min(Venue.id), func.count(Forum.id))
        .join(Forum, Forum.venue_id == Venue.id)
        .where(Forum.id.in_(ids))
    )


def _named_cities(counted: Select[str, int, int]) -> list[Shelf]:
    rows = db.session.execute(
        counted.where(Venue.city_key != "")
        .group_by(Venue.city_key)
        .order_by(func.count().desc(), Venue.city_key)
        .limit(MOST)
    ).all()
    venues = _by_id(Venue, (first for _key, first, _count in rows))
    return [Shelf(key, count, venues[first].city) for key, first, count in rows]


def _pairs_of_forums(ids: Select[int]) -> Select[Any]:
    return select(forum_theme.c.theme_id, forum_theme.c.forum_id).where(
        forum_theme.c.forum_id.in_(ids)
    )


def _themes(pairs: Any) -> list[Shelf]:
    """`pairs`: the id of a theme, and of a record that is about it."""
    counts = _counted(pairs)
    themes = _by_id(Theme, counts)
    return [Shelf(themes[key].slug, count, themes[key].title) for key, count in counts.items()]


def _delegations(pairs: Any, now: datetime) -> list[Shelf]:
    """The same of delegations, as far as the public sees them."""
    counts = _counted(pairs)
    shown = visible_delegations(now).where(Delegation.id.in_(counts))
    delegations = {each.id: each for each in db.session.scalars(shown)}
    return [
        Shelf(delegations[key].slug, count, delegations[key].name)
        for key, count in counts.items()
        if key in delegations
    ]


def _counted(pairs: Any) -> dict[int, int]:
    """How often each first id stands there, the most frequent first."""
    inside = pairs.subquery()
    key = inside.c[0]
    rows = db.session.execute(
        select(key, func.count()).group_by(key).order_by(func.count().desc(), key).limit(MOST)
    )
    return {each: count for each, count in rows}  # noqa: C416 - a dict of two-column rows


def _by_id(model: Any, ids: Iterable[int]) -> dict[int, Any]:
    found = db.session.scalars(select(model).where(model.id.in_(list(ids))))
    return {each.id: each for each in found}
