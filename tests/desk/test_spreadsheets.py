"""People, organizations and venues out of a spreadsheet: shown line by line, then made, once."""

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor, wait
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from forumapp.core.transaction import writing
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.publishing.locks import lock_lists
from forumapp.venues.models import Venue
from forumapp.web.uploaded_tables import read_upload
from tests.records import a_person, a_venue, an_organization, both

PEOPLE = "Name (English),姓名（中文）,Organization,Country or region,Mail address,Languages\n"


def place(kind: str) -> str:
    return f"/desk/spreadsheets/{kind}/"


def upload(client, kind: str, table: str | bytes, name: str = "list.csv"):
    data = table if isinstance(table, bytes) else table.encode()
    return client.post(place(kind), data={"file": (BytesIO(data), name)})


def confirm(client, kind: str, preview):
    packed = re.search(r'name="packed"[^>]*value="([^"]*)"', preview.text)[1]
    return client.post(f"{place(kind)}confirm", data={"packed": packed})


def sections(answer) -> dict[str, str]:
    """Heading of each part of the page → its words."""
    page = BeautifulSoup(answer.text, "html.parser")
    parts = page.select("main section")
    return {part.h2.get_text(): " ".join(part.get_text(" ").split()) for part in parts if part.h2}


def count(session, model) -> int:
    return session.scalar(select(func.count(model.id)))


def test_each_line_is_new_there_already_or_wrong_in_a_sentence(session, signed_in) -> None:
    institute = an_organization(name=both("Open Harbour Institute", "开放港湾研究院"))
    session.add_all((institute, a_person(name=both("Lin Yue", "林悦"), organization=institute)))
    session.commit()
    answer = upload(
        signed_in("organizer"),
        "people",
        PEOPLE + 'Ada Lindqvist,林达,开放港湾研究院,Norway,ada@example.org,"Norwegian, zh"\n'
        "LIN-YUE,,Open  harbour institute,,,\n"
        "Nobody,,Unknown House,Atlantis,nobody,Klingon-ish\n"
        ",,,CN,,\n"
        "Ada Lindqvist,,Open Harbour Institute,,,\n",
    )
    parts = sections(answer)
    assert list(parts) == ["2 lines are wrong", "2 lines are there already", "1 line is new"]
    for words in (
        "4 Country or region: “Atlantis” is not a country or region",
        "Languages: “Klingon-ish” is not a language",
        "Mail address: This is not a mail address.",
        "Organization: “Unknown House” is not among the organizations.",
        "5 Name: Write this in at least one language.",
    ):
        assert words in parts["2 lines are wrong"]
    assert "3 Lin Yue" in parts["2 lines are there already"]
    assert "6 The same stands in line 2 already." in parts["2 lines are there already"]
    assert "Ada Lindqvist · 林达" in parts["1 line is new"]
    assert count(session, Person) == 1


def test_run_twice_it_makes_nothing_twice_and_nobody_is_public(session, signed_in) -> None:
    client = signed_in("organizer")
    preview = upload(client, "people", PEOPLE + "Ada Lindqvist,林达,,Norway,,no\n")
    assert "a consent is given by the person" in preview.text
    assert confirm(client, "people", preview).status_code == 303
    person = session.scalars(select(Person)).one()
    assert (person.name.exact("zh"), person.country, person.languages) == ("林达", "NO", ["no"])
    assert person.sort_name == "Lindqvist Ada"
    assert not person.is_public
    assert confirm(client, "people", preview).status_code == 422
    again = upload(client, "people", PEOPLE + "ada lindqvist,,,,,\n")
    assert list(sections(again)) == ["1 line is there already"]
    assert count(session, Person) == 1


def test_a_namesake_elsewhere_is_new_and_worth_a_look(session, signed_in) -> None:
    one, other = (
        an_organization(name=both("One", "一院")),
        an_organization(name=both("Two", "二院")),
    )
    session.add_all((one, other, a_person(name=both("Lin Yue", "林悦"), organization=one)))
    session.commit()
    parts = sections(upload(signed_in("organizer"), "people", PEOPLE + "Lin Yue,,Two,,,\n"))
    assert (
        "Lin Yue of One is there already: look whether it is somebody else."
        in parts["1 line is new"]
    )


def test_people_whose_names_are_alike_in_one_language_only_are_two(session, signed_in) -> None:
    house = an_organization(name=both("House", "海港院"))
    session.add_all((house, a_person(name=both("Zhang Min", "张敏"), organization=house)))
    session.commit()
    lines = "Zhang Min,张民,House,,,\nLi Wei,李伟,House,,,\nLi Wei,李薇,House,,,\nLi Wei,李薇,,,,\n"
    parts = sections(upload(signed_in("organizer"), "people", PEOPLE + lines))
    assert list(parts) == ["1 line is there already", "3 lines are new"]
    assert "5 The same stands in line 4 already." in parts["1 line is there already"]
    assert "Zhang Min of House is there already" in parts["3 lines are new"]


def test_of_two_confirmations_at_once_the_second_finds_what_the_first_made(
    app, session, signed_in
) -> None:
    client = signed_in("organizer")
    preview = upload(client, "venues", "Name,City,Time zone\nHarbour House,Bergen,Europe/Oslo\n")
    with ThreadPoolExecutor(1) as threads:
        with app.app_context(), writing() as first:
            lock_lists()
            assert count(first, Venue) == 0
            second = threads.submit(confirm, client, "venues", preview)
            assert wait([second], timeout=1).not_done
            first.add(
                a_venue(name=both("Harbour House", ""), zone="Europe/Oslo", city=both("Bergen", ""))
            )
        assert second.result(timeout=60).status_code == 422
    assert count(session, Venue) == 1


@pytest.mark.parametrize(
    ("model", "table", "expected"),
    [
        (Organization,
         "名称,简称,类型,城市,国家,网站\n海港基金会,HF,基金会,青岛,中国,https://hf.example.org\n",
         {"kind": "foundation", "country": "CN", "website": "https://hf.example.org"}),
        (Venue,
         "Name of the place;City;Time zone;Latitude;Longitude\nHarbour House;Bergen;Europe/Oslo;60,39;5,32\n",
         {"zone": "Europe/Oslo", "city_key": "bergen", "latitude": 60.39, "longitude": 5.32}),
    ],
)  # fmt: skip
def test_organizations_and_venues_come_the_same_way(
    session, signed_in, model, table, expected
) -> None:
    client, kind = signed_in("organizer"), f"{model.__tablename__}s"
    assert confirm(client, kind, upload(client, kind, table)).status_code == 303
    made = session.scalars(select(model)).one()
    assert {name: getattr(made, name) for name in expected} == expected
    assert list(sections(upload(client, kind, table))) == ["1 line is there already"]


def test_a_venue_without_a_zone_or_with_half_a_point_is_refused_by_its_line(signed_in) -> None:
    table = "Name of the place,Time zone,Latitude\nHall,,\nHouse,Europe/Oslo,60\nTower,Europe/Oslo,north\n"
    wrong = sections(upload(signed_in("organizer"), "venues", table))["3 lines are wrong"]
    assert "2 Time zone: “” is not a time zone." in wrong
    assert "3 Latitude: Give both latitude and longitude, or neither." in wrong
    assert "4 Latitude: “north” is not a number." in wrong


@pytest.mark.parametrize("kind", ["people", "organizations", "venues"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_reads_as_a_list_without_lines_until_it_is_filled(
    session, signed_in, kind, ending
) -> None:
    client = signed_in("organizer")
    template = client.get(f"{place(kind)}template.{ending}", buffered=True).data
    empty = upload(client, kind, template, f"template.{ending}")
    assert empty.status_code == 422
    assert "There is no line below the heads." in empty.text
    heads, example, *_rest = read_upload(template)
    filled = io.StringIO()
    csv.writer(filled).writerows([heads, [example[0].removeprefix("# "), *example[1:]]])
    an_institute = an_organization(name=both("Open Harbour Institute", "研究院"))
    session.add(an_institute)
    session.commit()
    expected = "1 line is there already" if kind == "organizations" else "1 line is new"
    assert list(sections(upload(client, kind, filled.getvalue()))) == [expected]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "The first line has no heads that are known"),
        ("Colour,Taste\nred,sweet\n", "The first line has no heads that are known"),
        ("Colour (" + " (" * 15_000 + ",Taste\nred,sweet\n", "The first line has no heads"),
        (PEOPLE, "There is no line below the heads."),
        (b"%PDF\0\0", "This file is no list that can be read."),
        (PEOPLE + "A B\n" * 2001, "At most 2,000 lines are read at once."),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_at_its_field(signed_in, table, words) -> None:
    answer = upload(signed_in("organizer"), "people", table)
    assert answer.status_code == 422
    assert words in answer.text


def test_formulas_and_tampered_previews_do_no_harm(session, signed_in) -> None:
    client = signed_in("organizer")
    table = PEOPLE + '\'=1+1,,,,,\n"=HYPERLINK(1)",,,,,\n'
    confirm(client, "people", upload(client, "people", table))
    names = [person.name.exact("en") for person in session.scalars(select(Person))]
    assert names == ["=1+1", "=HYPERLINK(1)"]
    assert client.post(f"{place('people')}confirm", data={"packed": "AAAA"}).status_code == 409
    assert client.get(place("ships")).status_code == 404
