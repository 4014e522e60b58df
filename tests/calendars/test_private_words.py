"""What stands in a private calendar alone: the travellers' note, whom they meet, a task on duty."""

from datetime import UTC, datetime

import icalendar
import pytest
from sqlalchemy.orm import Session, scoped_session

from forumapp.calendars.queries.private import secret_of
from forumapp.calendars.services.private import make_calendar
from forumapp.core.actor import COMMAND
from forumapp.delegations.models import DelegationForum, ItineraryItem
from forumapp.delegations.services.itinerary import ItemFacts, edit_item, remove_item
from forumapp.duties.services import give_duty, take_back_duty
from forumapp.ical.doctor import examine, read_file
from forumapp.organizations.services import OrganizationFacts
from forumapp.publishing.records import edit_named_organization
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
from tests.support import NEXT_YEAR, NOW, an_account

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


def facts_of(item: ItineraryItem, **other: object) -> ItemFacts:
    """What it is, but for some facts."""
    facts = {name: getattr(item, name) for name in ItemFacts.__dataclass_fields__}
    texts = {
        name: {each: facts[name].exact(each) for each in (facts[name] or both("")).languages}
        for name in ("title", "place", "note")
    }
    return ItemFacts(**{**facts, **texts, **other})


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
    edit_item(item, facts_of(item, note={"en": "Bus at 9:30"}), **BY)
    session.commit()
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert sequence(after.data, "Meeting") == sequence(before.data, "Meeting") + 1
    assert descriptions(after.data)["Meeting"].endswith("\n\nBus at 9:30")


def stamps(calendar: bytes, summary: str) -> tuple[int, str]:
    """SEQUENCE, and the DTSTAMP that LAST-MODIFIED is too."""
    (event,) = [each for each in events_of(calendar) if value_of(each, "SUMMARY") == summary]
    assert value_of(event, "DTSTAMP") == value_of(event, "LAST-MODIFIED")
    return int(value_of(event, "SEQUENCE")), value_of(event, "DTSTAMP")


def sequence(calendar: bytes, summary: str) -> int:
    return stamps(calendar, summary)[0]


def test_another_note_gives_the_public_entry_no_number(
    session: Rows, client: Client, item: ItineraryItem
):
    address = f"/delegations/{item.delegation.slug}.ics"
    before = client.get(address).data
    edit_item(item, facts_of(item, note={"en": "Bus at 9:30"}), **BY)
    session.commit()
    assert events_of(client.get(address).data) == events_of(before)


def test_a_hosts_new_name_is_a_later_entry_of_the_journey(
    session: Rows, client: Client, item: ItineraryItem
):
    """Of the forum that is a point of it too, and nobody else's."""
    host = item.counterpart_organization
    forum = a_forum(title=both("Open forum"))
    session.add(
        an_itinerary_item(
            item.delegation, title=both("x"), forum=forum, counterpart_organization=host
        )
    )
    session.commit()
    calendar = make_calendar(item.delegation, language="en", **BY)
    session.commit()
    addresses = [f"/calendars/{secret_of(calendar)}.ics", f"/forums/{forum.slug}.ics"]
    before, public = [client.get(each).data for each in addresses]
    at = datetime(NEXT_YEAR, 3, 1, 12, tzinfo=UTC)  # entries are written at the real time
    facts = OrganizationFacts(name={"en": "Harbour Board"}, kind=host.kind)
    edit_named_organization(host, facts, by=COMMAND, now=at)
    session.commit()
    after, still_public = [client.get(each).data for each in addresses]
    for summary in ("Meeting", "Open forum"):
        assert "Meets: Harbour Board" in descriptions(after)[summary]
        assert stamps(after, summary) == (sequence(before, summary) + 1, f"{NEXT_YEAR}0301T120000Z")
    head = after.partition(b"BEGIN:VTIMEZONE")[0].decode()
    assert f"\r\nLAST-MODIFIED:{NEXT_YEAR}0301T120000Z\r\n" in head
    assert events_of(still_public) == events_of(public)


def test_no_entry_gets_a_lower_number_when_what_was_told_of_it_is_gone(
    session: Rows, client: Client, item: ItineraryItem
):
    forum = a_forum(title=both("Open forum"))
    visit = an_itinerary_item(item.delegation, title=both("x"), forum=forum, note=both("Flag"))
    account = an_account("staff")
    session.add_all([account, visit, DelegationForum(delegation=item.delegation, forum=forum)])
    session.flush()
    calendar = make_calendar(account, language="en", **BY)
    give_duty(item.delegation, account.id, **BY)
    given = give_duty(forum, account.id, task="stage", **BY)
    session.commit()
    address = f"/calendars/{secret_of(calendar)}.ics"
    numbers = [sequence(client.get(address).data, "Open forum")]
    for change in (
        lambda: edit_item(visit, facts_of(visit, note={"en": "Two flags"}), **BY),
        lambda: remove_item(visit, **BY),
        lambda: take_back_duty(forum, given.id, **BY),
        lambda: give_duty(forum, account.id, task="reception desk", **BY),
    ):
        change()
        session.commit()
        numbers.append(sequence(client.get(address).data, "Open forum"))
    assert numbers == [numbers[0] + each for each in range(5)]
    assert "On duty: reception desk" in descriptions(client.get(address).data)["Open forum"]


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
