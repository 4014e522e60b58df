"""Whatever is typed into any field of any form: a page answers, never a fault; nothing typed is markup."""

import re

import pytest
from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from tests.house.access import (
    ADMINISTRATOR,
    APPLICANT,
    ATTENDEE,
    FOCAL_POINT,
    GUEST,
    HOLDER,
    IN_LINE,
    STRANGER,
    SUBSCRIBER,
    cells,
)
from tests.house.conftest import House

CELLS = cells()
FORMS = [
    path
    for path in (cell.removeprefix("POST ") for cell in CELLS if cell.startswith("POST "))
    if f"GET {path}" in CELLS
]
MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}'
NO_VALUES = {
    "markup": MARKUP,
    "huge number": "9" * 30,
    "negative": "-1",
    "not a number": "NaN",
    "other digits": "٣²½",
    "year nought": "0000-00-00",
}
"""Sent in every field, as no browser would."""
TEXTS = {
    "markup": MARKUP,
    "huge number": "9" * 30,
    "long": "长" * 30_000,
    "control characters": "a\x01\x0b\x1f\x7f\u2028\u202e\ufffe",
    "formula": '=cmd|"/c calc"!A1',
    "line breaks": "a\r\nBcc: x@example.org\r\n\r\nb",
}
"""Typed where texts are typed, all else left as it stands."""


def holder_of(path: str) -> str:
    """Somebody who may use this form."""
    allowed = CELLS[f"POST {path}"]
    return next(
        who
        for who in (
            ADMINISTRATOR,
            STRANGER,
            ATTENDEE,
            APPLICANT,
            GUEST,
            FOCAL_POINT,
            HOLDER,
            IN_LINE,
            SUBSCRIBER,
        )
        if who in allowed
    )


def controls_of(page: str) -> list[Tag]:
    """What can be filled in on the page's forms, hidden fields too."""
    found = BeautifulSoup(page, "html.parser").select(
        "main form[method=post] :is(input, select, textarea)[name]"
    )
    return [each for each in found if each["name"] != "csrf_token"]


def all_filled(page: str, text: str) -> dict[str, object]:
    """Every control holds the text, also those in which no browser would let it be typed."""
    return {str(each["name"]): text for each in controls_of(page)}


def texts_filled(page: str, text: str) -> dict[str, object]:
    """The form as it stands, with the text wherever something is typed."""
    data: dict[str, object] = {}
    for control in controls_of(page):
        value = value_of(control)
        if is_typed(control):
            value = text
        if value is not None:
            data.setdefault(str(control["name"]), value)
    return data


def is_typed(control: Tag) -> bool:
    kind = control.get("type", "text")
    return control.name == "textarea" or (
        control.name == "input" and kind in ("text", "search", "email", "url", "tel", "password")
    )


def value_of(control: Tag) -> object:
    """What a browser would send, or nothing."""
    if control.name == "select":
        options = control.find_all("option")
        chosen = [each for each in options if each.has_attr("selected")] or options[:1]
        return chosen[0].get("value", chosen[0].text) if chosen else None
    if control.get("type") in ("checkbox", "radio"):
        return control.get("value", "on") if control.has_attr("checked") else None
    return None if control.get("type") == "file" else control.get("value", "")


@pytest.mark.parametrize("path", FORMS)
def test_no_form_falls_over_what_is_typed(house: House, path: str):
    who = holder_of(path)
    shown = house.ask(who, f"GET {path}")
    assert shown.status_code < 500
    page = shown.text
    for fill, nasty in ((all_filled, NO_VALUES), (texts_filled, TEXTS)):
        answers = {
            kind: house.ask(who, f"POST {path}", data=fill(page, text))
            for kind, text in nasty.items()
        }
        assert {kind: code for kind, code in codes(answers).items() if code >= 500} == {}
        assert markup_of(answers["markup"].text) == []


def codes(answers: dict[str, TestResponse]) -> dict[str, int]:
    return {kind: answer.status_code for kind, answer in answers.items()}


def markup_of(page: str) -> list[Tag]:
    """Elements that only what was typed can have made."""
    parsed = BeautifulSoup(page, "html.parser")
    return [
        *parsed.select('script:not([src], [type="application/ld+json"])'),
        *parsed.find_all(lambda element: any(re.match("on", name) for name in element.attrs)),
    ]
