"""Whatever anybody wrote into any record is text wherever it is read, and never markup or a command.

The demonstration is copied twice. After every text of the one comes what is hostile, after every text
of the other something harmless of the same shape. Every page, feed, file and mail of the two is read
as browsers and programs read it: the same elements, attributes, properties, keys, rows and headers.
"""

import csv
import io
import json
import re
import shutil
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from playwright.sync_api import Browser, Page
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from dev import ROOT
from forumapp import create_app
from forumapp.announcements.models.announcements import Announcement
from forumapp.calendars.models import PrivateCalendar
from forumapp.calendars.queries.private import secret_of
from forumapp.core.actor import COMMAND
from forumapp.core.clock import now_utc
from forumapp.core.db import db
from forumapp.core.tokens import capability_token
from forumapp.core.transaction import writing
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum
from forumapp.identity.models import Account
from forumapp.invitations.models import Invitation
from forumapp.mail.message import message_of
from forumapp.mail.models import OutgoingMail
from forumapp.mail.services import deliver_due
from forumapp.publishing.forums import cancel_forum
from forumapp.readers.models import Reader
from forumapp.readers.rules import LINK as READING
from forumapp.registrations.mails.tickets import LINK_PURPOSE
from forumapp.registrations.models.bookings import Booking
from forumapp.registrations.services.replying import read_mailbox
from forumapp.worker import JOBS
from tests.conftest import Client, Databases, settings_for_tests
from tests.ical.checks import unfolded
from tests.journeys.conftest import watch
from tests.journeys.hostile import (
    HARMLESS,
    HOSTILE,
    LONG,
    NOT_WORDS,
    columns_of_words,
    letters_of,
    spoil_everything,
)
from tests.served import MailPeer, Served
from tests.support import an_account

OF_EACH_KIND = 2
"""How many pages of each endpoint are compared."""
QUIET = timedelta(hours=1)
"""After which whoever has registered is told of a change."""
VISITED = 30
"""How many are opened in the browser."""
LEFT_OUT = re.compile("/static|/health|/desk/doctor/(own|private)")
"""Files of our own; what tells of the program; and what says whether a calendar's texts look like HTML."""
SKELETON = """(source) => {
    const bad = /^[\\u0000-\\u0020]*(javascript|vbscript|data)[\\u0000-\\u0020]*:/i;
    const found = [], links = [];
    const walk = (root) => {
        for (const each of root.querySelectorAll("*")) {
            found.push(each.tagName + "[" + each.getAttributeNames().sort().join(" ") + "]");
            for (const {name, value} of each.attributes) {
                const isLink = /(href|src|action|poster|data|srcset|ping|background)$/i.test(name);
                if (isLink && bad.test(value)) links.push(value.slice(0, 60));
            }
            if (each instanceof HTMLTemplateElement) walk(each.content);
        }
    };
    walk(new DOMParser().parseFromString(source, "text/html"));
    return [found.join("\\n"), links.join("\\n")];
}"""
"""Elements with their attributes' names, and links that would run something, as a browser reads them."""
OWN_PICTURES = "data:image/"
OWN_HOST = "127.0.0.1:8000"


# ------------------------------------------------------------------------ the two copies


@dataclass(frozen=True, slots=True)
class Twin:
    """One copy of the demonstration, and where it lies."""

    app: Flask
    folder: Path
    words: str

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder}/forumapp.sqlite"

    def stranger(self) -> Client:
        client: Client = self.app.test_client()
        return client

    def administrator(self) -> Client:
        with self.app.app_context():
            account = db.session.scalars(select(Account).where(Account.role == "administrator"))
            return self.stranger().sign_in(account.one())


@dataclass(frozen=True, slots=True)
class Twins:
    hostile: Twin
    harmless: Twin


def program_in(folder: Path) -> Flask:
    app = create_app(settings_for_tests(f"sqlite:///{folder}/forumapp.sqlite", folder))
    app.test_client_class = Client
    return app


def spoiled_copy(original: Path, folder: Path, words: str) -> Twin:
    shutil.copytree(original, folder)
    app = program_in(folder)
    with app.app_context():
        with writing() as session:
            spoil_everything(session, words)
        db.engine.dispose()
    return Twin(app, folder, words)


@pytest.fixture(scope="module")
def demonstration(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demonstration, with an administrator."""
    folder = tmp_path_factory.mktemp("demonstration") / "data"
    folder.mkdir()
    migrated = databases.make_migrated("sqlite").removeprefix("sqlite:///")
    shutil.copy(migrated, folder / "forumapp.sqlite")
    app = program_in(folder)
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["load-demonstration"])
        assert done.exit_code == 0, done.output
        with writing() as session:
            session.add(an_account("administrator"))
        db.engine.dispose()
    return folder


@pytest.fixture(scope="module")
def twins(demonstration: Path) -> Twins:
    made = (
        spoiled_copy(demonstration, demonstration.with_name(name), words)
        for name, words in (("hostile", HOSTILE), ("harmless", HARMLESS))
    )
    return Twins(*made)


@pytest.fixture(scope="module")
def parser(browser: Browser) -> Iterator[Page]:
    """A browser's own parser of HTML."""
    page = browser.new_page()
    yield page
    page.close()


# ---------------------------------------------------------------------------- the walk


class Walk:
    """Every page that links lead to, some of each kind, in the order in which they were found."""

    def __init__(self, app: Flask, client: Client, of_each_kind: int = OF_EACH_KIND) -> None:
        self.routes = app.url_map.bind("127.0.0.1")
        self.client = client
        self.of_each_kind = of_each_kind
        self.seen: Counter[str] = Counter()
        self.answers: dict[str, TestResponse] = {}

    def from_(self, starts: Iterable[str], within: str) -> "Walk":
        waiting = deque(starts)
        known = {*waiting}
        while waiting:
            at = waiting.popleft()
            if LEFT_OUT.match(at) or not self.is_wanted(at):
                continue
            answer = self.client.get(at, buffered=True, follow_redirects=True)
            self.answers[at] = answer
            for link in links_of(at, answer):
                if link not in known and link.startswith(within):
                    known.add(link)
                    waiting.append(link)
        return self

    def is_wanted(self, at: str) -> bool:
        try:
            endpoint, _names = self.routes.match(urlsplit(at).path, method="GET")
        except HTTPException:
            return False
        self.seen[endpoint] += 1
        return self.seen[endpoint] <= self.of_each_kind


def links_of(at: str, answer: TestResponse) -> list[str]:
    """The addresses of this site that a page leads to or loads."""
    if answer.mimetype != "text/html":
        return []
    parsed = BeautifulSoup(answer.text, "html.parser")
    found = parsed.select("a[href], link[href], iframe[src], img[src]")
    links = (urlsplit(urljoin(at, each.get("href") or each["src"])) for each in found)
    return [
        link.path + (f"?{link.query}" if link.query else "")
        for link in links
        if link.netloc in ("", OWN_HOST)
    ]


def starts_by_link(twin: Twin) -> list[str]:
    """Pages that a secret link opens."""
    with twin.app.app_context():
        bookings = db.session.scalars(select(Booking).order_by(Booking.id).limit(OF_EACH_KIND))
        tickets = [capability_token(LINK_PURPOSE, each.uid, each.link_version) for each in bookings]
        reader = db.session.scalars(select(Reader).order_by(Reader.id)).first()
        guest = db.session.scalars(select(Invitation).order_by(Invitation.id)).first()
        calendars = db.session.scalars(select(PrivateCalendar).order_by(PrivateCalendar.id))
        return [
            *(f"/registrations/{token}" for token in tickets),
            *(f"/registrations/{tickets[0]}/{page}" for page in ("ticket.pdf", "data.json")),
            f"/readers/{capability_token(READING, reader.uid, 1)}",
            f"/invitations/{capability_token('invitation', guest.uid, guest.link_version)}",
            *(f"/calendars/{secret_of(each)}.full.ics" for each in calendars),
        ]


# ---------------------------------------------------------------------- what is compared


def shape(answer: TestResponse, parser: Page) -> object:
    """What a program makes of an answer, without its words."""
    if answer.status_code >= 400 or not answer.data:
        return answer.status
    if answer.mimetype == "text/html":
        return shape_of_html(answer.text, parser)
    reads = (read for ending, read in READERS.items() if answer.mimetype.endswith(ending))
    read = next(reads, None)
    return answer.mimetype, read(answer.data) if read else None


def property_names(data: bytes) -> object:
    return [re.split("[;:]", line)[0] for line in unfolded(data)]


def elements_of_xml(data: bytes) -> object:
    return [(each.tag, sorted(each.attrib)) for each in ET.fromstring(data).iter()]


def cells_of_csv(data: bytes) -> object:
    return [len(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))]


def cells_of_sheets(data: bytes) -> object:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [(name, book.get_sheet_by_name(name).total_height) for name in book.sheet_names]


def pages_of_pdf(data: bytes) -> object:
    return len(pypdfium2.PdfDocument(data)) > 0


READERS = {
    "json": lambda data: shape_of_json(json.loads(data)),
    "xml": elements_of_xml,
    "/calendar": property_names,
    "/vcard": property_names,
    "/csv": cells_of_csv,
    "spreadsheetml.sheet": cells_of_sheets,
    "/pdf": pages_of_pdf,
}
"""How a program reads each kind of answer, by the end of its media type."""


def shape_of_html(source: str, parser: Page) -> object:
    """Elements and attributes; what runs; and the data for search engines."""
    elements, links = parser.evaluate(SKELETON, source)
    running = [each for each in links.splitlines() if not each.startswith(OWN_PICTURES)]
    told = BeautifulSoup(source, "html.parser").select('script[type="application/ld+json"]')
    return elements, running, [shape_of_json(json.loads(each.text)) for each in told]


def shape_of_json(value: Any) -> object:
    if isinstance(value, dict):
        return {name: shape_of_json(each) for name, each in sorted(value.items())}
    return [shape_of_json(each) for each in value] if isinstance(value, list) else type(value)


def differing(twins: Twins, who: str, walked: Walk, parser: Page) -> list[str]:
    """Addresses that are answered in another shape where the texts are hostile, with the first difference."""
    client = getattr(twins.hostile, who)()
    found = []
    for at, harmless in walked.answers.items():
        hostile = client.get(at, buffered=True, follow_redirects=True)
        one, other = shape(hostile, parser), shape(harmless, parser)
        if hostile.status_code >= 500 or one != other:
            found.append(f"{at}: {hostile.status} {first_difference(one, other)}")
        elif harmless.mimetype == "text/html" and one[1]:
            found.append(f"{at}: runs {one[1]}")
    return found


def first_difference(one: object, other: object) -> str:
    lines = [
        str(each[0]).splitlines() if isinstance(each, tuple) else [str(each)]
        for each in (one, other)
    ]
    pairs = zip(*lines, strict=False)
    return next((f"{a[:200]} ≠ {b[:200]}" for a, b in pairs if a != b), "in length")


# --------------------------------------------------------------------------- the tests


def test_every_column_of_letters_holds_words_or_says_why_not():
    named = {name for names in NOT_WORDS.values() for name in names.split()}
    known = {
        name
        for mapper in db.Model.registry.mappers
        for key, _kind in letters_of(mapper)
        for name in (key, f"{mapper.class_.__name__}.{key}")
    }
    assert sorted(named - known) == []
    assert {
        ("Forum", "title"),
        ("Registration", "name"),
        ("Answer", "value"),
        ("Quote", "wording"),
    } <= {(model.__name__, key) for model, key, _kind in columns_of_words()}


@pytest.mark.timeout(300)
def test_no_public_answer_takes_what_was_written_for_markup(twins: Twins, parser: Page):
    starts = ["/", "/zh/", "/sitemap.xml", "/opensearch.xml", "/search?q=harbour", "/readers/"]
    walked = Walk(twins.harmless.app, twins.harmless.stranger()).from_(
        [*starts, *starts_by_link(twins.harmless)], "/"
    )
    assert len(walked.answers) > 100
    assert {at: each.status for at, each in walked.answers.items() if each.status_code >= 400} == {}
    assert "\n".join(differing(twins, "stranger", walked, parser)) == ""


@pytest.mark.timeout(300)
def test_no_answer_of_the_desk_takes_what_was_written_for_markup(twins: Twins, parser: Page):
    walked = Walk(twins.harmless.app, twins.harmless.administrator()).from_(["/desk/"], "/desk/")
    assert len(walked.answers) > 100
    assert {at: each.status for at, each in walked.answers.items() if each.status_code >= 400} == {}
    assert "\n".join(differing(twins, "administrator", walked, parser)) == ""


def test_no_mail_takes_what_was_written_for_markup_or_for_a_header(twins: Twins, parser: Page):
    hostile, harmless = mails_of(twins.hostile, parser), mails_of(twins.harmless, parser)
    assert {kind for kind, _to in harmless} >= MAILED
    assert [key for key in harmless if hostile.get(key) != harmless[key]] == []


def test_no_html_mail_takes_a_part_from_a_plain_one_which_nobody_escaped():
    sources = [source.read_text() for source in (ROOT / "templates" / "mail").rglob("*.html")]
    assert [
        source for source in sources if re.search(r'(from|include|import) ".*\.txt"', source)
    ] == []


MAILED = {
    *(
        "announcement_released",
        "forum_changed",
        "registration_links",
        "reader_link",
        "invitation_called_off",
    ),
}


def mails_of(twin: Twin, parser: Page) -> dict[tuple[str, str], object]:
    """Every mail that follows once everything that is ahead is cancelled, and that people ask for."""
    now, client = now_utc(), twin.stranger()
    with twin.app.app_context():
        with writing() as session:
            session.execute(Announcement.__table__.update().values(told_at=None))
            for forum in session.scalars(select(Forum).where(Forum.ends_at > now)):
                if forum.state == "published" and forum.is_visible(now):
                    reason = Translated({"en": f"The quay {twin.words}", "zh": f"码头{twin.words}"})
                    cancel_forum(forum, reason=reason, by=COMMAND, now=now)
        booking, reader = (
            db.session.scalars(select(Booking)).first(),
            db.session.scalars(select(Reader)).first(),
        )
        client.post("/registrations/", data={"address": booking.address})
        client.post("/readers/", data={"address": reader.address, "wants": "all"})
        for job in (*JOBS, *JOBS):  # what one leaves, another one sends
            if job.run not in (deliver_due, read_mailbox):
                with writing():
                    job.run(now + QUIET)
        rows = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
        return {(row.kind, row.to_address): shape_of_mail(message_of(row), parser) for row in rows}


def shape_of_mail(message: EmailMessage, parser: Page) -> object:
    parts = []
    for part in message.walk():
        body = part.get_content() if not part.is_multipart() else ""
        if part.get_content_type() == "text/html":
            parts.append(shape_of_html(body, parser))
        elif part.get_content_type() == "text/calendar":
            parts.append([re.split("[;:]", line)[0] for line in unfolded(body.encode())])
        parts.append((part.get_content_type(), sorted(part.keys())))
    return parts


@contextmanager
def served_from(twin: Twin, smtp: MailPeer) -> Iterator[Served]:
    served = Served(twin.database, twin.folder, smtp)
    served.start_web()
    try:
        yield served
    finally:
        served.stop()
    assert served.tracebacks() == ""


def test_nothing_that_was_written_runs_in_a_browser(twins: Twins, browser: Browser, smtp: MailPeer):
    faults: list[str] = []
    client = twins.hostile.administrator()
    public = Walk(twins.hostile.app, client, 1).from_(["/"], "/")
    desk = Walk(twins.hostile.app, client, 1).from_(["/desk/"], "/desk/")
    pages = [at for walked in (public, desk) for at in sample_of(walked)]
    with served_from(twins.hostile, smtp) as served:
        context = browser.new_context(base_url=served.url)
        cookie = client.get_cookie("session")
        context.add_cookies([{"name": "session", "value": cookie.value, "url": served.url}])
        page = context.new_page()
        watch(page, faults)
        page.on("dialog", lambda dialog: (faults.append(f"{page.url}: a dialog"), dialog.dismiss()))
        for at in pages:
            page.goto(at)
        context.close()
    assert faults == []


def sample_of(walked: Walk) -> list[str]:
    """Pages spread evenly over those that were found."""
    pages = [at for at, answer in walked.answers.items() if answer.mimetype == "text/html"]
    step = max(1, len(pages) // (VISITED // 2))
    return pages[::step][: VISITED // 2]


def test_the_longest_words_are_shown_everywhere(demonstration: Path):
    twin = spoiled_copy(demonstration, demonstration.with_name("long"), LONG)
    walked = Walk(twin.app, twin.stranger(), 1).from_(["/", *starts_by_link(twin)], "/")
    assert len(walked.answers) > 50
    assert {at: each.status for at, each in walked.answers.items() if each.status_code >= 400} == {}
