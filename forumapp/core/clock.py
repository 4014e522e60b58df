"""Time: the wall clock of a place and its zone are the truth; the UTC instant follows from them.

Only the pinned `tzdata` package is read, whatever the machine has: its rules decide what is
printed on invitations, so they must not depend on where the program happens to run.
"""

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from forumapp.core.errors import Refused
from forumapp.core.text import _

zoneinfo.reset_tzpath(())

YEARS = range(1900, 2201)
"""A day outside is a slip of the pen; near the ends of the calendar no instant can be reckoned."""

_NOT_PLACES = ("Etc/", "SystemV/", "US/", "posix/", "right/")
_NOT_PLACE_NAMES = {"Factory", "localtime", "posixrules"}


def now_utc() -> datetime:
    return datetime.now(UTC)


@lru_cache
def zone_names() -> tuple[str, ...]:
    """Zone names that an organizer may choose: places, and UTC."""
    places = (
        name
        for name in zoneinfo.available_timezones()
        if "/" in name and not name.startswith(_NOT_PLACES) and name not in _NOT_PLACE_NAMES
    )
    return (*sorted(places), "UTC")


def zone_of(name: str) -> ZoneInfo:
    """The zone with this IANA name; an unknown one is refused."""
    try:
        return ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise Refused(
            _("“{zone}” is not a time zone. Choose one from the list, such as Asia/Shanghai."),
            field="zone",
            zone=name,
        ) from unknown


def wall_of(instant: datetime, zone: str) -> datetime:
    """What the clock on the wall shows (naive) at an instant."""
    return instant.astimezone(zone_of(zone)).replace(tzinfo=None)


def is_doubled(wall: datetime, zone: str) -> bool:
    """Clocks go back that night and show this time twice."""
    place = zone_of(zone)
    first, second = (wall.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    return first.utcoffset() > second.utcoffset()  # type: ignore[operator]


def is_skipped(wall: datetime, zone: str) -> bool:
    """Clocks go forward that night and never show this time."""
    place = zone_of(zone)
    first, second = (wall.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    return first.utcoffset() < second.utcoffset()  # type: ignore[operator]


def nearest_walls(wall: datetime, zone: str) -> tuple[datetime, datetime]:
    """The last minute before and the first after the hour that clocks skip around `wall`."""
    place = zone_of(zone)
    before_offset = wall.replace(tzinfo=place, fold=0).utcoffset()
    after_offset = wall.replace(tzinfo=place, fold=1).utcoffset()
    low = wall - timedelta(hours=26)
    high = wall + timedelta(hours=26)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        in_utc = (middle - before_offset).replace(tzinfo=UTC)  # type: ignore[operator]
        if in_utc.astimezone(place).utcoffset() == after_offset:
            high = middle
        else:
            low = middle
    onset = high.replace(microsecond=0)
    jump = after_offset - before_offset  # type: ignore[operator]
    return onset - timedelta(minutes=1), onset + jump


def instant_of(wall: datetime, zone: str, *, fold: int = 0, field: str = "starts") -> datetime:
    """The UTC instant of a wall-clock time (naive) in a zone.

    A time that the clocks skip is refused with the two nearest; of a doubled one, `fold` 0 is the
    first and 1 the second (PEP 495).
    """
    if is_skipped(wall, zone):
        earlier, later = nearest_walls(wall, zone)
        raise Refused(
            _(
                "Clocks go forward in {zone} that day and never show {wall}. "
                "The nearest times are {earlier} and {later}."
            ),
            field=field,
            zone=zone,
            wall=f"{wall:%H:%M}",
            earlier=f"{earlier:%H:%M}",
            later=f"{later:%H:%M}",
        )
    return wall.replace(tzinfo=zone_of(zone), fold=fold).astimezone(UTC)


def reckoned_instant(wall: datetime, zone: str, fold: int = 0) -> datetime:
    """The UTC instant of a wall-clock time that was entered under other rules: nothing is refused.

    Of a time that the clocks skip by now it is the moment after the gap.
    """
    if is_skipped(wall, zone):
        _earlier, wall = nearest_walls(wall, zone)
        fold = 0
    return wall.replace(tzinfo=zone_of(zone), fold=fold).astimezone(UTC)


class DoubledTime(Refused):
    """Clocks show this time twice that day: the editor must say which one is meant."""


def asked_instant(
    wall: datetime, zone: str, fold: int | None, *, field: str = "starts"
) -> datetime:
    """As `instant_of`, but a doubled time without a `fold` is refused with the question which it is."""
    if fold is None and is_doubled(wall, zone):
        raise DoubledTime(
            _(
                "Clocks go back in {zone} that day and show {wall} twice. "
                "Say whether the first or the second is meant."
            ),
            field=field,
            zone=zone,
            wall=f"{wall:%H:%M}",
        )
    return instant_of(wall, zone, fold=fold or 0, field=field)
