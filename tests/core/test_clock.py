"""Wall-clock time and zone are the truth."""

import zoneinfo
from datetime import UTC, datetime

import pytest

from forumapp.core.clock import instant_of, is_doubled, is_skipped, wall_of, zone_names, zone_of
from forumapp.core.errors import Refused

SPRING_NIGHT = datetime(2027, 3, 14, 2, 30)
AUTUMN_NIGHT = datetime(2027, 11, 7, 1, 30)
NEW_YORK = "America/New_York"


def test_the_instant_follows_from_wall_time_and_zone() -> None:
    assert instant_of(datetime(2027, 3, 14, 12), NEW_YORK) == datetime(2027, 3, 14, 16, tzinfo=UTC)
    assert instant_of(datetime(2027, 3, 13, 12), NEW_YORK) == datetime(2027, 3, 13, 17, tzinfo=UTC)
    assert wall_of(datetime(2027, 3, 14, 16, tzinfo=UTC), NEW_YORK) == datetime(2027, 3, 14, 12)


def test_a_time_that_clocks_skip_is_refused_with_the_two_nearest() -> None:
    assert is_skipped(SPRING_NIGHT, NEW_YORK)
    with pytest.raises(Refused) as refusal:
        instant_of(SPRING_NIGHT, NEW_YORK)
    assert refusal.value.values["earlier"] == "01:59"
    assert refusal.value.values["later"] == "03:00"


def test_half_an_hour_is_skipped_on_lord_howe_island() -> None:
    with pytest.raises(Refused) as refusal:
        instant_of(datetime(2027, 10, 3, 2, 15), "Australia/Lord_Howe")
    assert (refusal.value.values["earlier"], refusal.value.values["later"]) == ("01:59", "02:30")


def test_of_a_doubled_time_the_fold_says_which() -> None:
    assert is_doubled(AUTUMN_NIGHT, NEW_YORK)
    assert instant_of(AUTUMN_NIGHT, NEW_YORK, fold=0).hour == 5
    assert instant_of(AUTUMN_NIGHT, NEW_YORK, fold=1).hour == 6


def test_an_ordinary_time_is_neither() -> None:
    noon = datetime(2027, 3, 14, 12)
    assert not is_skipped(noon, NEW_YORK)
    assert not is_doubled(noon, NEW_YORK)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "EDT", "America"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        zone_of(name)


def test_zones_are_those_of_the_pinned_data_only() -> None:
    assert zoneinfo.TZPATH == ()
    names = zone_names()
    assert {"Asia/Shanghai", NEW_YORK, "Africa/Nairobi", "UTC"} <= set(names)
    assert not any(name.startswith(("Etc/", "US/")) for name in names)
