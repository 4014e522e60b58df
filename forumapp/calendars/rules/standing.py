"""STATUS of an entry from the state of its record."""

from forumapp.core.visibility import CANCELLED, POSTPONED, WITHDRAWN
from forumapp.ical.entry import Standing

_STANDINGS: dict[str, Standing] = {
    POSTPONED: "postponed",
    CANCELLED: "cancelled",
    WITHDRAWN: "cancelled",
}


def standing(state: str, *, is_assumed: bool = False) -> Standing:
    """`is_assumed`: the day is not confirmed yet."""
    return _STANDINGS.get(state, "tentative" if is_assumed else "confirmed")
