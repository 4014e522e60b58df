"""Every calendar of the demonstration, and every text that could break one out of its lines."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from flask_migrate import upgrade
from playwright.sync_api import Browser
from sqlalchemy import select

from dev import ROOT
from forumapp import create_app
from forumapp.calendars.models import PrivateCalendar
from forumapp.calendars.queries.private import secret_of
from forumapp.calendars.rules.private import PRIVATE_KINDS
from forumapp.calendars.services.invite import cancel_for, request_for
from forumapp.cli.demonstration.load import load_demonstration
from forumapp.core.db import db
from forumapp.core.transaction import writing
from forumapp.core.translated import Translated
from forumapp.delegations.models import Delegation, ItineraryItem
from forumapp.forums.models import Appearance, Conference, Forum, ForumSession
from forumapp.institution.models import Institution
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.themes.models import Theme
from forumapp.venues.models import Room, Venue
from tests.calendars.write_golden import GOLDEN
from tests.conftest import Client, Databases, settings_for_tests
from tests.house.access import ADMINISTRATOR
from tests.house.conftest import House
from tests.house.test_nasty_input import controls_of, value_of
from tests.ical.checks import check_mail, check_public, events_of, unfolded
from tests.ical.checks import value_of as said
from tests.ical.readers import (
    PYTHON_READERS,
    Read,
    install_ical_js,
    read_all_with_ical_js,
    read_with_ics,
    read_with_libical,
)
from tests.support import NOW

RECORD = re.compile(
    "(?:/zh)?/(?:forums|conferences|delegations|themes|speakers|organizations)/[a-z0-9-]+"
)
ENDINGS = (".ics", ".full.ics")
OF_ALL = (
    *("", "?deadlines=1", "?cancelled=0", "?city=new-york"),
    "?theme=inclusive-and-sustainable-cities",
    "?from=2026-12-01&to=2027-03-31",
)
BLOCK = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)


# ------------------------------------------------------------ the demonstration


@pytest.fixture(scope="module")
def demonstration(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("demonstration")
    app = create_app(settings_for_tests(databases.make("sqlite"), folder))
    app.config["CLOCK"] = lambda: NOW
    app.test_client_class = Client
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        with writing():
            load_demonstration(now=NOW, tell=lambda _step: None)
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def calendars(demonstration: Client) -> dict[str, bytes]:
    """Every public calendar by its address."""
    return {at: got(demonstration, at) for at in sorted(addresses(demonstration))}


@pytest.fixture(scope="module")
def private_calendars(demonstration: Client) -> dict[str, bytes]:
    """Those of journeys, members, speakers and staff, with their alarms."""
    with demonstration.application.app_context():
        own = db.session.scalars(select(PrivateCalendar)).all()
        paths = [f"/calendars/{secret_of(each)}.ics" for each in own]
        assert {each.kind for each in own} == set(PRIVATE_KINDS)
    return {at: got(demonstration, at) for at in paths}


def addresses(client: Client) -> Iterator[str]:
    pages = public_pages(client)
    for page in pages:
        for ending in ENDINGS:
            yield page + ending
            if "/forums/" in page:
                yield f"{page}/sessions{ending}"
    for prefix in ("", "/zh"):
        for ending in ENDINGS:
            yield from (f"{prefix}/calendar{ending}{query}" for query in OF_ALL)


def public_pages(client: Client) -> list[str]:
    """The pages of records, from the sitemap."""
    sitemap = client.get("/sitemap.xml").text
    paths = [re.sub("^https?://[^/]+", "", at) for at in re.findall("<loc>([^<]+)", sitemap)]
    pages = [path for path in paths if RECORD.fullmatch(path)]
    assert len(pages) > 100
    return pages


def got(client: Client, at: str) -> bytes:
    answer = client.get(at)
    assert (at, answer.status_code) == (at, 200)
    return answer.data


def test_no_calendar_has_a_fault_that_readers_overlook(calendars, private_calendars):
    for at, calendar in {**calendars, **private_calendars}.items():
        try:
            check_public(calendar)
        except AssertionError as fault:
            fault.add_note(at)
            raise


def test_other_peoples_readers_take_every_calendar_and_agree(
    calendars, private_calendars, browser: Browser
):
    page = browser.new_page()
    install_ical_js(page)
    golden = {file.name: file.read_bytes() for file in GOLDEN.glob("*.ics")}
    files = {**calendars, **private_calendars, **golden}
    in_browser = dict(zip(files, read_all_with_ical_js(page, list(files.values())), strict=True))
    page.close()
    for at, calendar in files.items():
        expected = sorted(read_with_libical(calendar))
        assert len(expected) == len(events_of(calendar))
        assert (at, sorted(in_browser[at])) == (at, expected)
        # ics.py needs a second for ten entries: it reads the golden files and the calendars of all.
        is_short = at in golden or at.endswith(tuple(f"/calendar{each}" for each in ENDINGS))
        slow = () if is_short else (read_with_ics,)
        for reader in (each for each in PYTHON_READERS if each not in slow):
            assert (at, reader.__name__, sorted(reader(calendar))) == (
                at,
                reader.__name__,
                expected,
            )


def test_readers_see_the_titles_and_times_of_the_pages(demonstration, calendars):
    """What they agree on is what stands in the database."""
    with demonstration.application.app_context():
        forum = db.session.scalars(
            select(Forum).where(Forum.state == "published", ~Forum.sessions.any())
        ).first()
        title, span = forum.title.text("en").replace("|", ""), (forum.starts_at, forum.ends_at)
        uid, slug = str(forum.uid), forum.slug
    (read,) = read_with_libical(calendars[f"/forums/{slug}.ics"])
    assert read == Read(uid, *span, title, read.status)


def test_a_calendar_has_the_same_entries_in_each_language_and_profile(calendars):
    of_place = defaultdict(set)
    for at, calendar in calendars.items():
        place = at.removeprefix("/zh").replace(".full.ics", ".ics")
        of_place[place].add(tuple(sorted(said(each, "UID") for each in events_of(calendar))))
    assert {place: len(uids) for place, uids in of_place.items() if len(uids) > 1} == {}


def test_an_entry_is_the_same_bytes_in_every_calendar(calendars):
    blocks = defaultdict(set)
    for at, calendar in calendars.items():
        for block in BLOCK.findall(calendar):
            uid = re.search(rb"\r\nUID:([^\r]+)", block)[1]
            blocks[uid, at.startswith("/zh"), ".full" in at].add(block)
    assert {key: len(found) for key, found in blocks.items() if len(found) > 1} == {}
    assert len({uid for uid, _zh, _full in blocks}) > 40


def test_every_link_of_an_entry_leads_somewhere(demonstration, calendars):
    """Pages, linked data and vCards that the full profile names."""
    base = demonstration.application.config["PUBLIC_URL"]
    named = set()
    for at in ("/calendar.full.ics", "/zh/calendar.full.ics"):
        for line in unfolded(calendars[at]):
            if re.match("(URL|LINK|STRUCTURED-DATA|CONCEPT|SOURCE|IMAGE)[;:]", line):
                named.add(line[line.index(base) :].removeprefix(base))
    kinds = {at.rpartition(".")[2] for at in named if "." in at}
    assert {"ics", "jsonld", "vcf"} <= kinds
    assert {at: code for at in named if (code := demonstration.get(at).status_code) != 200} == {}


def test_every_card_is_whole_and_names_nobodys_mail_address(demonstration):
    pages = [
        at for at in public_pages(demonstration) if re.search("/(speakers|organizations)/", at)
    ]
    for page in pages:
        card = got(demonstration, f"{page}.vcf")
        check_card(card)
        assert b"@" not in card


def check_card(card: bytes) -> None:
    assert card.startswith(b"BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:")
    assert card.endswith(b"\r\nEND:VCARD\r\n")
    assert card.count(b"BEGIN:VCARD") == card.count(b"END:VCARD") == 1
    for line in card.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", line.decode())
    names = {re.split("[;:]", line)[0] for line in unfolded(card)}
    assert {"UID", "FN", "URL"} <= names
    assert names <= CARD_NAMES


CARD_NAMES = {
    *("BEGIN", "VERSION", "KIND", "UID", "FN", "TITLE", "ORG", "ADR", "LANG", "URL", "PHOTO"),
    *("LOGO", "NOTE", "END"),
}


# -------------------------------------------------------------------- injection

BREAKING_OUT = "\r\nATTENDEE:mailto:eve@example.org\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:eve\r\n"
NASTY = {
    "CRLF": f"a{BREAKING_OUT}b",
    "LF": f"a{BREAKING_OUT}b".replace("\r", ""),
    "CR": f"a{BREAKING_OUT}b".replace("\n", ""),
    "folded": "a\r\n \r\n\tATTENDEE:mailto:eve@example.org",
    "other line ends": "a\u2028ATTENDEE:x\u2029b\u0085ATTENDEE:y\x0bz\x0cATTENDEE:w",
    "controls": "a\x00\x01\x08\x1b\x7f\x9f\ufeffb",
    "parameters": "\";ROLE=CHAIR:mailto:eve@example.org,^n^'^^;:\\n\\,\\;\\",
    "script": "javascript:alert(1) </script><script>alert(1)</script> <!-- &lt; ]]> -->",
    "one long word": "w" * 3_000,
    "wide characters": "".join("x" * length + "👩‍👩‍👧‍👦长" for length in range(78)),
    "Markdown": "[a](javascript:alert(1)) ![b](https://x.example/y) <b>c</b> `d` | e",
}
MODELS = (
    *(Forum, ForumSession, Appearance, Conference, Delegation, ItineraryItem, Venue, Room),
    *(Person, Organization, Theme, Institution),
)
NOT_TEXT = {
    *("slug", "kind", "state", "zone", "country", "attendance_mode", "registration_mode", "role"),
    *("starts_zone", "ends_zone", "city_key", "accent", "email", "contact_email"),
}
"""Columns that hold a word of a list or something that is checked as a whole."""
ADDRESSED = ("online_url", "website")


def property_names(calendar: bytes) -> set[str]:
    return {re.split("[;:]", line)[0] for line in unfolded(calendar)}


OWN_CALENDARS = ("conferences", "delegations", "forums", "organizations", "speakers", "themes")


def seen(client: Client, slugs: dict[str, str]) -> dict[str, bytes]:
    """Every calendar that names the records of the house."""
    pages = [f"/{place}/{slugs[place]}" for place in OWN_CALENDARS]
    places = [*pages, f"/forums/{slugs['forums']}/sessions", "/calendar"]
    return {
        prefix + place + ending: got(client, prefix + place + ending)
        for prefix in ("", "/zh")
        for place in places
        for ending in ENDINGS
    }


def expect_unbroken(client: Client, slugs: dict[str, str], before: dict[str, bytes]) -> None:
    """The same entries as before, with no property that no entry has; pages and cards whole."""
    known = set().union(*map(property_names, before.values())) | EMPTY_BEFORE
    for at, calendar in seen(client, slugs).items():
        check_public(calendar)
        assert uids_of(calendar) == uids_of(before[at]), at
        assert property_names(calendar) - known == set(), at
        read_with_libical(calendar)
    for place in ("speakers", "organizations"):
        check_card(got(client, f"/{place}/{slugs[place]}.vcf"))
    for place in ("forums", "conferences", "delegations"):
        page = client.get(f"/{place}/{slugs[place]}").text
        said = re.findall('<script type="application/ld\\+json">(.*?)</script>', page, re.DOTALL)
        assert [json.loads(data)["@context"] for data in said] == ["https://schema.org"] * 2
        assert not re.search("[<>&\u2028\u2029]", "".join(said))


EMPTY_BEFORE = {"X-ALT-DESC", "STYLED-DESCRIPTION", "X-WR-CALDESC", "CONFERENCE", "LOCATION"}
"""Properties of texts that the house has not written before."""


def uids_of(calendar: bytes) -> list[str]:
    return sorted(said(event, "UID") for event in events_of(calendar))


@pytest.fixture
def fresh_house(house: House) -> Iterator[House]:
    house.restore()
    house.restored = False
    with house.app.app_context():
        yield house


@pytest.mark.parametrize("kind", NASTY)
def test_no_text_in_a_record_breaks_out_of_an_entry(fresh_house: House, kind: str):
    client = fresh_house.browser("stranger")
    before = seen(client, fresh_house.slugs)
    with writing():
        for model in MODELS:
            for row in db.session.scalars(select(model)):
                spoil(row, NASTY[kind])
    expect_unbroken(client, fresh_house.slugs, before)
    forum = db.session.get_one(Forum, fresh_house.ids["forum_id"])
    for make in (request_for, cancel_for):
        mailed = make(forum, name=NASTY[kind], address="guest@example.org", language="en", now=NOW)
        check_mail(mailed)
        assert "eve@example.org" not in mailto_of(mailed)


def mailto_of(calendar: bytes) -> set[str]:
    """The addresses that a calendar program would write to."""
    return {line.rpartition("mailto:")[2] for line in unfolded(calendar) if PERSON.match(line)}


PERSON = re.compile("(ORGANIZER|ATTENDEE)[;:]")


def spoil(row: Any, text: str) -> None:
    """The text in every column that holds words, whatever a form would say."""
    for column in row.__table__.columns:
        value = getattr(row, column.key)
        if isinstance(value, Translated):
            setattr(row, column.key, Translated({"en": text, "zh": text}))
        elif column.key in ADDRESSED:
            setattr(row, column.key, f"https://x.example/{text}")
        elif isinstance(value, str) and column.key not in NOT_TEXT and "hash" not in column.key:
            setattr(row, column.key, text)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//x.example", "x"])
def test_what_is_no_web_address_is_no_link_of_an_entry(fresh_house: House, address: str):
    with writing():
        forum = db.session.get_one(Forum, fresh_house.ids["forum_id"])
        forum.online_url, forum.online_url_is_public = address, True
    calendar = got(fresh_house.browser("stranger"), f"/forums/{fresh_house.slugs['forums']}.ics")
    assert "CONFERENCE" not in property_names(calendar)
    check_public(calendar)


EDITED = (
    "/desk/forums/<forum_id>/edit",
    "/desk/conferences/<conference_id>/edit",
    "/desk/delegations/<delegation_id>/edit",
    "/desk/organizations/<organization_id>/edit",
    "/desk/people/<person_id>/edit",
    "/desk/themes/<theme_id>/edit",
    "/desk/venues/<venue_id>/edit",
    "/desk/institution/edit",
)


@pytest.mark.parametrize("kind", ["CRLF", "other line ends", "parameters", "script", "Markdown"])
def test_what_is_typed_into_the_desks_forms_breaks_out_of_no_entry(fresh_house: House, kind: str):
    client = fresh_house.browser("stranger")
    before = seen(client, fresh_house.slugs)
    desk = fresh_house.browser(ADMINISTRATOR)
    taken = 0
    for form in EDITED:
        at = fresh_house.address(form, ADMINISTRATOR, {})
        answer = desk.post(at, data=typed(desk.get(at).text, NASTY[kind]))
        assert answer.status_code in (303, 422), form
        taken += answer.status_code == 303
    assert taken >= len(EDITED) - 1
    expect_unbroken(client, fresh_house.slugs, before)


def typed(page: str, text: str) -> dict[str, Any]:
    """The form as it stands, with the text in each of its texts by language."""
    data: dict[str, Any] = {}
    for control in controls_of(page):
        name, value = str(control["name"]), value_of(control)
        is_text = re.search("-(en|zh)$", name) and control.name in ("input", "textarea")
        if value is not None or is_text:
            data.setdefault(name, text if is_text else value)
    return data
