"""How much reckoning one file may cost: what it asks for beyond is refused, whatever it says."""

from forumapp.core.errors import Refused
from forumapp.ical.raw import TOO_MUCH

MOST_DAYS = 500_000


class Effort:
    """Counts the days that rules of repetition are asked about."""

    def __init__(self) -> None:
        self._left = MOST_DAYS

    def spend(self, days: int) -> None:
        self._left -= days
        if self._left < 0:
            raise Refused(TOO_MUCH)
