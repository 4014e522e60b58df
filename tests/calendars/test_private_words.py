"""What stands in a private calendar alone: the travellers' note, whom they meet, a task on duty."""

import icalendar
import pytest
from sqlalchemy.orm import Session, scoped_session

from forumapp.calendars.queries.private import secret_of
from forumapp.calendars.services.private import make_calendar
from forumapp.core.actor import COMMAND
from forumapp.delegations.models import ItineraryItem
from forumapp.delegations.services.itinerary import ItemFacts, edit_item
from forumapp.duties.services import give_duty
from forumapp.ical.doctor import examine, read_file
from tests.conftest import Client
from tests.ical.checks import check_public, events_of, value_of
from tests.records import (
    a_delegation,
    a_forum,
    a_member,
    a_person,
    an_itinerary_item,
    an_organization,
    both,
)
from tests.support import NOW, an_account

Rows = scoped_session[Session]
BY = {"by": COMMAND, "now": NOW}


def read(client: Client, holder: object, language: str = "en", **facts: object) -> bytes:
    calendar = make_calendar(holder, language=language, **facts, **BY)
    answer = client.get(f"/calendars/{secret_of(calendar)}.ics")
    check_public(answer.data)
    return answer.data


def descriptions(calendar: bytes) -> dict[str, str]:
    events = icalendar.Calendar.from_ical(calendar).walk("VEVENT")
    return {str(event["SUMMARY"]): str(event.get("DESCRIPTION", "")) for event in events}


@pytest.fixture
def item(session: Rows) -> ItineraryItem:
    """A public point with a note, whom the delegation meets there; and another for one member."""
    delegation = a_delegation(state="published", name=both("Harbour journey", "港湾之行"))
    first, other = a_member(delegation, a_person()), a_member(delegation, a_person())
    point = an_itinerary_item(
        delegation,
        title=both("Meeting"),
        is_public=True,
        note=both("Bus at 8:10, door 3\nDark *suit*", "8:10 三号门上车"),
        counterpart_organization=an_organization(name=both("Port Authority", "港务局")),
        counterpart_person=a_person(name=both("Ann Poe")),
    )
    an_itinerary_item(delegation, title=both("Clinic"), note=both("Fasting"), members=[other])
    session.add_all([delegation, first, point])
    session.commit()
    return point


def test_a_point_tells_its_travellers_whom_they_meet_and_their_note(
    session: Rows, client: Client, item: ItineraryItem
):
    whole = read(client, item.delegation)
    assert descriptions(whole)["Meeting"] == (
        "Meets: Port Authority, Ann Poe\n\nBus at 8:10, door 3\nDark suit"
    )
    assert descriptions(whole)["Clinic"] == "Fasting"
    chinese = descriptions(read(client, item.delegation, "zh", alarm_minutes=30))
    assert chinese["Meeting"].startswith("会见：港务局、Ann Poe\n\n8:10 三号门上车")
    assert examine(read_file(whole)) == []


def test_no_public_calendar_has_the_note_of_a_public_point(
    session: Rows, client: Client, item: ItineraryItem
):
    for address in (f"/delegations/{item.delegation.slug}.ics", "/calendar.ics"):
        for each in (address, address.replace(".ics", ".full.ics"), f"/zh{address}"):
            answer = client.get(each)
            assert answer.status_code == 200
            assert b"Meets" not in answer.data
            assert b"Bus at" not in answer.data
    assert b"SUMMARY:Meeting" in client.get(f"/delegations/{item.delegation.slug}.ics").data


def test_a_member_reads_no_note_of_a_point_that_is_not_theirs(
    session: Rows, client: Client, item: ItineraryItem
):
    first, other = item.delegation.members
    assert b"Fasting" not in read(client, first)
    assert b"Fasting" in read(client, other)


def test_the_note_of_a_point_that_is_a_shown_forum_stands_in_that_forums_entry(
    session: Rows, client: Client, item: ItineraryItem
):
    forum = a_forum(title=both("Open forum"))
    session.add(an_itinerary_item(item.delegation, title=both("x"), forum=forum, note=both("Flag")))
    session.commit()
    assert descriptions(read(client, item.delegation))["Open forum"].startswith("Flag\n\n")
    assert b"Flag" not in client.get(f"/forums/{forum.slug}.ics").data


def test_another_note_is_another_answer_and_a_later_sequence(
    session: Rows, client: Client, item: ItineraryItem
):
    calendar = make_calendar(item.delegation, language="en", **BY)
    session.commit()
    address = f"/calendars/{secret_of(calendar)}.ics"
    before = client.get(address)
    facts = {name: getattr(item, name) for name in ItemFacts.__dataclass_fields__}
    texts = {
        name: {each: facts[name].exact(each) for each in facts[name].languages}
        for name in ("title", "place", "note")
    }
    texts["note"]["en"] = "Bus at 9:30"
    edit_item(item, ItemFacts(**{**facts, **texts}), **BY)
    session.commit()
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    sequences = [
        int(value_of(event, "SEQUENCE"))
        for answer in (before, after)
        for event in events_of(answer.data)
        if value_of(event, "SUMMARY") == "Meeting"
    ]
    assert sequences[1] == sequences[0] + 1
    assert descriptions(after.data)["Meeting"].endswith("\n\nBus at 9:30")


def test_who_is_on_duty_reads_their_task_before_what_the_entry_says(
    session: Rows, client: Client, item: ItineraryItem
):
    account, colleague = an_account("staff"), an_account("staff")
    forum = a_forum(title=both("Forum with a desk"), description=both("About ports"))
    session.add_all([account, colleague, forum])
    session.flush()
    calendar = make_calendar(account, language="en", **BY)
    give_duty(forum, account.id, task="reception desk", **BY)
    give_duty(forum, colleague.id, task="stage", **BY)
    session.commit()
    address = f"/calendars/{secret_of(calendar)}.ics"
    first = client.get(address)
    said = descriptions(first.data)["Forum with a desk"]
    assert said.startswith("On duty: reception desk\n\n")
    assert "About ports" in said
    assert "stage" not in said
    give_duty(item.delegation, account.id, task="interpreting", **BY)
    session.commit()
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert descriptions(again.data)["Harbour journey"].startswith("On duty: interpreting")
