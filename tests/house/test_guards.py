"""Every route and method is tried as every role and as a stranger, against the declared table.

The answers are real ones, on real rows; after each request that may write, the rows are put back.
"""

import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from dev import ROOT
from forumapp import create_app
from forumapp.core.actor import COMMAND
from forumapp.core.clock import now_utc
from forumapp.core.db import db
from forumapp.core.tokens import capability_hash, capability_token
from forumapp.core.transaction import writing
from forumapp.delegations.models import DelegationForum
from forumapp.files.services import store_picture
from forumapp.identity.services import invite_account
from forumapp.institution.services import ensure_institution
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.mails import LINK_PURPOSE
from forumapp.venues.models import Room
from tests import records
from tests.conftest import Client, settings_for_tests
from tests.house.access import (
    ACCOUNTS,
    ATTENDEE,
    DOOR,
    EDITOR,
    EVERYBODY,
    HOLDER,
    ONLY_BY_ITS_BOOKING,
    ONLY_BY_ITS_PASSWORD_LINK,
    STRANGER,
    TABLE,
    cells,
)
from tests.support import an_account

CELLS = cells()
NOBODYS_TOKEN = "n" * 43
LOOKS = (*sorted(ACCOUNTS), STRANGER, ATTENDEE, HOLDER)
SEEN_BY_ID = [cell for cell in CELLS if "_id>" in cell]
CONVERTER = re.compile(r"<[^:<>]+:")
BY_LINK = [cell for cell in CELLS if "<token>" in cell]


@dataclass
class House:
    """The program with a row of each kind, and a session for each role."""

    app: Flask
    file: Path
    kept: Path
    sessions: dict[str, str]
    tokens: dict[str, str]
    ids: dict[str, object]
    at_conferences: dict[str, object]
    slugs: dict[str, str]
    restored: bool = True

    def ask(self, who: str, cell: str, **other: object) -> TestResponse:
        """What this one gets there; forms are sent empty, with their token."""
        method, path = cell.split()
        self.restore()
        answer = self.browser(who).open(
            self.address(path, who, other), method=method, buffered=True
        )
        self.restored = method == "GET" or answer.status_code >= 400
        return answer

    def browser(self, who: str) -> Client:
        client: Client = self.app.test_client()
        if who in self.sessions:
            with client.session_transaction() as session:
                session.update(_user_id=self.sessions[who], _fresh=True)
        return client

    def address(self, path: str, who: str, other: dict[str, object]) -> str:
        place = path.split("/")[1]
        named = {
            **self.ids,
            **(self.at_conferences if "/conferences/" in path else {}),
            "slug": self.slugs.get(place, ""),
            "token": self.tokens.get(who, NOBODYS_TOKEN),
            **other,
        }
        return re.sub(r"<(\w+)>", lambda found: str(named[found[1]]), path)

    def restore(self) -> None:
        if self.restored:
            return
        with self.app.app_context():
            db.engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{self.file}{ending}").unlink(missing_ok=True)
        shutil.copy(self.kept, self.file)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    file = folder / "house.sqlite"
    app = create_app(settings_for_tests(f"sqlite:///{file}", folder))
    app.test_client_class = Client
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        with writing():
            made = furnish()
        db.engine.dispose()
    kept = folder / "kept.sqlite"
    shutil.copy(file, kept)
    yield House(app, file, kept, *made)
    with app.app_context():
        db.engine.dispose()


def furnish() -> tuple[dict, dict, dict, dict, dict]:
    """One row of each kind; sessions, tokens, ids (other ones at conferences) and slugs by name."""
    now = now_utc()
    ensure_institution(by=COMMAND, now=now)
    organization, person, theme = (
        records.an_organization(),
        records.a_person(),
        records.a_theme(),
    )
    venue = records.a_venue()
    room = Room(name=records.both("Hall", "大厅"))
    venue.rooms.append(room)
    conference = records.a_conference(themes=[theme])
    forum = records.a_forum(conference=conference, themes=[theme], venue=venue)
    line = records.an_organizer_line(forum, organization=organization)
    conference_line = records.an_organizer_line(conference, organization=organization)
    appearance = records.an_appearance(forum, person)
    meeting = records.a_session(forum)
    delegation = records.a_delegation()
    delegation.forums.append(DelegationForum(forum=forum))
    member = records.a_member(delegation, person)
    item = records.an_itinerary_item(delegation)
    announcement = records.an_announcement(forum=forum)
    registration = records.a_registration(forum)
    booking = registration.booking
    accounts = {role: an_account(role) for role in ACCOUNTS}
    db.session.add_all(
        (
            *(organization, person, theme, venue, conference, forum, line, appearance, meeting),
            *(conference_line, delegation, member, item, announcement, registration),
            *accounts.values(),
        )
    )
    db.session.flush()
    booking.link_hash = capability_hash(LINK_PURPOSE, booking.uid, booking.link_version)
    invited = invite_account("new@example.org", role="editor", language="en", by=COMMAND, now=now)
    picture = store_picture(a_picture(), records.both("Harbour", "港湾"), now=now)
    db.session.flush()
    mail_id = db.session.scalars(select(OutgoingMail.id)).one()
    sessions = {role: account.fs_uniquifier for role, account in accounts.items()}
    tokens = {
        ATTENDEE: capability_token(LINK_PURPOSE, booking.uid, booking.link_version),
        HOLDER: capability_token("choose-password", invited.uid, invited.link_version),
    }
    ids = {
        "account_id": invited.id,
        "announcement_id": announcement.id,
        "conference_id": conference.id,
        "delegation_id": delegation.id,
        "colour": "9f2b22",
        "forum_id": forum.id,
        "hash": picture.hash,
        "item_id": item.id,
        "language": "zh",
        "line_id": line.id,
        "mail_id": mail_id,
        "member_id": member.id,
        "organization_id": organization.id,
        "person_id": person.id,
        "purpose": "photographs",
        "registration_id": registration.id,
        "room_id": room.id,
        "size": "small",
        "theme_id": theme.id,
        "venue_id": venue.id,
    }
    slugs = {
        "announcements": announcement.slug,
        "conferences": conference.slug,
        "delegations": delegation.slug,
        "forums": forum.slug,
        "organizations": organization.slug,
        "speakers": person.slug,
        "themes": theme.slug,
    }
    return sessions, tokens, ids, {"line_id": conference_line.id}, slugs


def a_picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return file.getvalue()


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
    if allowed in (ONLY_BY_ITS_BOOKING, ONLY_BY_ITS_PASSWORD_LINK):
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


def without_address(answer: TestResponse) -> tuple[int, str]:
    location = re.sub(r"\d+", "", answer.location or "")
    return answer.status_code, re.sub(r"\d+", "", answer.text) + location


@pytest.mark.parametrize("cell", BY_LINK)
def test_a_wrong_a_revoked_and_a_foreign_link_look_the_same(house: House, cell: str):
    other = HOLDER if CELLS[cell] == ONLY_BY_ITS_BOOKING else ATTENDEE
    holder = ATTENDEE if other == HOLDER else HOLDER
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
        for table in ("account", "booking"):
            rows = db.metadata.tables[table]
            db.session.execute(rows.update().values(link_hash="0" * 64))
    house.restored = True


def test_a_session_of_long_ago_is_nobodys(house: House):
    house.sessions["long ago"] = "a key that was renewed"
    assert outcome(house.ask("long ago", "GET /account/")) == "asked to sign in"


def test_the_table_names_nobody_who_is_not_tried():
    assert set().union(*TABLE) == set(LOOKS) == EVERYBODY
