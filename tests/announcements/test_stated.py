"""Where a text says what was, and what it says once the new value is put in its place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from forumapp.announcements.rules.facts import When
from forumapp.announcements.rules.stated import (
    CLOSES,
    WHEN,
    held_moment,
    held_when,
    is_delicate,
    replaced,
    sentence_of,
    shown,
    stands,
)
from forumapp.core.clock import instant_of

WAS = When(
    datetime(2027, 3, 10, 12),
    datetime(2027, 3, 10, 14),
    "America/New_York",
    instant_of(datetime(2027, 3, 10, 12), "America/New_York"),
)


def moved(days: int = 0, hours: int = 0) -> When:
    by = timedelta(days=days, hours=hours)
    starts, ends = WAS.starts + by, WAS.ends + by
    return replace(WAS, starts=starts, ends=ends, starts_at=instant_of(starts, WAS.zone))


def at(when: When) -> str:
    return held_when(when)


@pytest.mark.parametrize(
    ("language", "text", "corrected"),
    [
        ("en", "On 10 March 2027 we meet.", "On 17 March 2027 we meet."),
        ("en", "On Wednesday 10 March we meet.", "On Wednesday 17 March we meet."),
        ("en", "On March 10, 2027, and on 10 Mar 2027.", "On March 17, 2027, and on 17 Mar 2027."),
        ("en", "Day: 2027-03-10.", "Day: 2027-03-17."),
        (
            "en",
            "at 12:00–14:00 New York time (EST, UTC−5)",
            "at 12:00–14:00 New York time (EDT, UTC−4)",
        ),
        ("zh", "定于2027年3月10日（星期三）举行", "定于2027年3月17日（星期三）举行"),
        ("zh", "3月10日（周三），纽约", "3月17日（周三），纽约"),
        ("zh", "（纽约时间，EST，UTC−5）", "（纽约时间，EDT，UTC−4）"),
    ],
)
def test_a_day_is_found_in_every_way_that_drafts_and_editors_write_it(
    language: str, text: str, corrected: str
) -> None:
    old, new = at(WAS), at(moved(days=7))
    assert stands(text, WHEN, old, new, language)
    assert replaced(text, WHEN, old, new, language) == corrected
    assert not stands(corrected, WHEN, old, new, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "On 110 March 2027 and 10 March 2026 and on 10 March, 1999."),
        ("en", "See [the page](/files/2027-03-10)."),
        ("zh", "2026年3月10日与13月10日"),
    ],
)
def test_another_day_is_left_alone(language: str, text: str) -> None:
    old, new = at(WAS), at(moved(days=7))
    assert not stands(text, WHEN, old, new, language)
    assert replaced(text, WHEN, old, new, language) == text


def test_both_days_of_a_forum_move_together() -> None:
    was = replace(WAS, ends=WAS.ends + timedelta(days=1))
    is_now = replace(moved(days=1), ends=was.ends + timedelta(days=1))
    text = "From 10 March 2027 to 11 March 2027, in short 10–11 March 2027."
    assert replaced(text, WHEN, at(was), at(is_now), "en") == (
        "From 11 March 2027 to 12 March 2027, in short 11–12 March 2027."
    )


def test_hours_are_found_as_a_range_and_as_a_beginning() -> None:
    old, new = at(WAS), at(moved(hours=1))
    text = "12:00–14:00 or 12:00 to 14:00; doors at 12:00; lunch 11:00–12:00."
    assert replaced(text, WHEN, old, new, "en") == (
        "13:00–15:00 or 13:00 to 15:00; doors at 13:00; lunch 11:00–12:00."
    )


def test_a_new_name_that_holds_the_old_one_is_not_the_old_one() -> None:
    old, new = "Forum on harbours", "Forum on harbours and canals"
    assert not stands("The Forum on harbours and canals begins.", "title", old, new, "en")
    assert replaced(
        "Forum on harbours. Forum on harbours and canals.", "title", old, new, "en"
    ) == ("Forum on harbours and canals. Forum on harbours and canals.")


def test_the_time_of_a_city_is_not_its_name() -> None:
    text = "In New York, at 12:00 New York time."
    assert replaced(text, "city", "New York", "Boston", "en") == (
        "In Boston, at 12:00 New York time."
    )


def test_names_are_found_as_markdown_spells_them() -> None:
    text = "- **A \\[B\\] C**, and A [B] C"
    assert replaced(text, "speaker 3", "A [B] C", "D_E", "en") == "- **D_E**, and D_E"
    assert not stands("Anne Linwood", "speaker 3", "Lin", "Lim", "en")


def test_the_close_of_registration_is_worded_as_in_drafts() -> None:
    old, new = (
        held_moment(datetime(2027, 3, day, 22, tzinfo=UTC), "America/New_York") for day in (1, 2)
    )
    text = "Register by 1 March 2027, 17:00 New York time."
    assert replaced(text, CLOSES, old, new, "en") == (
        "Register by 2 March 2027, 17:00 New York time."
    )


@pytest.mark.parametrize(
    ("change", "said", "was", "is_now"),
    [
        (moved(days=5), "The date was", "10 March 2027", "15 March 2027"),
        (moved(hours=1), "The hour was", "12:00–14:00", "13:00–15:00"),
        (
            moved(days=1, hours=1),
            "The time was",
            "Wednesday 10 March 2027, 12:00–14:00 New York time (EST, UTC−5)",
            "Thursday 11 March 2027, 13:00–15:00 New York time (EST, UTC−5)",
        ),
    ],
)
def test_a_correction_names_what_of_the_time_became_another(
    change: When, said: str, was: str, is_now: str
) -> None:
    old, new = at(WAS), at(change)
    assert sentence_of(WHEN, old, new).startswith(said)
    assert shown(WHEN, old, new, "en") == was
    assert shown(WHEN, new, old, "en") == is_now


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("[map](https://x.example/?city=Geneva), https://x.example/Geneva.pdf", 2),
        ("See <https://x.example/Geneva> and [plan](/media/plan-of-Geneva.pdf).", 2),
    ],
)
def test_an_address_is_no_statement(text: str, kept: int) -> None:
    assert not stands(text, "city", "Geneva", "Vienna", "en")
    said = replaced(f"{text} In Geneva.", "city", "Geneva", "Vienna", "en")
    assert (said.count("Geneva"), said.count("Vienna")) == (kept, 1)


def test_a_name_is_found_beside_letters_that_are_not_ascii_only_as_a_word() -> None:
    assert not stands("Élan", "city", "lan", "Lyon", "en")
    assert not stands("Hall 1.5", "room", "Hall 1", "Hall 2", "en")
    assert replaced("会议在Geneva举行", "city", "Geneva", "Vienna", "zh") == "会议在Vienna举行"


TWO_DAYS = replace(WAS, ends=WAS.ends + timedelta(days=2))


@pytest.mark.parametrize(
    ("fact", "language", "text", "delicate"),
    [
        (WHEN, "en", "On 10–12 March 2027.", False),
        (WHEN, "en", "On 10 March 2027 to 12 March 2027.", False),
        (WHEN, "en", "On 10-12 March 2027.", True),
        (WHEN, "en", "From 10 to 12 March 2027.", True),
        (WHEN, "en", "On March 10-12, 2027.", True),
        (WHEN, "en", "Between 10 and 12 March.", True),
        (WHEN, "en", "March 10 through 12.", True),
        (WHEN, "zh", "3月10日至12日", True),
        (WHEN, "zh", "3月10日和12日", True),
        (WHEN, "zh", "2027年3月10日至12日", False),
        ("city", "en", "In York, at York. York!", False),
        ("city", "en", "She teaches at York University in York.", True),
        ("city", "zh", "会议在北京举行，北京，北京。", False),
        ("city", "zh", "她毕业于北京大学。", True),
        ("speaker 1", "zh", "李明指出，李明、王芳", False),
        ("speaker 1", "zh", "李明华与王芳发言。", True),
        ("title", "en", "York Forum", False),
    ],
)
def test_half_a_range_and_part_of_a_longer_name_are_left_to_a_reader(
    fact: str, language: str, text: str, delicate: bool
) -> None:
    old, new = {
        WHEN: (at(TWO_DAYS), at(replace(moved(days=20), ends=TWO_DAYS.ends + timedelta(days=20)))),
        "city": ("北京", "上海") if language == "zh" else ("York", "Leeds"),
        "speaker 1": ("李明", "李鸣"),
        "title": ("York", "Leeds"),
    }[fact]
    assert stands(text, fact, old, new, language)
    assert is_delicate(text, fact, old, new, language) is delicate
