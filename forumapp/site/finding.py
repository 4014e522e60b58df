"""What the public pages have in common: finding the record of an address, and a list's page number."""

from collections.abc import Callable
from datetime import date
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlencode

from flask import g, redirect, request
from sqlalchemy import Select
from werkzeug.exceptions import HTTPException

from forumapp.core.addresses import Moved, public_record
from forumapp.core.clock import YEARS
from forumapp.core.errors import NotFound
from forumapp.forums.queries import cities_of_forums
from forumapp.web.fields import read_day
from forumapp.web.languages import address

Record = TypeVar("Record")
SUBSCRIBING = ("subscribe", "deadlines", "cancelled", "entries")
"""What the panel of a calendar adds to the address of the page that it stands on."""


def find(model: type[Record], slug: str, shown: Select[Record], at: str, /, **names: str) -> Record:
    """The public record at `slug`; a former slug is answered by a redirect to the address `at`.

    `names` are what that address has besides the slug.
    """
    try:
        return public_record(model, slug, shown)
    except Moved as moved:
        redirect_for_good(address(at, slug=moved.slug, **names))


def find_filter(name: str, model: type[Record], shown: Select[Record]) -> Record | None:
    """The public record that the filter `name` of this address means, if it is set.

    What is not there is not found, as at an address of its own, and a former slug leads on: else a
    calendar that somebody has subscribed to would suddenly be empty.
    """
    slug = wanted_text(name)
    if not slug:
        return None
    try:
        return public_record(model, slug, shown)
    except Moved as moved:
        args = {**request.args.to_dict(), name: moved.slug}
        raise HTTPException(response=redirect(f"{request.path}?{urlencode(args)}", 301)) from None


def wanted_year() -> int | None:
    """A year of the calendar; nonsense is none."""
    year = request.args.get("year", 0, type=int)
    return year if year in YEARS else None


def wanted_city() -> str:
    """A city in which some forum is held; any other is not found."""
    city = wanted_text("city")
    if city and city not in {venue.city_key for venue in cities_of_forums(g.now)}:
        raise NotFound
    return city


def redirect_for_good(to: str) -> NoReturn:
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    raise HTTPException(response=redirect(to + query, 301))


def page_number() -> int:
    """The wanted page of a list; nonsense is the first."""
    return max(1, min(request.args.get("page", 1, type=int), 100_000))


def wanted_day(name: str) -> date | None:
    """A day from the query (`from`, `to`); nonsense is none."""
    return read_day(request.args.get(name, "").strip())


def wanted_text(name: str) -> str:
    """One line of the query; control characters, which no database takes, are left out."""
    text = "".join(letter for letter in request.args.get(name, "") if letter.isprintable())
    return text.strip()[:200]


def query_without(*left_out: str) -> dict[str, Any]:
    """The filters of this request that are set."""
    left_out = (*left_out, *SUBSCRIBING)
    return {
        name: wanted_text(name)
        for name in request.args
        if wanted_text(name) and name not in left_out
    }


def by_filter(kind: str, name: str, **kept: str) -> Callable[[str], str]:
    """Gives the address of the list of `kind` that one filter narrows."""
    return lambda value: address(kind, **{**kept, name: value})
