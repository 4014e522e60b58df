"""STATUS of an entry from the state of its record."""

from forumapp.core.visibility import CANCELLED, POSTPONED, WITHDRAWN
from forumapp.ical.entry import Standing

_STANDINGS: dict[str, Standing] = {
    POSTPONED: "postponed",
    CANCELLED: "cancelled",
    WITHDRAWN: "cancelled",
}


def standing(state: str) -> Standing:
    return _STANDINGS.get(state, "confirmed")
