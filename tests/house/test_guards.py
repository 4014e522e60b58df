"""Every route and method is tried as every role and as a stranger, against the declared table.

The answers are real ones, on real rows; after each request that may write, the rows are put back.
"""

import re

import pytest
from flask import Flask
from sqlalchemy import String, cast
from werkzeug.test import TestResponse

from forumapp.core.db import db
from forumapp.core.transaction import writing
from tests.house.access import (
    ACCOUNTS,
    ADMINISTRATOR,
    APPLICANT,
    ATTENDEE,
    DOOR,
    EDITOR,
    EVERYBODY,
    FOCAL_POINT,
    GUEST,
    HOLDER,
    IN_LINE,
    ONLY_BY_ITS_BOOKING,
    ONLY_BY_ITS_CALENDAR_LINK,
    ONLY_BY_ITS_CONFIRMATION,
    ONLY_BY_ITS_FOCAL_LINK,
    ONLY_BY_ITS_INVITATION,
    ONLY_BY_ITS_OFFER,
    ONLY_BY_ITS_PASSWORD_LINK,
    ONLY_BY_ITS_PREVIEW_LINK,
    ONLY_BY_ITS_READERS_LINK,
    PREVIEWER,
    READER,
    STRANGER,
    SUBSCRIBER,
    TABLE,
    cells,
)
from tests.house.conftest import House

CELLS = cells()
LOOKS = (
    *sorted(ACCOUNTS),
    STRANGER,
    ATTENDEE,
    APPLICANT,
    GUEST,
    FOCAL_POINT,
    HOLDER,
    IN_LINE,
    READER,
    SUBSCRIBER,
    PREVIEWER,
)
BY_ONE_LINK = (
    ONLY_BY_ITS_BOOKING,
    ONLY_BY_ITS_CONFIRMATION,
    ONLY_BY_ITS_INVITATION,
    ONLY_BY_ITS_FOCAL_LINK,
    ONLY_BY_ITS_OFFER,
    ONLY_BY_ITS_PASSWORD_LINK,
    ONLY_BY_ITS_CALENDAR_LINK,
    ONLY_BY_ITS_READERS_LINK,
    ONLY_BY_ITS_PREVIEW_LINK,
)
SEEN_BY_ID = [cell for cell in CELLS if "_id>" in cell]
CONVERTER = re.compile(r"<[^:<>]+:")
BY_LINK = [cell for cell in CELLS if "<token>" in cell]


def outcome(answer: TestResponse) -> str:
    """let in · forbidden · asked to sign in · not found · broken"""
    if answer.status_code == 403:
        return "forbidden"
    if answer.status_code in (404, 405):
        return "not found"
    if answer.status_code >= 500:
        return "broken"
    is_sign_in = (answer.location or "").partition("?")[0] == "/sign-in"
    return "asked to sign in" if is_sign_in else "let in"


def expected(who: str, allowed: frozenset[str]) -> str:
    if who in allowed:
        return "let in"
    if allowed in BY_ONE_LINK:
        return "not found"
    return "forbidden" if who in ACCOUNTS else "asked to sign in"


# ----------------------------------------------------------------------- the table


def routes_of(app: Flask) -> set[str]:
    """“METHOD /path” of every route, in the default language."""
    return {
        f"{method} {re.sub(CONVERTER, '<', rule.rule.removeprefix('/zh') or '/')}"
        for rule in app.url_map.iter_rules()
        if not rule.build_only
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def test_every_route_has_a_row_and_every_row_a_route(house: House):
    routes = routes_of(house.app)
    assert sorted(routes - CELLS.keys()) == []
    assert sorted(CELLS.keys() - routes) == []


def test_the_rows_of_the_table_are_sorted():
    for lines in TABLE.values():
        paths = [line.split()[-1] for line in lines.split("\n") if line.strip()]
        assert paths == sorted(paths)


# ------------------------------------------------------------------------ the cells


@pytest.mark.parametrize("cell", CELLS)
def test_each_role_is_let_in_or_kept_out(house: House, cell: str):
    allowed = CELLS[cell]
    answers = {who: outcome(house.ask(who, cell)) for who in LOOKS}
    assert answers == {who: expected(who, allowed) for who in LOOKS}


@pytest.mark.parametrize("cell", SEEN_BY_ID)
def test_who_is_kept_out_cannot_tell_what_exists(house: House, cell: str):
    missing = {name: 999_999 for name in house.ids if name.endswith("_id")}
    for who in (STRANGER, DOOR, EDITOR):
        if who not in CELLS[cell]:
            real, unreal = house.ask(who, cell), house.ask(who, cell, **missing)
            assert without_address(real) == without_address(unreal)


@pytest.mark.parametrize("number", [0, 2**31 - 1, 2**31, 2**63, 10**40])
@pytest.mark.parametrize("cell", [cell for cell in SEEN_BY_ID if cell.startswith("GET")])
def test_a_number_that_is_nobodys_is_not_found(house: House, cell: str, number: int):
    named = {name: number for name in house.ids if name.endswith("_id")}
    assert outcome(house.ask(ADMINISTRATOR, cell, **named)) == "not found"


def without_address(answer: TestResponse) -> tuple[int, str]:
    location = re.sub(r"\d+", "", answer.location or "")
    return answer.status_code, re.sub(r"\d+", "", answer.text) + location


@pytest.mark.parametrize("cell", BY_LINK)
def test_a_wrong_a_revoked_and_a_foreign_link_look_the_same(house: House, cell: str):
    (holder,) = CELLS[cell]
    other = HOLDER if holder == ATTENDEE else ATTENDEE
    wrong, foreign = house.ask(STRANGER, cell), house.ask(other, cell)
    house.restore()
    end_all_links(house)
    revoked = house.ask(holder, cell)
    house.restored = False
    answers = {
        (answer.status_code, re.sub(r"[A-Za-z0-9_-]{43}", "", answer.text))
        for answer in (wrong, foreign, revoked)
    }
    assert {status for status, _text in answers} == {404}
    assert len(answers) == 1


def end_all_links(house: House) -> None:
    with house.app.app_context(), writing():
        for table in (
            "account",
            "address_confirmation",
            "booking",
            "focal_link",
            "invitation",
            "preview",
            "private_calendar",
            "reader",
        ):
            rows = db.metadata.tables[table]
            db.session.execute(rows.update().values(link_hash=cast(rows.c.id, String)))
        db.session.execute(db.metadata.tables["booking"].update().values(offer_hash=None))
    house.restored = True


def test_a_session_of_long_ago_is_nobodys(house: House):
    house.sessions["long ago"] = "a key that was renewed"
    assert outcome(house.ask("long ago", "GET /account/")) == "asked to sign in"


def test_the_table_names_nobody_who_is_not_tried():
    assert set().union(*TABLE) == set(LOOKS) == EVERYBODY
