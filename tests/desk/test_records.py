"""The plain records at the desk: lists, forms, pages, keeping, and creating from inside another form."""

import json
import re
from io import BytesIO
from typing import NamedTuple

import pytest
from PIL import Image
from sqlalchemy import event, select

from forumapp.core.db import db
from forumapp.core.translated import Translated
from forumapp.delegations.models import Delegation
from forumapp.forums.models import Conference
from forumapp.history.models import HistoryRow
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.search.services import index_record
from forumapp.themes.models import Theme
from forumapp.venues.models import Room, Venue
from tests.records import (
    a_conference,
    a_delegation,
    a_forum,
    a_member,
    a_person,
    a_theme,
    a_venue,
    an_itinerary_item,
    an_organization,
    an_organizer_line,
    both,
)


class Kind(NamedTuple):
    folder: str
    model: type
    make: object
    name: str
    typed: dict


DAYS = {"starts_on": "2027-03-10", "ends_on": "2027-03-12", "zone": "Asia/Shanghai"}
KINDS = [
    Kind("organizations", Organization, an_organization, "name", {"kind": "chamber"}),
    Kind("people", Person, a_person, "name", {}),
    Kind("themes", Theme, a_theme, "title", {"sdg_goals": "11"}),
    Kind("venues", Venue, a_venue, "name", {"zone": "Asia/Shanghai"}),
    Kind("conferences", Conference, a_conference, "name", {"kind": "conference", **DAYS}),
    Kind("delegations", Delegation, a_delegation, "name", DAYS),
]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.folder)
def kind(request):
    return request.param


@pytest.fixture
def organizer(signed_in):
    return signed_in("organizer")


def typed_quickly(kind, english, chinese=""):
    """As `typed`, in the form that stands inside another one."""
    return {f"new-{name}": value for name, value in typed(kind, english, chinese).items()}


def typed(kind, english, chinese="", **more):
    return {f"{kind.name}-en": english, f"{kind.name}-zh": chinese, **kind.typed, **more}


def kept(session, kind, **facts):
    row = kind.make(**facts)
    session.add(row)
    session.flush()
    index_record(row, getattr(row, kind.name))
    session.commit()
    return row


def only(session, kind):
    session.expire_all()
    return session.scalars(select(kind.model)).one()


def said(answer):
    """The sentences that stop a form."""
    block = re.search(r'id="errors".*?</ul>', answer.text, re.DOTALL)
    return (
        re.sub(r"<[^>]+>", "", " ".join(re.findall(r"<li>(.*?)</li>", block[0]))) if block else ""
    )


def test_an_organizer_creates_a_record_and_sees_its_page(session, organizer, kind):
    answer = organizer.post(f"/desk/{kind.folder}/new", data=typed(kind, "Harbours", "港湾"))
    row = only(session, kind)
    assert (answer.status_code, answer.location) == (303, f"/desk/{kind.folder}/{row.id}/")
    assert getattr(row, kind.name) == both("Harbours", "港湾")
    page = organizer.get(answer.location)
    assert page.status_code == 200
    assert "港湾" in page.text


def test_an_empty_form_is_refused_and_nothing_is_written(session, organizer, kind):
    answer = organizer.post(f"/desk/{kind.folder}/new", data=typed(kind, " "))
    assert answer.status_code == 422
    assert "Write this in at least one language." in said(answer)
    assert session.scalars(select(kind.model)).all() == []
    assert session.scalars(select(HistoryRow)).all() == []


def test_the_second_of_two_editors_keeps_what_they_typed_and_may_save_again(
    session, organizer, signed_in, kind
):
    second = signed_in("organizer")
    row = kept(session, kind)
    at = f"/desk/{kind.folder}/{row.id}/edit"
    slug = {"slug": row.slug} if hasattr(row, "slug") else {}
    stale = {"version": str(row.version), **slug}
    assert organizer.post(at, data=typed(kind, "First", **stale)).status_code == 303
    answer = second.post(at, data=typed(kind, "Second", **stale))
    assert answer.status_code == 422
    assert said(answer).startswith("Somebody else changed this record while you were editing it.")
    assert 'value="Second"' in answer.text
    assert getattr(only(session, kind), kind.name).exact("en") == "First"
    version = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)[1]
    again = second.post(at, data=typed(kind, "Second", **slug, version=version))
    assert again.status_code == 303
    assert getattr(only(session, kind), kind.name).exact("en") == "Second"


def test_a_record_is_put_away_brought_back_and_deleted(session, organizer, kind):
    facts = {"state": "draft", "release_at": None} if hasattr(kind.model, "state") else {}
    row = kept(session, kind, **facts)
    at = f"/desk/{kind.folder}/{row.id}"
    link = f'href="{at}/"'
    assert organizer.post(f"{at}/archive").status_code == 303
    assert link not in organizer.get(f"/desk/{kind.folder}/").text
    assert link in organizer.get(f"/desk/{kind.folder}/?archived=yes").text
    assert organizer.post(f"{at}/restore").status_code == 303
    assert link in organizer.get(f"/desk/{kind.folder}/").text
    assert organizer.post(f"{at}/delete").status_code == 303
    assert organizer.get(f"{at}/").status_code == 404


def test_staff_read_and_do_not_write_and_strangers_sign_in(session, client, signed_in, kind):
    row = kept(session, kind)
    staff, at = signed_in("staff"), f"/desk/{kind.folder}/"
    assert staff.get(at).status_code == staff.get(f"{at}{row.id}/").status_code == 200
    for refused in ("new", f"{row.id}/edit", f"{row.id}/archive", f"{row.id}/delete"):
        assert staff.post(at + refused, data=typed(kind, "Taken over")).status_code == 403
    assert f'href="{at}new"' not in staff.get(at).text
    assert client.get(at).location.startswith("/sign-in")
    assert signed_in("door").get(at).status_code == 403
    assert getattr(only(session, kind), kind.name).exact("en") != "Taken over"


def test_a_list_is_searched_in_both_languages(session, organizer, kind):
    wanted = kept(session, kind, **{kind.name: both("Quays", "码头")})
    other = kept(session, kind, **{kind.name: both("Lanterns", "灯笼")})
    for query in ("quay", "码头"):
        text = organizer.get(f"/desk/{kind.folder}/?q={query}").text
        assert f'href="/desk/{kind.folder}/{wanted.id}/"' in text
        assert f'href="/desk/{kind.folder}/{other.id}/"' not in text
    assert "Nothing matches" in organizer.get(f"/desk/{kind.folder}/?q=zeppelin").text


def queries_of(browser, at):
    asked = []

    def note(_connection, _cursor, statement, *_more):
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert browser.get(at).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)


def with_all_that_belongs_to_it(session, kind):
    """A record as a list shows it, with what belongs to it."""
    row = kept(session, kind)
    if kind.model is Person:
        row.organization = an_organization()
    if kind.model is Delegation:
        row.host_organization = an_organization()
        session.add_all([a_member(row, a_person()), an_itinerary_item(row)])
    if kind.model is Conference:
        session.add(an_organizer_line(row))
    session.commit()


def test_a_list_of_three_asks_as_much_as_a_list_of_one(session, organizer, kind):
    with_all_that_belongs_to_it(session, kind)
    one = queries_of(organizer, f"/desk/{kind.folder}/")
    for _more in range(2):
        with_all_that_belongs_to_it(session, kind)
    assert queries_of(organizer, f"/desk/{kind.folder}/") == one <= 12


def test_a_long_list_comes_in_pages_that_keep_the_search(session, organizer):
    for _number in range(31):
        kept(session, KINDS[2], title=both("Quays"))
    text = organizer.get("/desk/themes/?q=quays").text
    assert "Page 1 of 2" in text
    assert 'href="/desk/themes/?q=quays&amp;page=2"' in text
    for nonsense in ("0", "-3", "x", "99999999999999999999"):
        assert organizer.get(f"/desk/themes/?page={nonsense}").status_code == 200


# ------------------------------------------------- from inside another form

QUICK = [kind for kind in KINDS if kind.folder in ("organizations", "people", "themes", "venues")]


@pytest.mark.parametrize("kind", QUICK, ids=lambda kind: kind.folder)
def test_with_scripts_a_quick_record_answers_with_its_option(session, organizer, kind):
    at = f"/desk/{kind.folder}/quick?into=who-3"
    fragment = organizer.get(at, headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert f'hx-post="{at}"' in fragment
    answer = organizer.post(
        at, data=typed_quickly(kind, "<b>", "灯笼"), headers={"HX-Request": "true"}
    )
    row = only(session, kind)
    assert answer.text == f'<option value="{row.id}" selected>&lt;b&gt;</option>'
    created = json.loads(answer.headers["HX-Trigger"])["record-created"]
    assert (created["into"], created["value"], created["text"]) == ("who-3", str(row.id), "<b>")
    assert created["records"].startswith(f"desk.{kind.folder}.create_")


@pytest.mark.parametrize("kind", QUICK, ids=lambda kind: kind.folder)
def test_without_scripts_a_quick_record_is_an_ordinary_page(session, organizer, kind):
    at = f"/desk/{kind.folder}/quick?into=who-3"
    assert "<h1" in organizer.get("/desk/").text
    assert "<html" in organizer.get(at).text
    refused = organizer.post(at, data=typed_quickly(kind, ""))
    assert refused.status_code == 422
    assert said(refused).endswith(": Write this in at least one language.")
    answer = organizer.post(at, data=typed_quickly(kind, "Lantern"))
    assert "The record is created." in answer.text
    assert getattr(only(session, kind), kind.name).exact("en") == "Lantern"


# ------------------------------------------------------------ single records


def test_deleting_what_others_name_is_refused_with_who_does(session, organizer):
    theme = kept(session, KINDS[2])
    session.add(a_forum(themes=[theme]))
    session.commit()
    answer = organizer.post(f"/desk/themes/{theme.id}/delete")
    assert answer.status_code == 409
    assert "forums (1)" in answer.text


def test_an_itinerary_item_of_another_delegation_is_not_found(session, organizer):
    own, other = a_delegation(), a_delegation()
    item = an_itinerary_item(other)
    session.add_all([own, item])
    session.commit()
    assert organizer.get(f"/desk/delegations/{own.id}/itinerary/{item.id}").status_code == 404
    assert (
        organizer.post(f"/desk/delegations/{own.id}/itinerary/{item.id}/remove").status_code == 404
    )
    assert organizer.get(f"/desk/delegations/{other.id}/itinerary/{item.id}").status_code == 200


def test_a_doubled_time_is_asked_and_the_answer_kept(session, organizer):
    delegation = a_delegation()
    session.add(delegation)
    session.commit()
    at = f"/desk/delegations/{delegation.id}/itinerary/new"
    point = {
        "kind": "meeting",
        "title-en": "Night talk",
        "starts-day": "2027-11-07",
        "starts-time": "01:30",
        "starts_zone": "America/New_York",
        "ends-day": "2027-11-07",
        "ends-time": "04:00",
        "ends_zone": "America/New_York",
    }
    asked = organizer.post(at, data=point)
    assert asked.status_code == 422
    assert 'name="starts-fold"' in asked.text
    assert "Which of the two?" in asked.text
    assert organizer.post(at, data={**point, "starts-fold": "1"}).status_code == 303
    session.expire_all()
    assert [item.starts_fold for item in delegation.items] == [1]


def test_publishing_a_delegation_needs_the_right_and_shows_it(session, signed_in, client):
    editor, organizer = signed_in("editor"), signed_in("organizer")
    delegation = a_delegation(state="draft", release_at=None, slug="journey")
    session.add(delegation)
    session.commit()
    at = f"/desk/delegations/{delegation.id}/publish"
    assert editor.post(at).status_code == 403
    assert client.get("/delegations/journey").status_code == 404
    assert organizer.post(at).status_code == 303
    assert client.get("/delegations/journey").status_code == 200


def test_only_administrators_come_to_the_institution(signed_in):
    for role, status in (("organizer", 403), ("administrator", 200)):
        browser = signed_in(role)
        for at in ("", "edit", "pages", "consents/publication"):
            assert browser.get(f"/desk/institution/{at}").status_code == status


def test_the_legal_pages_are_edited_in_both_languages(session, signed_in, client):
    typed_pages = {
        "privacy_page-en": "We keep **little**.",
        "privacy_page-zh": "我们只保留**必要**信息。",
        "version": "1",
    }
    answer = signed_in("administrator").post("/desk/institution/pages", data=typed_pages)
    assert answer.status_code == 303
    assert "We keep <strong>little</strong>." in client.get("/privacy").text
    assert "<strong>必要</strong>" in client.get("/zh/privacy").text


def test_a_colour_that_cannot_be_read_is_refused_with_a_sentence(signed_in):
    house = {
        "name-en": "Harbour Chamber",
        "zone": "Asia/Shanghai",
        "accent": "#ffcc00",
        "parity": "warn",
    }
    answer = signed_in("administrator").post("/desk/institution/edit", data=house)
    assert answer.status_code == 422
    assert "#ffcc00 cannot be read on paper" in said(answer)
    assert 'value="Harbour Chamber"' in answer.text


def test_seal_and_colour_are_seen_before_they_are_saved(signed_in):
    desk = signed_in("administrator")
    form = desk.get("/desk/institution/edit").text
    assert 'data-hx-get="/desk/institution/look"' in form
    good, pale = (
        desk.get("/desk/institution/look", query_string={"seal": "港商", "accent": accent}).text
        for accent in ("#1d5a4a", "#ffcc00")
    )
    assert (good.count('fill="#1d5a4a"'), good.count(">港商</text>")) == (2, 2)
    assert "7.7 to 1" in good
    assert "#ffcc00 cannot be read on paper" in pale
    assert "<svg" not in pale


def test_a_consent_is_recorded_and_withdrawn_at_the_persons_page(session, signed_in, organizer):
    administrator = signed_in("administrator")
    administrator.post(
        "/desk/institution/consents/publication", data={"wording-en": "I agree to be named."}
    )
    person = a_person(consented=False)
    session.add(person)
    session.commit()
    at = f"/desk/people/{person.id}/consents"
    given = {"purpose": "publication", "language": "en", "given_on": "2026-11-01"}
    assert organizer.post(f"{at}/new", data=given).status_code == 303
    text = organizer.get(f"/desk/people/{person.id}/").text
    assert "I agree to be named." in text
    assert organizer.post(f"{at}/withdraw", data={"purpose": "publication"}).status_code == 303
    session.expire_all()
    assert [consent.withdrawn_at is None for consent in person.consents] == [False]


def a_png() -> BytesIO:
    data = BytesIO()
    Image.new("RGB", (40, 50), "#9f2b22").save(data, "PNG")
    data.seek(0)
    return data


def test_a_portrait_is_uploaded_shown_and_removed(session, organizer):
    person = kept(session, KINDS[1], name=both("Wenlan Qiu"))
    at = f"/desk/people/{person.id}/edit"
    upload = {**typed(KINDS[1], "Wenlan Qiu"), "portrait": (a_png(), "me.png")}
    assert organizer.post(at, data=upload).status_code == 303
    session.expire_all()
    page = organizer.get(f"/desk/people/{person.id}/").text
    picture = f"/media/{person.portrait.hash}/small"
    assert f'src="{picture}" alt="Wenlan Qiu"' in page
    assert organizer.get(picture).mimetype == "image/webp"
    removed = {**typed(KINDS[1], "Wenlan Qiu"), "without_portrait": "y"}
    assert organizer.post(at, data=removed).status_code == 303
    assert picture not in organizer.get(f"/desk/people/{person.id}/").text


def test_a_file_that_is_no_picture_is_refused_at_its_field(session, organizer):
    upload = {**typed(KINDS[0], "Lantern"), "logo": (BytesIO(b"<svg onload=alert(1)>"), "x.png")}
    answer = organizer.post("/desk/organizations/new", data=upload)
    assert answer.status_code == 422
    assert said(answer).startswith("Logo: This file is not a picture that can be read.")
    assert session.scalars(select(Organization)).all() == []


def test_rooms_members_and_points_edited_by_two_are_never_overwritten_silently(session, signed_in):
    editor = signed_in("organizer")
    venue, delegation = a_venue(), a_delegation()
    room = Room(name=both("Hall A"), floor=Translated())
    venue.rooms.append(room)
    person = a_person()
    session.add_all([venue, delegation, person])
    member, item = a_member(delegation, person), an_itinerary_item(delegation)
    session.add_all([member, item])
    session.commit()
    trip = f"/desk/delegations/{delegation.id}"
    places = [
        (f"/desk/venues/{venue.id}/rooms/{room.id}", {"name-en": "Hall B"}),
        (f"{trip}/members/{member.id}", {"person_id": person.id, "rank": "adviser"}),
        (
            f"{trip}/itinerary/{item.id}",
            {
                "title-en": "Elsewhere",
                "kind": "meeting",
                "starts_zone": "UTC",
                "starts-day": "2027-03-10",
                "starts-time": "10:00",
                "ends_zone": "UTC",
                "ends-day": "2027-03-10",
                "ends-time": "11:00",
            },
        ),
    ]
    for at, typed_in in places:
        seen = re.search(r'name="version"[^>]*value="(\d+)"', editor.get(at).text)[1]
        first = editor.post(at, data={**typed_in, "version": seen})
        second = editor.post(at, data={**typed_in, "version": seen})
        assert (first.status_code, second.status_code) == (303, 422), at
        assert "Somebody else changed this record" in second.text
