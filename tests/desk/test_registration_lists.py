"""A forum's list at the desk: whom it finds, what it shows, what is done with many people at once."""

import csv
import io

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forumapp.core.actor import COMMAND
from forumapp.core.translated import Translated
from forumapp.door.models import CheckIn
from forumapp.forums.models import Forum
from forumapp.history.models import HistoryRow
from forumapp.mail.models import OutgoingMail
from forumapp.questions.models import Question
from forumapp.registrations.models.bookings import Answer, Registration
from forumapp.registrations.models.places import PlaceGroup
from forumapp.registrations.services.booking import Attendee, BookingRequest, book
from forumapp.registrations.services.erasing import erase_registration
from tests.records import a_forum, a_registration, both, the_consent_texts
from tests.support import NOW

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def forum(session) -> Forum:
    forum = a_forum(slug="open-harbours", registration_mode="approval", capacity_limit=2)
    session.add_all([forum, *the_consent_texts()])
    session.commit()
    return forum


def registered(session, forum, **facts) -> Registration:
    row = a_registration(forum, **facts)
    session.add(row)
    session.commit()
    return row


def diet(session, forum, **facts) -> Question:
    options = [{"key": key, "label": {"en": key.title()}} for key in ("halal", "vegan")]
    question = Question(
        forum=forum,
        **{"kind": "several_of", "label": both("Diet"), "help": Translated(), "options": options}
        | facts,
    )
    session.add(question)
    session.commit()
    return question


def answered(session, registration, question, value) -> None:
    session.add(Answer(registration=registration, question=question, value=value, given_at=NOW))
    session.commit()


def at(forum, rest="") -> str:
    return f"/desk/forums/{forum.id}/registrations/{rest}"


def names_in(desk, forum, query) -> set[str]:
    answer = desk.get(f"{at(forum, 'attendees.csv')}?column=name&{query}", buffered=True)
    return {line[0] for line in csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))} - {"Name"}


@pytest.mark.parametrize(
    "typed",
    ["ngugi", "NGŨGĨ", "wa thi", "thiong foundation", "K7WMQ2XD", "k7wm-q2", "port.example", "％"],
)
def test_somebody_is_found_by_any_part_of_what_identifies_them(session, forum, signed_in, typed):
    name = "Ngũgĩ wa Thiong’o" if typed != "％" else "100% Harbour"
    registered(
        session,
        forum,
        name=name,
        organization="Harbour Foundation",
        address="ngugi@port.example",
        reference="K7WM-Q2XD",
    )
    registered(session, forum, name="王喆", organization="港湾基金会")
    assert names_in(signed_in("staff"), forum, f"q={typed}") == {name}


@pytest.mark.parametrize("typed", ["王", "喆", "港湾基金"])
def test_chinese_names_are_found_by_any_of_their_characters(session, forum, signed_in, typed):
    registered(session, forum, name="王喆", organization="港湾基金会")
    registered(session, forum, name="李垚", organization="山谷研究院")
    assert names_in(signed_in("staff"), forum, f"q={typed}") == {"王喆"}


@pytest.mark.parametrize("typed", ["wang xiaoming", "wang", "xiaoming", "XIAO ming"])
def test_chinese_names_are_found_by_how_they_are_spoken(session, forum, signed_in, typed):
    registered(session, forum, name="王小明")
    registered(session, forum, name="曾明")
    assert names_in(signed_in("staff"), forum, f"q={typed}") == {"王小明"}


def test_names_of_both_scripts_stand_in_one_order(session, forum, signed_in):
    names = [
        "Ann Lee",
        "Đỗ Quyên",
        "李垚",
        "Lind",
        "Ngũgĩ",
        "王喆",
        "王小明",
        "Wangari",
        "曾志伟",
        "Zoe",
    ]
    for name in reversed(names):
        registered(session, forum, name=name)
    page = signed_in("staff").get(at(forum, "?sort=name")).text
    places = [page.index(f">{name}<") for name in names if name not in ("王喆", "王小明")]
    assert places == sorted(places)
    assert page.index(">王小明<") < page.index(">王喆<") < page.index(">Wangari<")


def test_who_changes_a_name_is_found_by_the_new_one_and_not_by_the_old(session, forum, signed_in):
    row = registered(session, forum, name="Lin Qiao")
    row.name = "Đỗ Quyên"
    session.commit()
    desk = signed_in("staff")
    assert names_in(desk, forum, "q=quyen") == {"Đỗ Quyên"}
    assert names_in(desk, forum, "q=lin+qiao") == set()


def test_who_was_erased_is_found_no_more(session, forum, signed_in):
    row = registered(session, forum, name="Lin Qiao", address="qiao@example.org")
    erase_registration(row, by=COMMAND, now=NOW)
    session.flush()
    assert "qiao" not in row.search_key + row.name_key
    session.commit()
    assert names_in(signed_in("staff"), forum, "q=qiao") == set()


def test_each_filter_finds_those_whom_it_names(session, forum, signed_in):
    group = PlaceGroup(forum=forum, name=both("Guests"), capacity_limit=5)
    session.add(group)
    asked, letter = diet(session, forum), diet(session, forum, kind="yes_no", options=[])
    lin = registered(
        session,
        forum,
        name="Lin",
        country="CN",
        language="zh",
        checked_in_at=NOW,
        bounced_at=NOW,
        details_given_at=NOW,
        place_group=group,
    )
    lin.made_by = lin.booking.made_by = "invitation"
    wang = registered(session, forum, name="Wang", state="pending")
    answered(session, lin, asked, ["halal", "vegan"])
    answered(session, wang, letter, False)
    desk = signed_in("staff")
    for query, found in {
        "country=CN": {"Lin"},
        "language=zh": {"Lin"},
        "came=yes": {"Lin"},
        "came=no": {"Wang"},
        "mail=returned": {"Lin"},
        "details=yes": {"Lin"},
        "details=no": set(),
        f"group={group.id}": {"Lin"},
        "group=none": {"Wang"},
        "way=invitation": {"Lin"},
        "state=pending": {"Wang"},
        f"answer={asked.id}:vegan": {"Lin"},
        f"answer={asked.id}:veg": set(),
        f"answer={letter.id}:no": {"Wang"},
        f"answer={letter.id}:yes": set(),
        "answer=99999999999999:yes": set(),
        "group=9999999999999999": set(),
        "": {"Lin", "Wang"},
    }.items():
        assert names_in(desk, forum, query) == found, query


def test_columns_are_those_that_the_address_names_in_the_list_and_what_is_taken_along(
    session, forum, signed_in
):
    asked = diet(session, forum)
    lin = registered(session, forum, name="Lin", position="Director")
    answered(session, lin, asked, ["vegan"])
    desk, query = signed_in("staff"), f"?column=position&column=question-{asked.id}&column=nonsense"
    page = desk.get(at(forum, query)).text
    assert ("Director" in page, "Vegan" in page) == (True, True)
    told = desk.get(at(forum, f"attendees.csv{query}"), buffered=True).data.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(told))) == [["Position", "Diet"], ["Director", "Vegan"]]


def test_a_spreadsheet_without_chosen_columns_has_the_answers_too(session, forum, signed_in):
    lin = registered(session, forum, name="Lin")
    answered(session, lin, diet(session, forum), ["halal"])
    told = signed_in("staff").get(at(forum, "attendees.csv"), buffered=True)
    head, line = csv.reader(io.StringIO(told.data.decode("utf-8-sig")))
    assert dict(zip(head, line, strict=True))["Diet"] == "Halal"


def test_the_list_is_taken_along_as_pdf_and_that_is_in_the_history(session, forum, signed_in):
    registered(session, forum, name="张𬭎")
    answer = signed_in("staff").get(at(forum, "attendees.pdf"))
    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
    session.rollback()
    assert session.scalars(select(HistoryRow.changes)).all() == [{"format": "PDF"}]


# ------------------------------------------------------------------------- many people


def applicants(session, forum, count) -> list[Registration]:
    return [registered(session, forum, name=f"Guest {n}", state="pending") for n in range(count)]


def states(session, people) -> list[str]:
    session.expire_all()
    session.rollback()
    return [row.state for row in people]


def act_on(desk, forum, act, people, **more):
    ids = " ".join(str(row.id) for row in people)
    return desk.post(at(forum, "many/done"), data={"act": act, "ids": ids, **more})


def test_nothing_happens_before_the_question_is_answered(session, forum, signed_in):
    people = applicants(session, forum, 2)
    page = signed_in("organizer").post(
        at(forum, "many"), data={"act": "approve", "id": [row.id for row in people]}
    )
    assert (page.status_code, "Approve 2 applications?" in page.text) == (200, True)
    assert states(session, people) == ["pending", "pending"]


def test_many_are_approved_in_their_order_and_who_finds_no_place_is_named(
    session, forum, signed_in
):
    people = applicants(session, forum, 3)
    page = act_on(signed_in("organizer"), forum, "approve", reversed(people)).text
    assert states(session, people) == ["confirmed", "confirmed", "pending"]
    assert "2 applications are approved" in page
    assert ("Guest 2" in page, "No place is free" in page, "Guest 0" in page) == (True, True, False)


def test_many_are_declined_with_a_reason_that_each_mail_tells(session, forum, signed_in):
    people = applicants(session, forum, 2)
    act_on(signed_in("organizer"), forum, "decline", people, reason="The hall is for members.")
    assert states(session, people) == ["declined", "declined"]
    bodies = session.scalars(select(OutgoingMail.text_body)).all()
    assert [("The hall is for members." in body) for body in bodies] == [True, True]


def test_many_are_cancelled_and_who_had_cancelled_before_is_left(session, forum, signed_in):
    gone = registered(session, forum, name="Gone Before", state="cancelled")
    [here] = applicants(session, forum, 1)
    page = act_on(signed_in("organizer"), forum, "cancel", [gone, here]).text
    assert states(session, [gone, here]) == ["cancelled", "cancelled"]
    assert ("1 registration is cancelled" in page, "Gone Before" in page) == (True, True)


def test_a_place_is_offered_to_who_waits_and_to_nobody_else(session, forum, signed_in):
    forum.waiting_list, forum.capacity_limit, forum.registration_mode = "by_hand", 1, "open"
    session.commit()
    waiting = [
        book(
            forum,
            BookingRequest(
                name=name,
                address=f"{name}@example.org",
                language="en",
                attendees=(Attendee(name=name, address=f"{name}@example.org"),),
            ),
            by=COMMAND,
            now=NOW,
        ).registrations[0]
        for name in ("first", "second")
    ]
    session.commit()
    assert states(session, waiting) == ["confirmed", "waitlisted"]
    forum.capacity_limit = 2
    session.commit()
    page = act_on(signed_in("organizer"), forum, "offer", waiting).text
    assert states(session, waiting) == ["confirmed", "offered"]
    assert ("Was not waiting for a place." in page, "to 1 person" in page) == (True, True)


def test_all_that_a_list_holds_are_chosen_and_nobody_else(session, forum, signed_in):
    people = applicants(session, forum, 2)
    registered(session, forum, name="Else", address="else@example.org", state="pending")
    page = signed_in("organizer").post(
        at(forum, "many?q=guest"), data={"act": "decline", "everybody": "1"}
    )
    assert f'value="{people[0].id} {people[1].id}"' in page.text


@pytest.mark.parametrize(
    "sent", [{"act": "approve"}, {"act": "burn", "id": "1"}, {}, {"act": "approve", "id": "x"}]
)
def test_who_chose_nobody_or_nothing_to_do_is_back_at_the_list(forum, signed_in, sent):
    desk = signed_in("organizer")
    assert desk.post(at(forum, "many"), data=sent).status_code == 303
    sent = {**sent, "ids": sent.get("id", "")}
    if sent.get("act") != "approve" or not sent["ids"].isdecimal():
        assert desk.post(at(forum, "many/done"), data=sent).status_code == 303


def test_people_of_another_forum_are_not_touched(session, forum, signed_in):
    other = registered(session, a_forum(), name="Elsewhere", state="pending")
    act_on(signed_in("organizer"), forum, "approve", [other])
    assert states(session, [other]) == ["pending"]


# ------------------------------------------------------------------- one person, by hand


def test_the_secretariat_registers_somebody_who_called_and_leaves_answers_open(
    session, forum, signed_in
):
    diet(session, forum, is_required=True)
    sent = {
        "name": "王喆",
        "address": "wang@example.org",
        "language": "zh",
        "agreed": "y",
    }
    answer = signed_in("organizer").post(at(forum, "add"), data=sent)
    assert answer.status_code == 303, answer.text
    session.rollback()
    row = session.scalars(select(Registration)).one()
    assert (row.name, row.state, row.booking.made_by) == ("王喆", "confirmed", "desk")
    assert [consent.purpose for consent in row.consents] == ["taking_part"]
    session.refresh(forum)
    assert forum.taken == 1
    session.rollback()
    again = signed_in("organizer").post(at(forum, "add"), data=sent)
    assert (again.status_code, "is registered for this forum already" in again.text) == (422, True)


def test_the_secretariat_sets_details_and_answers_right_and_consents_stay(
    session, forum, signed_in
):
    asked = diet(session, forum)
    row = registered(session, forum, name="Lin Qiao")
    desk = signed_in("organizer")
    field = f"question_{asked.id}"
    sent = {"name": "Lin Yue", "language": "en", "country": "CN", field: ["vegan"]}
    assert desk.post(at(forum, f"{row.id}/edit"), data=sent).status_code == 303
    session.rollback()
    session.refresh(row)
    assert (row.name, row.country, [each.value for each in row.answers]) == (
        "Lin Yue",
        "CN",
        [["vegan"]],
    )
    page = desk.get(at(forum, f"{row.id}/")).text
    assert ("Vegan" in page, "Lin Yue" in page) == (True, True)


# --------------------------------------------------------------------------- the counts


def test_charts_count_by_country_by_answer_and_by_the_day_of_the_forums_own_clock(
    session, forum, signed_in
):
    asked = diet(session, forum)
    lin = registered(session, forum, country="CN", organization="Harbour Foundation")
    registered(session, forum, country="CN", registered_at=NOW.replace(hour=4, minute=59))
    registered(session, forum, country="KE", state="pending")
    answered(session, lin, asked, ["vegan"])
    page = signed_in("staff").get(at(forum, "charts")).text
    assert "2 people" in page
    for name, count in (("China", 2), ("Harbour Foundation", 1), ("Vegan", 1), ("Halal", 0)):
        cells = page.partition(f"<td>{name}</td>")[2].partition("</tr>")[0]
        assert f'<td class="figure">{count}</td>' in cells, name
    assert "Kenya" not in page
    for day in ("2026-11-22", "2026-11-23"):
        assert f"<title>{day}: 1</title>" in page
    assert "3 people" in signed_in("staff").get(at(forum, "charts?state=")).text


def test_the_wall_counts_who_has_come_and_names_who_came_last(session, forum, signed_in):
    lin = registered(session, forum, name="Lin Qiao", checked_in_at=NOW)
    registered(session, forum, name="Wang Min")
    session.add(
        CheckIn(forum=forum, registration=lin, how="scan", by="Door", at=NOW, received_at=NOW)
    )
    session.commit()
    page = signed_in("staff").get(at(forum, "live")).text
    assert '<b class="num">1</b> of 2 have come' in page
    assert ("Lin Qiao" in page, "Wang Min" in page) == (True, False)


def test_only_what_can_be_done_with_somebody_of_the_list_is_offered(session, forum, signed_in):
    registered(session, forum, name="Confirmed")
    registered(session, forum, name="Pending", state="pending")
    registered(session, forum, name="Gone", state="cancelled")
    desk = signed_in("organizer")

    def acts(query: str = "") -> list[str]:
        page = BeautifulSoup(desk.get(at(forum, query)).text, "html.parser")
        return [each["value"] for each in page.select("button[name=act]")]

    assert acts() == ["approve", "decline", "cancel"]
    assert acts("?state=confirmed") == ["cancel"]
    assert acts("?state=cancelled") == []


def test_the_places_say_how_many_are_set_aside(session, forum, signed_in):
    desk = signed_in("staff")
    assert "set aside" not in desk.get(at(forum)).text
    group = PlaceGroup(forum=forum, name=both("Guests"), capacity_limit=1, is_set_aside=True)
    session.add(group)
    session.commit()
    for page in (at(forum), f"/desk/forums/{forum.id}/places/"):
        assert "1 of them set aside" in desk.get(page).text
