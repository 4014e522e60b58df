"""What the address of a list asks for: whom, in which order, with which columns, which page."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from flask import request

from forumapp.registrations.rules.lists import SORTS, Filters
from forumapp.web.listing import FURTHEST_PAGE, asked_word

USUAL_SORT = "newest"
MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """`columns` are those that were chosen, in their order; empty where nobody has chosen."""

    filters: Filters
    sort: str
    columns: tuple[str, ...]
    number: int

    def query(self, **changes: Any) -> dict[str, Any]:
        """The same as the query of an address; `changes` are put in, or taken out by None."""
        asked = {name: value for name, value in asdict(self.filters).items() if value}
        if self.sort != USUAL_SORT:
            asked["sort"] = self.sort
        if self.columns:
            asked["column"] = list(self.columns)
        return {**asked, **changes}

    @property
    def is_narrowed(self) -> bool:
        return self.filters != Filters()


def read_asked() -> Asked:
    sort = asked_word("sort")
    columns = [word.strip() for word in request.args.getlist("column") if word.strip()]
    return Asked(
        filters=Filters(**{field.name: asked_word(field.name) for field in fields(Filters)}),
        sort=sort if sort in SORTS else USUAL_SORT,
        columns=tuple(dict.fromkeys(columns[:MOST_COLUMNS])),
        number=max(1, min(request.args.get("page", 1, type=int), FURTHEST_PAGE)),
    )
