"""What pages say about records, in each language."""

from datetime import date, datetime

import pytest

from forumapp.site import showing
from tests.records import a_forum, a_person, a_venue, an_organization, both


@pytest.mark.parametrize(
    ("first", "last", "language", "number", "month"),
    [
        (date(2027, 3, 14), date(2027, 3, 14), "en", "14", "March 2027"),
        (date(2027, 3, 10), date(2027, 3, 19), "en", "10–19", "March 2027"),
        (date(2027, 3, 10), date(2027, 3, 19), "zh", "10–19", "2027年3月"),
        (
            date(2027, 3, 30),
            date(2027, 4, 2),
            "en",
            "30",
            "March\u00a02027, until 2\u00a0April\u00a02027",
        ),
        (date(2027, 3, 30), date(2027, 4, 2), "zh", "30", "2027年3月，至2027年4月2日"),
    ],
)
def test_the_day_in_the_margin(first, last, language, number, month):
    day = showing.days(first, last, language)
    assert (day.number, day.month) == (number, month)


def test_the_day_of_a_forum_names_its_zone():
    forum = a_forum()
    assert showing.forum_day(forum, "en").lines == (
        "Tuesday",
        "12:00\u2060–\u206014:00",
        "New York time",
    )
    assert showing.forum_day(forum, "zh").lines == ("星期二", "12:00\u2060–\u206014:00", "纽约时间")
    assert showing.forum_entry_day(forum, "en").lines == (
        "Tue 12:00\u2060–\u206014:00",
        "New York time",
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "open until 3 December 2026, 18:00 New York",
            "open until 3_December_2026, 18:00 New York",
        ),
        ("Sunday 14 March 2027, 12:00", "Sunday 14_March_2027, 12:00"),
        ("1 place left. Free of charge.", "1_place left. Free of charge."),
        ("120 places left", "120 places left"),
        ("12 décembre 2026", "12_décembre_2026"),
        ("2026年12月3日 18:00（纽约时间）", "2026年12月3日 18:00（纽约时间）"),
    ],
)
def test_a_date_stands_on_one_line(text, kept):
    assert showing.unbroken(text) == kept.replace("_", "\N{NO-BREAK SPACE}")


def test_marked_breaks_of_a_headline_are_offered_or_left_out():
    assert showing.headline_text("公民社会与|包容性城市") == "公民社会与包容性城市"
    assert showing.headline_text("Civil society | and cities") == "Civil society and cities"
    assert showing.headline_lines("甲<乙|丙") == "甲&lt;乙<wbr>丙"


@pytest.mark.parametrize("whole", ["“码头夜市”", "2026年12月11日", "11 December 2026"])
def test_a_headline_never_breaks_inside_a_date_or_a_short_name(whole):
    lines = showing.headline_lines(f"<甲> {whole} 乙")
    assert lines == f'&lt;甲&gt; <span class="nowrap">{whole}</span> 乙'


def test_a_name_carries_its_honorific_as_the_language_does():
    person = a_person(name=both("Lin Qiao", "林樵"), honorific=both("Dr", "博士"))
    assert (showing.person_name(person, "en"), showing.person_name(person, "zh")) == (
        "Dr Lin Qiao",
        "林樵博士",
    )
    assert showing.second_name(person.name, "en") == ("林樵", "zh-Hans")
    assert showing.second_name(both("Ruth Alder"), "zh") == ("", "")


def test_a_position_names_the_body_as_the_language_does():
    person = a_person(organization=an_organization())
    assert showing.position_text(person, "en") == "Director, Harbour Foundation"
    assert showing.position_text(person, "zh") == "港湾基金会主任"


def test_an_address_runs_in_the_order_of_the_language():
    venue = a_venue(postcode="10017")
    assert showing.place_line(venue, "en") == "1 River Street, New York 10017, United States"
    assert showing.place_line(venue, "zh") == "美国纽约河街1号"


def test_a_month_is_whole_weeks_from_monday():
    weeks = showing.month_weeks(date(2027, 3, 1))
    assert (weeks[0][0], weeks[-1][-1], len(weeks)) == (date(2027, 3, 1), date(2027, 4, 4), 5)
    assert len(showing.month_weeks(date(2026, 2, 1))) == 5
    assert [week[0] for week in showing.month_weeks(date(2027, 2, 1))] == [
        date(2027, 2, day) for day in (1, 8, 15, 22)
    ]


def test_a_dateline_stands_at_the_head_of_the_first_paragraph():
    html, language = showing.dated(both("NEW YORK"), both("It rained.\n\nAll day."), "en")
    assert (html, language) == (
        '<p><span class="dateline">NEW YORK — </span>It rained.</p>\n<p>All day.</p>\n',
        "en",
    )
    assert showing.dated(both("NEW YORK"), both("", "下雨。"), "en") == ("<p>下雨。</p>\n", "zh")


def test_records_stand_under_the_names_of_their_months():
    forums = [a_forum(), a_forum(starts=datetime(2027, 1, 2, 9), ends=datetime(2027, 1, 2, 10))]
    assert [month for month, _group in showing.by_month(forums, "zh")] == [
        "2026年12月",
        "2027年1月",
    ]
