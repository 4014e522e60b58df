"""What is done to delegations: the record, its members, its itinerary."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import UTC, date, datetime

import pytest

from forumapp.core.actor import COMMAND
from forumapp.core.clock import DoubledTime
from forumapp.core.errors import ChangedMeanwhile, Refused
from forumapp.core.text import say
from forumapp.core.transaction import writing
from forumapp.delegations.models import Delegation, DelegationMember
from forumapp.delegations.services import drafting, itinerary, members, visits
from forumapp.delegations.services.drafting import DelegationFacts
from forumapp.delegations.services.itinerary import ItemFacts
from forumapp.delegations.services.members import MemberFacts
from tests.records import a_forum, a_person, an_itinerary_item, both
from tests.support import NOW


def made(**facts):
    known = {
        "name": {"en": "Delegation to the United States"},
        "starts_on": date(2027, 3, 10),
        "ends_on": date(2027, 3, 19),
        "zone": "America/New_York",
    }
    return drafting.create_delegation(DelegationFacts(**{**known, **facts}), by=COMMAND, now=NOW)


def join(delegation, person, **facts):
    return members.add_member(
        delegation, MemberFacts(person_id=person.id, **facts), by=COMMAND, now=NOW
    )


@pytest.fixture
def people(session):
    known = [a_person(name=both(name)) for name in ("Lin Yue", "Chen Suyin", "Wang Hai")]
    session.add_all(known)
    session.flush()
    return known


def test_its_last_day_does_not_come_before_its_first(session):
    with pytest.raises(Refused) as refused:
        made(ends_on=date(2027, 3, 9))
    assert refused.value.field == "ends_on"


def test_who_has_a_point_to_themselves_is_not_removed_before_it(session, people):
    delegation = made()
    lin, chen = (join(delegation, person) for person in people[:2])
    point = an_itinerary_item(delegation, title=both("Clinic"), members=[lin])
    shared = an_itinerary_item(delegation, title=both("Lunch"), members=[lin, chen])
    session.add_all([point, shared])
    session.flush()
    with pytest.raises(Refused) as refused:
        members.remove_member(lin, by=COMMAND, now=NOW)
    said = say(refused.value.sentence, refused.value.values, "en")
    assert said.startswith("“Clinic” is for Lin Yue alone.")
    itinerary.remove_item(point, by=COMMAND, now=NOW)
    members.remove_member(lin, by=COMMAND, now=NOW)
    session.refresh(shared)
    assert shared.members == [chen]


def test_it_has_one_head(session, people):
    delegation = made()
    join(delegation, people[0], rank="head")
    with pytest.raises(Refused) as second:
        join(delegation, people[1], rank="head")
    assert say(second.value.sentence, second.value.values, "en") == (
        "Lin Yue heads the delegation already. Give them another rank first."
    )


def test_nobody_travels_twice_or_beyond_the_places(session, people):
    delegation = made(places=2)
    join(delegation, people[0])
    with pytest.raises(Refused) as twice:
        join(delegation, people[0], rank="adviser")
    join(delegation, people[1])
    with pytest.raises(Refused) as beyond:
        join(delegation, people[2])
    assert "member already" in twice.value.sentence
    assert beyond.value.values == {"places": 2}
    with pytest.raises(Refused) as fewer:
        drafting.edit_delegation(
            delegation,
            DelegationFacts(
                name={"en": "D"},
                starts_on=date(2027, 3, 10),
                ends_on=date(2027, 3, 11),
                places=1,
            ),
            by=COMMAND,
            now=NOW,
        )
    assert fewer.value.field == "places"


def test_members_stand_in_the_order_in_which_they_are_raised(session, people):
    delegation = made()
    for person in people:
        join(delegation, person)
    members.raise_member(delegation.members[2], by=COMMAND, now=NOW)
    session.flush()
    session.expire(delegation)
    assert [member.person for member in delegation.members] == [people[0], people[2], people[1]]


FLIGHT = {
    "kind": "travel",
    "title": {"en": "Flight to New York"},
    "starts": datetime(2027, 3, 10, 13, 0),
    "starts_zone": "Asia/Shanghai",
    "ends": datetime(2027, 3, 10, 14, 40),
    "ends_zone": "America/New_York",
}


def add(delegation, **facts):
    return itinerary.add_item(delegation, ItemFacts(**{**FLIGHT, **facts}), by=COMMAND, now=NOW)


def test_a_flight_keeps_the_wall_time_and_zone_of_each_end(session):
    item = add(made())
    assert item.starts_at == datetime(2027, 3, 10, 5, 0, tzinfo=UTC)
    assert item.ends_at == datetime(2027, 3, 10, 19, 40, tzinfo=UTC)
    assert (item.starts, item.starts_zone) == (datetime(2027, 3, 10, 13, 0), "Asia/Shanghai")
    assert not item.is_public


def test_an_arrival_before_the_departure_is_told_from_an_earlier_clock(session):
    with pytest.raises(Refused) as refused:
        add(made(), ends=datetime(2027, 3, 10, 0, 0))
    assert refused.value.field == "ends"


def test_a_time_that_clocks_skip_is_refused_and_one_that_they_double_is_asked(session):
    delegation = made()
    both_in_new_york = {"starts_zone": "America/New_York", "ends_zone": "America/New_York"}
    with pytest.raises(Refused) as skipped:
        add(
            delegation,
            starts=datetime(2027, 3, 14, 2, 30),
            ends=datetime(2027, 3, 14, 9, 0),
            **both_in_new_york,
        )
    assert (skipped.value.values["earlier"], skipped.value.values["later"]) == ("01:59", "03:00")
    doubled = {
        "starts": datetime(2027, 11, 7, 1, 30),
        "ends": datetime(2027, 11, 7, 9, 0),
        **both_in_new_york,
    }
    with pytest.raises(DoubledTime):
        add(delegation, **doubled)
    item = add(delegation, **doubled, starts_fold=1)
    assert item.starts_at == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


def test_a_point_concerns_the_members_who_are_named(session, people):
    delegation = made()
    chosen = join(delegation, people[0])
    join(delegation, people[1])
    item = itinerary.add_item(
        delegation, ItemFacts(**FLIGHT), member_ids=[chosen.id, 999], by=COMMAND, now=NOW
    )
    assert item.members == [chosen]


def test_exactly_the_chosen_forums_are_visited(session):
    first, second = a_forum(), a_forum()
    session.add_all([first, second])
    delegation = made()
    session.flush()
    visits.set_forums_of(delegation, [first.id], by=COMMAND, now=NOW)
    visits.set_forums_of(delegation, [second.id], by=COMMAND, now=NOW)
    session.expire(delegation)
    assert [visit.forum for visit in delegation.forums] == [second]


def test_the_last_place_goes_to_one_of_two_who_join_at_the_same_moment(app, session, people):
    delegation = made(places=1)
    session.flush()
    delegation_id, person_ids = delegation.id, [person.id for person in people]
    session.commit()

    def join_at_once(person_id: int) -> bool:
        with app.app_context():
            try:
                with writing() as own:
                    facts = MemberFacts(person_id=person_id)
                    members.add_member(
                        own.get_one(Delegation, delegation_id), facts, by=COMMAND, now=NOW
                    )
            except Refused:
                return False
            return True

    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(Context().run, join_at_once, each) for each in person_ids]
        joined = [each.result(timeout=60) for each in asked]
    assert sorted(joined) == [False, False, True]
    assert session.query(DelegationMember).count() == 1


def test_who_edits_what_another_editor_has_changed_meanwhile_is_told(session, people):
    delegation = made()
    member, item = join(delegation, people[0]), add(delegation)
    seen = member.version, item.version
    facts = MemberFacts(person_id=people[0].id, rank="adviser")
    members.edit_member(member, facts, version=seen[0], by=COMMAND, now=NOW)
    moved = ItemFacts(**{**FLIGHT, "kind": "meeting"})
    itinerary.edit_item(item, moved, version=seen[1], by=COMMAND, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        members.edit_member(member, facts, version=seen[0], by=COMMAND, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        itinerary.edit_item(item, moved, version=seen[1], by=COMMAND, now=NOW)
