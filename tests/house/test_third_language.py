"""The program with a language more: French, which has a catalogue, for records that have none of it."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from forumapp import create_app
from forumapp.announcements.services.drafting import draft_notice
from forumapp.core.actor import COMMAND
from forumapp.core.db import db
from forumapp.core.transaction import writing
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum
from forumapp.institution.models import ConsentText
from forumapp.mail.message import message_of
from forumapp.mail.models import OutgoingMail
from forumapp.search.services import index_record
from forumapp.themes.models import Theme
from tests.conftest import Client, Databases, settings_for_tests
from tests.site.season import ADDRESSES, SECRETS, a_season
from tests.support import NOW, an_account

PAGES = [f"/fr{at}" for at in ADDRESSES if ".atom" not in at]


@pytest.fixture(scope="module")
def app(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """English, Chinese and French, over the season."""
    folder = tmp_path_factory.mktemp("third")
    settings = settings_for_tests(
        databases.make_migrated("sqlite"), folder, languages=("en", "zh", "fr")
    )
    app = create_app({**settings, "CLOCK": lambda: NOW})
    app.test_client_class = Client
    with app.app_context():
        with writing() as session:
            forum = a_season(session)
            theme = forum.themes[0]
            theme.title = Translated(
                {"en": "Open cities", "zh": "开放的城市", "fr": "Cités ouvertes"}
            )
            index_record(theme, theme.title)
            for consent in session.scalars(select(ConsentText)):
                consent.since = NOW
        yield app
        db.session.remove()


@pytest.fixture
def client(app: Flask) -> Client:
    return app.test_client()


@pytest.fixture
def organizer(app: Flask) -> Client:
    with writing() as session:
        account = an_account("organizer")
        session.add(account)
        session.flush()
        return app.test_client().sign_in(account)


@pytest.mark.parametrize("address", PAGES)
def test_every_public_page_is_a_french_one(address, client):
    answer = client.get(address)
    assert answer.status_code == 200
    assert re.search(r'<html[^>]* lang="fr"', answer.text)
    assert not [secret for secret in SECRETS if secret in answer.text]
    astray = re.findall(r'<(?:a|form)[^>]* (?:href|action)="(/forums/[^"]*)"[^>]*>', answer.text)
    assert [link for link in astray if "hreflang" not in link] == [
        address.removeprefix("/fr") for _ in astray
    ]


def test_a_page_names_itself_in_all_the_languages(client):
    head = client.get("/fr/forums/open-harbours").text.partition("</head>")[0]
    known = re.findall(r'rel="alternate" hreflang="([^"]+)" href="[^"]*?:\d+([^"]*)"', head)
    assert known == [
        ("en", "/forums/open-harbours"),
        ("zh-Hans", "/zh/forums/open-harbours"),
        ("fr", "/fr/forums/open-harbours"),
        ("x-default", "/forums/open-harbours"),
    ]
    switch = client.get("/forums/open-harbours").text
    assert '<li lang="fr"><a href="/fr/forums/open-harbours" hreflang="fr">' in switch


def test_dates_places_and_names_of_languages_are_written_as_in_french(client):
    page = client.get("/fr/forums/open-harbours").text
    assert "décembre 2026" in page
    assert "heure locale à New York" in page
    assert "anglais, chinois" in page
    assert "États-Unis" in page


def test_a_record_without_french_stands_in_english_and_says_so(client):
    page = client.get("/fr/announcements/harbours-open").text
    assert "Uniquement en anglais" in page
    assert "Cités ouvertes" in client.get("/fr/themes/open-cities").text
    assert "Uniquement en" not in client.get("/announcements/harbours-open").text


def test_calendars_speak_french(client):
    feed = client.get("/fr/calendar.ics").text.replace("\r\n ", "")
    assert "tenus à jour" in feed
    assert "SUMMARY:Forum on open harbours" in feed


def test_search_finds_french_words_without_their_accents(client):
    assert "/fr/themes/open-cities" in client.get("/fr/search?q=cites").text


def test_the_desk_takes_three_texts(organizer):
    form = organizer.get("/desk/themes/new").text
    assert [own for own in ("en", "zh", "fr") if f'name="title-{own}"' in form] == [
        "en",
        "zh",
        "fr",
    ]
    answer = organizer.post(
        "/desk/themes/new",
        data={"title-en": "Quays", "title-zh": "码头", "title-fr": "Les quais", "sdg_goals": "11"},
    )
    assert answer.status_code == 303
    theme = db.session.scalars(select(Theme).where(Theme.slug == "quays")).one()
    assert theme.title.exact("fr") == "Les quais"


def test_what_lacks_french_is_on_the_list_of_translators(organizer):
    page = organizer.get("/desk/translations/?language=fr").text
    assert "Français is missing: title" in page
    assert organizer.get("/desk/").status_code == 200


def test_a_draft_is_written_in_the_languages_that_have_a_writer(app):
    with writing() as session:
        forum = session.scalars(select(Forum).where(Forum.slug == "open-harbours")).one()
        notice = draft_notice(forum, by=COMMAND, now=NOW)
        assert notice.headline.languages == ("en", "zh")
        session.rollback()


def test_a_reader_is_written_to_in_french(client):
    answer = client.post("/fr/readers/", data={"address": "lin@example.org"}, csrf=False)
    assert answer.location == "/fr/readers/?written=1"
    mail = db.session.scalars(select(OutgoingMail).filter_by(kind="reader_confirmation")).one()
    assert mail.language == "fr"
    message = message_of(mail)
    assert message["Subject"].startswith("Confirmez")
    assert "Quelqu’un, probablement vous" in message.get_body(("plain",)).get_content()
    assert 'lang="fr"' in message.get_body(("html",)).get_content()


def test_who_registers_in_french_gets_a_french_ticket(client):
    page = client.get("/fr/forums/open-harbours/register").text
    assert "Votre consentement" in page
    given = {"name": "Lin Qiao", "address": "lin@example.org", "language": "fr", "country": "FR"}
    (box,) = re.findall('<input[^>]*name="taking_part"[^>]*>', page)
    (wording,) = re.findall('value="(.*?)"', box)
    answer = client.post(
        "/fr/forums/open-harbours/register",
        data={
            **given,
            "organization": "Port",
            "position": "Chef",
            "taking_part": wording,
            "key": "a-form",
        },
    )
    assert answer.location.startswith("/fr/registrations/")
    ticket = client.get(answer.location).text
    assert "Votre place est confirmée" in ticket
    wanted = select(OutgoingMail).filter_by(kind="registration_confirmed")
    message = message_of(db.session.scalars(wanted).one())
    plain = message.get_body(("plain",)).get_content()
    assert message["Subject"].startswith("Votre place est confirmée")
    assert "mardi 8 décembre 2026, 12:00–14:00" in plain
    assert "heure locale à New York (EST, UTC−5)" in plain
    assert "1 River Street, New York, États-Unis" in plain


def test_names_are_sorted_whatever_their_accents(client):
    page = client.get("/fr/forums/open-harbours/register").text
    names = [">Espagne<", ">États-Unis<", ">Fidji<"]
    assert sorted(names, key=page.index) == names
