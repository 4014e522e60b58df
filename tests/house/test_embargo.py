"""What waits for its release is nowhere before its moment, everywhere after it, and gone when withdrawn.

The surfaces are the application's own routes (`embargo.py` says what each is asked), each asked in
every language and with every cache warm from before. No worker runs unless a test says so. On
PostgreSQL the default language stands for the others: their queries are the same.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from forumapp.core.db import db
from forumapp.core.transaction import writing
from forumapp.core.visibility import WITHDRAWN
from forumapp.mail.message import message_of
from forumapp.mail.models import OutgoingMail
from forumapp.web.guards import EVERYBODY, LINK, access_of
from forumapp.worker import JOBS
from tests.conftest import Client, Clock
from tests.house.embargo import (
    AFTER,
    BEFORE,
    KEEPS,
    NOT_ASKED,
    RELEASE,
    TELLS,
    WORDS,
    Waiting,
    a_waiting_season,
)

CONVERTER = re.compile(r"<[^:<>]+:")
MAX_AGE = re.compile(r"max-age=(\d+)")
WITHOUT_LANGUAGE = re.compile(
    "/(media|documents|calendars|oembed|health|accent|sitemap|robots|sign-in|account|old)"
)
NOT_COMPARED = {"Date", "ETag", "Last-Modified", "X-Request-ID"}
"""Headers that differ from one address to another."""
UNHEARD = {"lanternfall": "zyxwvutsrqp", "灯落": "龘靐"}
"""Words of the same length that nobody ever wrote."""
SECRETS = re.compile("|".join(WORDS), re.IGNORECASE)


# ---------------------------------------------------------------------- the list of surfaces


def routes_open_to_readers(app: Flask) -> set[str]:
    """Every route that answers everybody, or whoever has its link, in the default language."""
    languages = "|".join(app.config["LANGUAGES"][1:])
    return {
        re.sub(CONVERTER, "<", re.sub(rf"^/({languages})(?=/|$)", "", rule.rule) or "/")
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.build_only
        and access_of(app, rule.endpoint) in (EVERYBODY, LINK)
    }


def test_every_route_that_answers_readers_is_asked_or_named_with_a_reason(application: Flask):
    routes = routes_open_to_readers(application)
    rows = {*TELLS, *KEEPS, *NOT_ASKED}
    assert sorted(routes - rows) == []
    assert sorted(rows - routes) == ["an address of the former site"]
    assert sorted(NOT_ASKED.keys() & {*TELLS, *KEEPS}) == []


# -------------------------------------------------------------------------------- asking


class Surfaces:
    """All addresses, asked one after the other by a stranger."""

    def __init__(self, client: Client, names: dict[str, str], languages: tuple[str, ...]) -> None:
        self.client = client
        self.names = names
        self.languages = languages
        self.tells = list(self.addresses(TELLS))
        self.keeps = list(self.addresses(KEEPS))

    def addresses(self, rows: dict[str, tuple[str, ...]]) -> Iterator[str]:
        for row in rows.values():
            for at in (spelled.format(**self.names) for spelled in row):
                yield at
                if not WITHOUT_LANGUAGE.match(at):
                    yield from (f"/{language}{at}" for language in self.languages)

    def ask(self, at: str, etag: str | None = None) -> TestResponse:
        headers = {"If-None-Match": etag} if etag else {}
        return self.client.get(at, headers=headers, buffered=True)

    def ask_all(self) -> dict[str, TestResponse]:
        return {at: self.ask(at) for at in (*self.tells, *self.keeps)}


def said(answer: TestResponse) -> str:
    """All that an answer tells, body and headers."""
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    return f"{head}\n\n{unfolded(answer)}"


def unfolded(answer: TestResponse) -> str:
    """The body as text; in a calendar a word may stand on two lines."""
    text = answer.data.decode(errors="replace")
    return text.replace("\r\n ", "") if "calendar" in (answer.content_type or "") else text


def tells_of_it(surfaces: Surfaces, at: str, answer: TestResponse) -> bool:
    """Whether an address answers with what waited: an address that spells it, otherwise than for nothing."""
    if answer.status_code == 301:
        return "lanternfall" in answer.headers["Location"]
    if answer.status_code != 200:
        return False
    if spelling_another(at) != at:
        return not is_as_if_there_were_nothing(surfaces, at, answer)
    is_file = (answer.content_type or "").startswith(("image/", "application/pdf"))
    return is_file or bool(SECRETS.search(unfolded(answer)))


@pytest.fixture
def waiting(session) -> Waiting:
    return a_waiting_season(session)


@pytest.fixture
def surfaces(client: Client, waiting: Waiting) -> Surfaces:
    is_quick = db.engine.dialect.name == "sqlite"
    return Surfaces(client, waiting.names, ("zh",) if is_quick else ())


# ------------------------------------------------------------------------------ the tests


def test_what_waits_is_nowhere_before_its_moment_and_everywhere_after_it(
    surfaces: Surfaces, clock: Clock
):
    clock.now = BEFORE
    before = surfaces.ask_all()
    assert told_early(surfaces, before) == []
    assert {before[at].status for at in surfaces.keeps} <= {"200 OK", "404 NOT FOUND"}
    clock.now = AFTER
    after = surfaces.ask_all()
    assert [at for at in surfaces.tells if not tells_of_it(surfaces, at, after[at])] == []
    assert {after[at].status for at in surfaces.keeps} == {"200 OK"}
    changed = [at for at in before if unfolded(before[at]) != unfolded(after[at])]
    assert {at for at in surfaces.tells if before[at].status_code == 200} <= {*changed}
    assert kept_too_long(before, changed) == {}
    etags = {at: before[at].headers.get("ETag") for at in changed}
    assert said_to_be_unchanged(surfaces, etags) == []


def told_early(surfaces: Surfaces, answers: dict[str, TestResponse]) -> list[str]:
    """Addresses that tell of what waits: by its words, or by another answer than nothing would get."""
    return [
        at
        for at, answer in answers.items()
        if (SECRETS.search(said(answer)) and not is_as_if_there_were_nothing(surfaces, at, answer))
        or any(value in said(answer) for value in hidden(surfaces) if value not in at)
    ]


def hidden(surfaces: Surfaces) -> list[str]:
    return [surfaces.names[name] for name in ("document", "portrait", "logo", "picture", "gallery")]


def is_as_if_there_were_nothing(surfaces: Surfaces, at: str, answer: TestResponse) -> bool:
    """Whether an address that spells a word of what waits is answered as one that spells another word."""
    unheard = spelling_another(at)
    return unheard != at and outcome(answer) == outcome(surfaces.ask(unheard))


def spelling_another(text: str) -> str:
    """The text with words that nobody ever wrote in the place of those of what waits."""
    for word, other in UNHEARD.items():
        text = text.replace(word, other).replace(quote(word), quote(other))
    return text


def outcome(answer: TestResponse) -> tuple[str, str, str]:
    headers = [each for each in answer.headers if each[0] not in NOT_COMPARED]
    return answer.status, spelling_another(str(headers)), spelling_another(unfolded(answer))


def kept_too_long(before: dict[str, TestResponse], changed: list[str]) -> dict[str, str]:
    """Answers that changed at the release and that a cache may show beyond it."""
    allowed = int((RELEASE - BEFORE).total_seconds())
    told = {at: before[at].headers.get("Cache-Control", "") for at in changed}
    return {
        at: header
        for at, header in told.items()
        if not ({"no-cache", "no-store"} & {*header.split(", ")})
        and not any(int(seconds) <= allowed for seconds in MAX_AGE.findall(header))
    }


def said_to_be_unchanged(surfaces: Surfaces, etags: dict[str, str | None]) -> list[str]:
    """Addresses that tell a cache that what it had before is still right."""
    return [at for at, etag in etags.items() if etag and surfaces.ask(at, etag).status_code == 304]


def test_a_picture_and_a_document_wait_with_their_announcement(surfaces: Surfaces, clock: Clock):
    clock.now = BEFORE
    files = [at for at in surfaces.tells if at.startswith(("/media/", "/documents/"))]
    assert {surfaces.ask(at).status_code for at in files} <= {404, 410}
    assert surfaces.ask(f"/documents/{uuid4()}").status_code == 404
    clock.now = AFTER
    assert {surfaces.ask(at).status_code for at in files} == {200}


def test_what_is_withdrawn_is_gone_everywhere_at_once(
    surfaces: Surfaces, waiting: Waiting, clock: Clock
):
    clock.now = AFTER
    etags = {at: surfaces.ask(at).headers.get("ETag") for at in surfaces.tells}
    with writing():
        for record in (
            *(waiting.forum, waiting.evening, waiting.conference, waiting.delegation),
            *waiting.announcements,
        ):
            record.state = WITHDRAWN
    withdrawn = surfaces.ask_all()
    assert [at for at in surfaces.tells if tells_of_it(surfaces, at, withdrawn[at])] == []
    own = [at for at in surfaces.tells if re.match(r"/(zh/)?\w+/lanternfall-", at)]
    assert {withdrawn[at].status_code for at in own} <= {404, 410}
    for place in ("forums", "announcements", "conferences", "delegations"):
        pages = [at for at in own if re.search(rf"/{place}/lanternfall-[a-z]+$", at)]
        assert {withdrawn[at].status_code for at in pages} == {410}
    assert said_to_be_unchanged(surfaces, etags) == []


def test_readers_are_told_by_mail_after_the_release_and_not_before(session, waiting: Waiting):
    work(BEFORE)
    assert [text for text in mails(session) if SECRETS.search(text)] == []
    work(AFTER)
    told = [text for text in mails(session) if SECRETS.search(text)]
    assert sum("Lanternfall notice of harbours" in text for text in told) == 1
    assert sum("灯落港湾消息" in text for text in told) == 2


def work(now) -> None:
    """Every job of the worker once, at this moment."""
    for job in JOBS:
        with writing():
            job.run(now)


def mails(session) -> list[str]:
    """Subject and text of each mail that stands ready."""
    found = map(message_of, session.scalars(select(OutgoingMail)))
    return [f"{mail['Subject']}\n{mail.get_body(('plain',)).get_content()}" for mail in found]
