"""Calendars by secret addresses: who gets what, and what must not be in them."""

import gzip
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from forumapp.calendars.models import PrivateCalendar
from forumapp.calendars.queries.private import secret_of
from forumapp.calendars.services.private import make_calendar, renew_address, revoke_calendar
from forumapp.core.actor import COMMAND
from forumapp.delegations.models import Delegation, DelegationForum
from forumapp.delegations.services.itinerary import remove_item
from forumapp.delegations.services.visits import set_forums_of
from forumapp.duties.services import give_duty, take_back_duty
from forumapp.publishing.delegations import (
    cancel_delegation,
    publish_delegation,
    withdraw_delegation,
)
from forumapp.publishing.forums import cancel_forum
from tests.conftest import Client, Clock
from tests.ical.checks import check_public, events_of, value_of
from tests.records import (
    a_delegation,
    a_forum,
    a_member,
    a_person,
    a_session,
    an_appearance,
    an_itinerary_item,
    both,
)
from tests.support import NOW, an_account

Rows = scoped_session[Session]
BY = {"by": COMMAND, "now": NOW}


def made(holder: Any, **facts: Any) -> PrivateCalendar:
    return make_calendar(holder, **{"language": "en", **facts}, **BY)


def address_of(calendar: PrivateCalendar, ending: str = "ics") -> str:
    return f"/calendars/{secret_of(calendar)}.{ending}"


def read(client: Client, calendar: PrivateCalendar, ending: str = "ics") -> bytes:
    answer = client.get(address_of(calendar, ending))
    assert answer.status_code == 200, answer.text
    check_public(answer.data)
    return answer.data


def titles(calendar: bytes) -> list[str]:
    return sorted(value_of(event, "SUMMARY") for event in events_of(calendar))


@pytest.fixture
def journey(session: Rows) -> Delegation:
    """A draft, with points for everybody, for one, for the other, and what others may not know of."""
    delegation = a_delegation(state="draft", release_at=None)
    lin, mei = a_member(delegation, a_person()), a_member(delegation, a_person())
    an_itinerary_item(delegation, title=both("Briefing for all", "全体说明会"))
    an_itinerary_item(
        delegation, title=both("Dinner of Lin"), members=[lin], place=both("Lin's table")
    )
    an_itinerary_item(delegation, title=both("Clinic of Mei"), members=[mei])
    an_itinerary_item(delegation, title=both("Talk of both"), members=[lin, mei])
    another = a_delegation(name=both("Another journey"))
    an_itinerary_item(another, title=both("Foreign point"), is_public=True)
    hidden = a_forum(title=both("Undisclosed forum"), state="draft", release_at=None)
    seen = a_forum(title=both("Open forum"))
    delegation.forums = [DelegationForum(forum=hidden), DelegationForum(forum=seen)]
    session.add_all([delegation, another])
    session.commit()
    return delegation


# ------------------------------------------------------------------ what each kind holds


def test_the_whole_journey_holds_every_point_while_the_public_knows_of_nothing(
    session: Rows, client: Client, journey: Delegation
):
    whole = made(journey)
    assert titles(read(client, whole)) == [
        *("Briefing for all", "Clinic of Mei", "Dinner of Lin", "Open forum", "Talk of both")
    ]
    everything = client.get("/calendar.ics").data
    assert client.get(f"/delegations/{journey.slug}.ics").status_code == 404
    assert b"Briefing" not in everything
    assert journey.slug.encode() not in everything
    assert client.get("/delegations/").text.count("Harbour delegation") == 0


def test_a_published_point_stays_private_in_public(
    session: Rows, client: Client, journey: Delegation
):
    publish_delegation(journey, **BY)
    whole, public = made(journey), f"/delegations/{journey.slug}.ics"
    assert len(titles(read(client, whole))) == 6
    assert titles(client.get(public).data) == [
        "Harbour delegation to the United States",
        "Open forum",
    ]


def test_a_member_gets_what_is_for_everybody_and_for_them(
    session: Rows, client: Client, journey: Delegation
):
    lin, mei = (made(member) for member in journey.members)
    for_lin, for_mei = read(client, lin), read(client, mei)
    assert titles(for_lin) == ["Briefing for all", "Dinner of Lin", "Open forum", "Talk of both"]
    assert titles(for_mei) == ["Briefing for all", "Clinic of Mei", "Open forum", "Talk of both"]
    for secret in (b"Dinner", b"table"):
        assert secret not in for_mei
        assert secret not in read(client, mei, "full.ics")


def test_a_forum_that_is_a_point_for_one_member_is_in_that_ones_calendar_alone(
    session: Rows, client: Client, journey: Delegation
):
    lin, mei = journey.members
    seen = next(visit.forum for visit in journey.forums if visit.forum.state == "published")
    session.add(an_itinerary_item(journey, title=both("Lin opens it"), forum=seen, members=[lin]))
    for_lin, for_mei = read(client, made(lin)), read(client, made(mei))
    assert "Open forum" in titles(for_lin)
    assert "Lin opens it" not in titles(for_lin)
    assert "Open forum" not in titles(for_mei)
    assert b"opens it" not in for_mei


def test_a_speaker_gets_sessions_at_their_hour_and_other_forums_whole(
    session: Rows, client: Client
):
    speaker, other = a_person(), a_person()
    congress = a_forum(title=both("Congress"))
    keynote = a_session(congress, title=both("Keynote"))
    workshop = a_session(congress, title=both("Workshop of another"))
    an_appearance(congress, speaker, session=keynote)
    an_appearance(congress, other, session=workshop)
    table = a_forum(title=both("Round table"))
    an_appearance(table, speaker)
    draft = a_forum(title=both("Undisclosed forum"), state="draft", release_at=None)
    an_appearance(draft, speaker)
    an_appearance(draft, speaker, session=a_session(draft, title=both("Undisclosed talk")))
    session.add_all([congress, table, draft])
    session.commit()
    calendar = read(client, made(speaker))
    assert titles(calendar) == ["Keynote", "Round table"]
    ends = {value_of(each, "SUMMARY"): value_of(each, "DTEND") for each in events_of(calendar)}
    assert ends == {"Keynote": "20261208T123000", "Round table": "20261208T140000"}


def test_who_has_a_part_in_a_forum_is_told_before_its_release_and_a_delegation_is_not(
    session: Rows, client: Client, journey: Delegation
):
    speaker, colleague = a_person(), an_account("staff")
    forum = a_forum(title=both("Embargoed forum"), release_at=NOW + timedelta(days=2))
    an_appearance(forum, speaker)
    journey.forums.append(DelegationForum(forum=forum))
    session.add_all([forum, colleague])
    session.commit()
    give_duty(forum, colleague.id, **BY)
    assert titles(read(client, made(speaker))) == ["Embargoed forum"]
    assert titles(read(client, made(colleague))) == ["Embargoed forum"]
    assert "Embargoed forum" not in titles(read(client, made(journey)))
    assert b"Embargoed" not in client.get("/calendar.ics").data


def test_a_journey_whose_page_is_withdrawn_is_not_called_off(
    session: Rows, client: Client, journey: Delegation
):
    publish_delegation(journey, **BY)
    withdraw_delegation(journey, **BY)
    told = read(client, made(journey))
    assert "Briefing for all" in titles(told)
    assert b"STATUS:CANCELLED" not in told


def test_the_staff_get_what_they_are_on_duty_for(
    session: Rows, client: Client, journey: Delegation
):
    account, door = an_account("staff"), a_forum(title=both("Forum with a door"))
    session.add_all([account, door, a_forum(title=both("Forum of colleagues"))])
    session.flush()
    give_duty(door, account.id, task="Door", **BY)
    calendar = made(account)
    assert titles(read(client, calendar)) == ["Forum with a door"]
    duty = give_duty(journey, account.id, **BY)
    assert len(titles(read(client, calendar))) == 6
    take_back_duty(journey, duty.id, **BY)
    assert titles(read(client, calendar)) == ["Forum with a door"]


def test_the_calendar_of_a_disabled_account_answers_nobody(session: Rows, client: Client):
    account = an_account("staff")
    session.add(account)
    session.flush()
    calendar = made(account)
    assert client.get(address_of(calendar)).status_code == 200
    account.active = False
    assert client.get(address_of(calendar)).status_code == 404


# ------------------------------------------------------------------ changes


def test_a_point_of_a_draft_counts_its_changes_and_keeps_its_uid(
    session: Rows, client: Client, journey: Delegation
):
    calendar = made(journey.members[0])
    (before,) = [e for e in events_of(read(client, calendar)) if "Dinner" in value_of(e, "SUMMARY")]
    item = next(item for item in journey.items if item.title.text("en") == "Dinner of Lin")
    item.title = both("Supper of Lin")
    session.commit()
    (after,) = [e for e in events_of(read(client, calendar)) if "Supper" in value_of(e, "SUMMARY")]
    assert value_of(before, "UID") == value_of(after, "UID")
    assert int(value_of(after, "SEQUENCE")) == int(value_of(before, "SEQUENCE")) + 1
    publish_delegation(journey, **BY)
    (public,) = [e for e in events_of(read(client, calendar)) if "Supper" in value_of(e, "SUMMARY")]
    assert public == after


def test_a_cancelled_journey_is_cancelled_in_every_calendar_of_it(
    session: Rows, client: Client, journey: Delegation
):
    calendar = made(journey.members[0], alarm_minutes=30)
    publish_delegation(journey, **BY)
    cancel_delegation(journey, **BY)
    events = events_of(read(client, calendar))
    stands = {value_of(e, "SUMMARY"): value_of(e, "STATUS") for e in events}
    assert stands.pop("Open forum") == "CONFIRMED"
    assert set(stands.values()) == {"CANCELLED"}
    assert len(stands) == 4


def test_a_point_that_is_removed_is_gone(session: Rows, client: Client, journey: Delegation):
    calendar = made(journey)
    remove_item(journey.items[0], **BY)
    assert "Briefing for all" not in titles(read(client, calendar))


def test_a_cancelled_forum_leaves_thirty_days_after_its_end(
    session: Rows, client: Client, clock: Clock, journey: Delegation
):
    seen = next(visit.forum for visit in journey.forums if visit.forum.state == "published")
    calendar = made(journey)
    cancel_forum(seen, reason=both(""), **BY)
    assert "CANCELLED / 已取消: Open forum" in titles(read(client, calendar))
    clock.now = seen.ends_at + timedelta(days=32)
    assert "CANCELLED / 已取消: Open forum" not in titles(read(client, calendar))


def test_a_flight_leaves_and_lands_in_the_zones_of_its_places(
    session: Rows, client: Client, journey: Delegation
):
    flight = an_itinerary_item(
        journey,
        title=both("Flight to Beijing"),
        kind="travel",
        starts=datetime(2026, 12, 12, 13, 10),
        starts_zone="America/New_York",
        ends=datetime(2026, 12, 13, 15, 45),
        ends_zone="Asia/Shanghai",
    )
    session.add(flight)
    written = read(client, made(journey.members[0])).decode()
    assert "DTSTART;TZID=America/New_York:20261212T131000\r\n" in written
    assert "DTEND;TZID=Asia/Shanghai:20261213T154500\r\n" in written


def test_the_forums_of_a_journey_follow(session: Rows, client: Client, journey: Delegation):
    calendar = made(journey)
    set_forums_of(journey, [], **BY)
    assert "Open forum" not in titles(read(client, calendar))


# ------------------------------------------------------------------ language, reminders


def test_it_speaks_its_own_language(session: Rows, client: Client, journey: Delegation):
    calendar = made(journey, language="zh")
    assert "全体说明会" in titles(read(client, calendar))
    assert "X-WR-CALNAME:行程：港湾访美代表团" in read(client, calendar).decode()


@pytest.mark.parametrize("ending", ["ics", "full.ics"])
def test_reminders_stand_where_there_is_an_hour_to_be_reminded_of(
    session: Rows, client: Client, journey: Delegation, ending: str
):
    publish_delegation(journey, **BY)
    lines = read(client, made(journey, alarm_minutes=120), ending).decode().split("\r\n")
    assert lines.count("TRIGGER:-PT120M") == 5  # all but the journey's own days
    assert "BEGIN:VALARM" not in read(client, made(journey), ending).decode()
    assert b"VALARM" not in client.get(f"/delegations/{journey.slug}.{ending}").data


# ------------------------------------------------------------------ the address


def test_unknown_and_revoked_addresses_are_answered_alike(
    session: Rows, client: Client, journey: Delegation
):
    calendar = made(journey)
    address = address_of(calendar)
    assert client.get(address).status_code == 200
    revoke_calendar(calendar, **BY)
    revoked, unknown = client.get(address), client.get(f"/calendars/{'n' * 43}.ics")
    assert revoked.status_code == unknown.status_code == 404
    bodies = {re.sub("[A-Za-z0-9_-]{43}", "", answer.text) for answer in (revoked, unknown)}
    assert len(bodies) == 1


def test_a_renewed_address_replaces_the_one_before_at_once(
    session: Rows, client: Client, journey: Delegation
):
    calendar = made(journey)
    before = address_of(calendar)
    renew_address(calendar, **BY)
    assert client.get(before).status_code == 404
    assert client.get(address_of(calendar)).status_code == 200


def test_a_calendar_goes_with_the_member(session: Rows, client: Client, journey: Delegation):
    address = address_of(made(journey.members[0]))
    journey.items.clear()
    journey.members.pop(0)
    assert client.get(address).status_code == 404


def test_the_answer_is_nobody_elses(session: Rows, client: Client, journey: Delegation):
    calendar = made(journey)
    answer = client.get(address_of(calendar))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Access-Control-Allow-Origin" not in answer.headers
    head = client.head(address_of(calendar))
    assert head.headers["Content-Length"] == str(len(answer.data))
    etag = answer.headers["ETag"]
    again = client.get(address_of(calendar), headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    zipped = client.get(address_of(calendar), headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.data) == answer.data
    assert zipped.headers["ETag"] != etag


def test_an_unchanged_answer_ends_with_a_change_of_the_calendar_itself(
    session: Rows, client: Client, journey: Delegation
):
    calendar = made(journey)
    etag = client.get(address_of(calendar)).headers["ETag"]
    item = journey.items[0]
    item.members = [journey.members[0]]
    answer = client.get(address_of(calendar), headers={"If-None-Match": etag})
    assert answer.status_code == 200


# ------------------------------------------------------------------ the page of its reader


def test_its_reader_gets_a_page_in_the_calendars_language(
    session: Rows, client: Client, journey: Delegation
):
    calendar = made(journey.members[1], language="zh", alarm_minutes=30)
    at = address_of(calendar).removesuffix(".ics")
    answer = client.get(at, headers={"Accept-Language": "en"})
    page = answer.text
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert '<html lang="zh-Hans">' in page
    assert "请勿转发给他人" in page
    assert "提前30分钟" in page
    assert "全体说明会" in page
    assert "Dinner of Lin" not in page
    assert f"{at}.ics" in page
    assert "hreflang" not in page
    session.refresh(calendar)
    assert calendar.last_used_at is None


def test_its_page_tells_what_comes_with_its_zones(
    session: Rows, client: Client, journey: Delegation
):
    flight = an_itinerary_item(
        journey,
        title=both("Flight"),
        starts=datetime(2026, 12, 9, 18, 5),
        starts_zone="America/New_York",
        ends=datetime(2026, 12, 9, 21, 30),
        ends_zone="America/Los_Angeles",
    )
    past = an_itinerary_item(
        journey,
        title=both("Long over"),
        starts=datetime(2026, 11, 2, 9),
        ends=datetime(2026, 11, 2, 10),
    )
    session.add_all([flight, past])
    session.commit()
    page = client.get(address_of(made(journey)).removesuffix(".ics")).text
    assert "New York time, until 9\u00a0December\u00a02026, 21:30 Los Angeles time" in page
    assert "Long over" not in page
    publish_delegation(journey, **BY)
    cancel_delegation(journey, **BY)
    page = client.get(address_of(made(journey)).removesuffix(".ics")).text
    assert "<s>Flight</s>" in page


def test_inside_wechat_its_page_shows_the_way_out_and_the_address(
    session: Rows, client: Client, journey: Delegation
):
    at = address_of(made(journey))
    page = client.get(
        at.removesuffix(".ics"), headers={"User-Agent": "Mobile MicroMessenger/8.0.44"}
    ).text
    assert "Open in browser" in page
    assert f"{at}</code>" in page
    assert "webcal:" not in page


def test_an_unknown_a_renewed_and_a_revoked_page_are_the_same_404_in_both_languages(
    session: Rows, client: Client, journey: Delegation
):
    renewed, revoked = made(journey), made(journey.members[0])
    pages = [address_of(each).removesuffix(".ics") for each in (renewed, revoked)]
    renew_address(renewed, **BY)
    revoke_calendar(revoked, **BY)
    answers = [client.get(at) for at in (*pages, "/calendars/" + "a" * 43)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "it may have been renewed or revoked" in answers[0].text
    assert "地址可能已更换或撤销" in answers[0].text


def test_last_use_is_noted_once_an_hour(
    session: Rows, client: Client, clock: Clock, journey: Delegation
):
    calendar = made(journey)

    def use_after(minutes: int) -> datetime | None:
        clock.now = NOW + timedelta(minutes=minutes)
        client.get(address_of(calendar), buffered=True)
        session.refresh(calendar)
        return calendar.last_used_at

    assert calendar.last_used_at is None
    assert use_after(0) == NOW
    assert use_after(59) == NOW
    assert use_after(61) == NOW + timedelta(minutes=61)
