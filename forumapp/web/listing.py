"""A list page as its address asks for it: search, filters and page number, all in the query."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Select

from forumapp.core.paging import Page, page_of

LONGEST_FILTER = 200
FURTHEST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of rows, and the filters that are set: `values` has each name, "" where it is not."""

    page: Page[Any]
    values: dict[str, str]

    @property
    def rows(self) -> list[Any]:
        return self.page.rows

    @property
    def clear_href(self) -> str:
        """The same list without filters; nothing while none is set."""
        return request.path if any(self.values.values()) else ""

    def address(self, number: int) -> str:
        """The same filters at another page."""
        query = {name: value for name, value in self.values.items() if value}
        if number > 1:
            query["page"] = str(number)
        return request.path + (f"?{urlencode(query)}" if query else "")


def read_listing(rows: Callable[..., Select[Any]], *names: str, size: int = 30) -> Listing:
    """Ask the query `rows(q=…, name=…)` for what the address wants; filters are words, "" is any."""
    values = {name: asked_word(name) for name in ("q", *names)}
    number = max(1, min(request.args.get("page", 1, type=int), FURTHEST_PAGE))
    return Listing(page_of(rows(**values), number, size=size), values)


def asked_word(name: str) -> str:
    """A filter of the address; PostgreSQL knows no null character."""
    return request.args.get(name, "").replace("\0", "").strip()[:LONGEST_FILTER]
