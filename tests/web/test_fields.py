"""Form fields of this product."""

from datetime import date, datetime, time

import pytest
from flask import g
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from forumapp.core.choices import RecordChoice
from forumapp.core.translated import Translated
from forumapp.web.fields import (
    CountryField,
    DegreesField,
    RecordField,
    TextsField,
    WallTimeField,
    WholeNumberField,
    ZoneField,
    read_day,
    read_time,
)

DAY_WANTED = "Give the day as in 2027-03-14, in a year from 1900 to 2200."


@pytest.mark.parametrize("typed", ["2027-03-14", "2027/3/14", "2027.3.14"])
def test_a_day_is_read_as_people_type_it(typed):
    assert read_day(typed) == date(2027, 3, 14)


@pytest.mark.parametrize(
    "typed",
    ["14/03/2027 ", "2027-02-30", "", "soon", "2027-3", "0001-01-01", "1899-12-31", "2201-01-01"],
)
def test_what_is_no_day_is_none(typed):
    assert read_day(typed) is None


@pytest.mark.parametrize("typed", ["14:30", "14：30", "14.30", "1430", "14:30:00"])
def test_a_time_is_read_as_people_type_it(typed):
    assert read_time(typed) == time(14, 30)


@pytest.mark.parametrize("typed", ["25:00", "9", "noon", "14:60", "-1:00"])
def test_what_is_no_time_is_none(typed):
    assert read_time(typed) is None


def offered(_language):
    return [RecordChoice(1, "Lantern"), RecordChoice(2, "Old Lantern", is_archived=True)]


class Form(FlaskForm):
    title = TextsField("Title", needed=True)
    starts = WallTimeField("Starts", needed=True)
    zone = ZoneField("Zone")
    country = CountryField("Country")
    body = RecordField("Body", offered)
    seats = WholeNumberField("Seats")
    longitude = DegreesField("Longitude")

    class Meta:
        csrf = False


@pytest.fixture
def form(app):
    """`form(language, {typed}, **known)` inside a request."""
    contexts = []

    def make(language="en", typed=None, **known):
        context = app.test_request_context(method="POST" if typed is not None else "GET")
        context.push()
        contexts.append(context)
        g.language = language
        return Form(MultiDict(typed) if typed is not None else None, **known)

    yield make
    for context in reversed(contexts):
        context.pop()


GOOD = {
    "title-en": "  Harbours ",
    "title-zh": "",
    "starts-day": "2027-03-14",
    "starts-time": "12:00",
    "zone": "Asia/Shanghai",
    "country": "CN",
    "body": "",
    "seats": "",
    "longitude": "−74.5",
}


def test_what_is_typed_well_is_read(form):
    filled = form(typed=GOOD)
    assert filled.validate(), filled.errors
    assert filled.data == {
        "title": {"en": "Harbours", "zh": ""},
        "starts": datetime(2027, 3, 14, 12, 0),
        "zone": "Asia/Shanghai",
        "country": "CN",
        "body": None,
        "seats": None,
        "longitude": -74.5,
    }


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"title-en": " "}, "title", "Write this in at least one language."),
        ({"title-en": "x" * 301}, "title", "This is too long. Shorten it."),
        ({"starts-day": ""}, "starts", DAY_WANTED),
        ({"starts-day": "9999-12-31"}, "starts", DAY_WANTED),
        ({"starts-time": "noon"}, "starts", "Give the time as in 14:30."),
        ({"starts-day": "", "starts-time": ""}, "starts", "Give the day and the time."),
        ({"zone": "Mars/Olympus"}, "zone", "Choose one of the list."),
        ({"country": "ZZ"}, "country", "Choose one of the list."),
        ({"body": "7"}, "body", "Choose one of the list."),
        ({"seats": "0"}, "seats", "Give a whole number, 1 or more."),
        ({"seats": "²"}, "seats", "Give a whole number, 1 or more."),
        ({"longitude": "west"}, "longitude", "Give degrees as a number, as in -74.005974."),
    ],
)
def test_what_is_not_accepted_says_so_and_stays_in_its_field(form, typed, field, said):
    filled = form(typed={**GOOD, **typed})
    assert not filled.validate()
    assert {name: list(errors) for name, errors in filled.errors.items()} == {field: [said]}


def test_a_text_is_shown_in_every_language_it_has(form):
    shown = form(title=Translated({"en": "Harbours", "zh": "港湾"}))
    assert [(language, part.data) for language, part in shown.title.pairs] == [
        ("en", "Harbours"),
        ("zh", "港湾"),
    ]


def test_an_archived_record_is_offered_only_where_it_is_chosen(form):
    assert [choice.label for choice in form().body.iter_choices()] == ["–", "Lantern"]
    assert [choice.label for choice in form(body=2).body.iter_choices()] == [
        "–",
        "Lantern",
        "Old Lantern",
    ]


@pytest.mark.parametrize(
    ("language", "first", "america"),
    [("en", "Afghanistan", "United States"), ("zh", "阿尔巴尼亚", "美国")],
)
def test_countries_are_named_and_sorted_as_the_reader_does(form, language, first, america):
    named = {choice.value: choice.label for choice in form(language).country.iter_choices()}
    assert (list(named.values())[1], named["US"]) == (first, america)


def test_the_likeliest_country_stands_above_the_others(form):
    country = form("zh").country
    country.put_first("CN")
    choices = [(choice.value, choice.label) for choice in country.iter_choices()]
    assert choices[:3] == [("", "–"), ("CN", "中国"), ("AL", "阿尔巴尼亚")]
    assert {"中国台湾", "中国香港", "中国澳门"} <= {label for _code, label in choices}


def test_what_came_in_longer_than_people_write_may_stay_as_long_and_grow_no_longer(form):
    known = {"title": Translated({"en": "x" * 400})}
    assert form(typed={**GOOD, "title-en": "y" * 400}, **known).validate()
    assert not form(typed={**GOOD, "title-en": "y" * 401}, **known).validate()
    assert not form(typed={**GOOD, "title-zh": "字" * 301}, **known).validate()
