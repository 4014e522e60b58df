"""vCards of people and bodies: RFC 6350, and nothing that is not public."""

from datetime import timedelta

import vobject

from forumapp.ical.vcard import Card, write_card
from tests.ical.checks import unfolded
from tests.records import (
    a_forum,
    a_person,
    an_appearance,
    an_organization,
    an_organizer_line,
    both,
)
from tests.support import NOW


def test_a_speakers_card_says_what_the_page_says_and_no_address(client, session):
    body = an_organization(slug="harbour")
    person = a_person(
        slug="lin-yue", organization=body, email="lin@example.org", phone="+1 555", languages=["zh"]
    )
    forum = a_forum()
    session.add_all([forum, an_appearance(forum, person)])
    answer = client.get("/zh/speakers/lin-yue.vcf")
    assert answer.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert unfolded(answer.data) == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:individual",
        f"UID:urn:uuid:{person.uid}",
        "FN;ALTID=1;LANGUAGE=zh-Hans:林悦",
        "FN;ALTID=1;LANGUAGE=en:Lin Yue",
        "TITLE:主任",
        "ORG:港湾基金会",
        "LANG:zh",
        "URL:http://127.0.0.1:8000/zh/speakers/lin-yue",
        "END:VCARD",
    ]
    assert vobject.readOne(answer.text).title.value == "主任"


def test_an_organizations_card_has_its_place_and_its_website(client, session):
    body = an_organization(
        slug="harbour", city=both("Geneva"), country="CH", website="https://harbour.example"
    )
    forum = a_forum()
    session.add_all([forum, an_organizer_line(forum, organization=body)])
    card = unfolded(client.get("/organizations/harbour.vcf").data)
    assert {"KIND:org", "ADR:;;;Geneva;;;Switzerland", "URL:https://harbour.example"} <= set(card)


def test_who_may_not_be_named_has_no_card(client, session, clock):
    forum = a_forum(release_at=NOW + timedelta(hours=1))
    speaker, silent = a_person(slug="lin-yue"), a_person(slug="silent", consented=False)
    session.add_all([forum, an_appearance(forum, speaker), an_appearance(forum, silent)])
    assert client.get("/speakers/lin-yue.vcf").status_code == 404
    clock.now = NOW + timedelta(hours=2)
    assert client.get("/speakers/lin-yue.vcf").status_code == 200
    assert client.get("/speakers/silent.vcf").status_code == 404


def test_text_stays_inside_its_line():
    card = Card(
        kind="org",
        uid="1",
        name="A; B, C\r\nEND:VCARD",
        language="en",
        page="javascript:alert(1)",
        note="x\u2028TEL:1\nEMAIL:2",
    )
    assert unfolded(write_card(card)) == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        "UID:urn:uuid:1",
        "FN;LANGUAGE=en:A\\; B\\, C END:VCARD",
        "NOTE:x\\nTEL:1\\nEMAIL:2",
        "END:VCARD",
    ]
