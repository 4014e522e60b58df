"""What is done to venues and their rooms."""

import pytest

from forumapp.core.actor import COMMAND
from forumapp.core.errors import Refused
from forumapp.venues.services import (
    RoomFacts,
    VenueFacts,
    add_room,
    create_venue,
    delete_venue,
    remove_room,
)
from tests.records import a_forum
from tests.support import NOW


def made(**facts):
    known = {"name": {"en": "Riverside Hall"}, "zone": "America/New_York", "city": {"zh": "纽约"}}
    return create_venue(VenueFacts(**{**known, **facts}), by=COMMAND, now=NOW)


def test_lists_and_feeds_filter_by_the_readable_key_of_the_city(session):
    assert made().city_key == "niu-yue"
    assert made(city={"en": "New York", "zh": "纽约"}).city_key == "new-york"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"zone": "America/Gotham"}, "zone"),
        ({"latitude": 40.7}, "latitude"),
        ({"latitude": 91.0, "longitude": 0.0}, "latitude"),
        ({"name": {}}, "name"),
    ],
)
def test_what_cannot_be_true_of_a_venue_is_refused(session, facts, field):
    with pytest.raises(Refused) as refused:
        made(**facts)
    assert refused.value.field == field


def test_rooms_stand_in_the_order_in_which_they_were_added(session):
    venue = made()
    for name in ("Hall C", "Hall A"):
        add_room(venue, RoomFacts(name={"en": name}, seats=40), by=COMMAND, now=NOW)
    session.flush()
    session.expire(venue)
    assert [(room.name.exact("en"), room.position) for room in venue.rooms] == [
        ("Hall C", 0),
        ("Hall A", 1),
    ]


def test_a_room_where_a_forum_is_held_stays_and_its_venue_with_it(session):
    venue = made()
    room = add_room(venue, RoomFacts(name={"en": "Hall C"}), by=COMMAND, now=NOW)
    session.flush()
    session.add(a_forum(room=room))
    session.flush()
    with pytest.raises(Refused) as in_use:
        remove_room(room, by=COMMAND, now=NOW)
    with pytest.raises(Refused) as needed:
        delete_venue(venue, by=COMMAND, now=NOW)
    assert in_use.value.values["dependents"].counts == {"forum": 1}
    assert needed.value.values["dependents"].counts == {"forum": 1}
