"""Time as people read it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from forumapp.core.when import (
    Moment,
    date_text,
    dates_text,
    month_text,
    offset_text,
    time_range_text,
    zone_text,
)

NOON = datetime(2027, 3, 14, 12, 0)
HALF_PAST_TWO = datetime(2027, 3, 14, 14, 30)
INSTANT = datetime(2027, 3, 14, 16, 0, tzinfo=UTC)


def test_a_range_names_its_day_once() -> None:
    assert time_range_text(NOON, HALF_PAST_TWO, "en") == "Sunday 14 March 2027, 12:00–14:30"
    assert time_range_text(NOON, HALF_PAST_TWO, "zh") == "2027年3月14日（星期日）12:00–14:30"


def test_a_range_over_midnight_names_both_days() -> None:
    past_midnight = datetime(2027, 3, 15, 0, 30)
    assert (
        time_range_text(NOON, past_midnight, "en")
        == "Sunday 14 March 2027, 12:00 – Monday 15 March 2027, 00:30"
    )


@pytest.mark.parametrize(
    ("zone", "language", "text"),
    [
        ("America/New_York", "en", "New York time (EDT, UTC−4)"),
        ("America/New_York", "zh", "纽约时间（EDT，UTC−4）"),
        ("Asia/Shanghai", "en", "Beijing time (CST, UTC+8)"),
        ("Asia/Shanghai", "zh", "北京时间（CST，UTC+8）"),
        ("Asia/Kathmandu", "en", "Kathmandu time (UTC+5:45)"),
        ("Africa/Nairobi", "zh", "内罗毕时间（EAT，UTC+3）"),
        ("UTC", "en", "UTC"),
    ],
)
def test_a_zone_is_named_after_its_city_with_its_offset(
    zone: str, language: str, text: str
) -> None:
    assert zone_text(zone, INSTANT, language) == text


@pytest.mark.parametrize(
    ("first", "last", "english", "chinese"),
    [
        (date(2027, 3, 10), date(2027, 3, 19), "10–19 March 2027", "2027年3月10日至19日"),
        (date(2027, 3, 30), date(2027, 4, 2), "30 March – 2 April 2027", "2027年3月30日至4月2日"),
        (
            date(2026, 12, 30),
            date(2027, 1, 2),
            "30 December 2026 – 2 January 2027",
            "2026年12月30日至2027年1月2日",
        ),
        (date(2027, 3, 10), date(2027, 3, 10), "10 March 2027", "2027年3月10日"),
    ],
)
def test_a_span_of_days_says_nothing_twice(
    first: date, last: date, english: str, chinese: str
) -> None:
    assert dates_text(first, last, "en") == english
    assert dates_text(first, last, "zh") == chinese


def test_a_moment_reads_itself_with_its_zone() -> None:
    moment = Moment(datetime(2027, 3, 10, 23, 0, tzinfo=UTC), "America/New_York")
    assert moment.text("en") == "10 March 2027, 18:00 New York time"
    assert moment.text("zh") == "2027年3月10日 18:00（纽约时间）"


def test_dates_and_months_are_written_as_each_language_does() -> None:
    assert date_text(date(2027, 3, 14), "en", weekday=True) == "Sunday 14 March 2027"
    assert month_text(date(2027, 3, 14), "zh") == "2027年3月"
    assert month_text(date(2027, 3, 14), "en") == "March 2027"


def test_offsets_have_a_real_minus_sign() -> None:
    assert offset_text(timedelta(hours=-3, minutes=-30)) == "UTC−3:30"
