"""A delegation registers its members for a forum: in one act, within its places, each with an own ticket."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from forumapp.core.actor import COMMAND, Actor
from forumapp.core.errors import Refused
from forumapp.core.transaction import writing
from forumapp.delegations.models import Delegation, DelegationForum
from forumapp.forums.models import Forum
from forumapp.history.models import HistoryRow
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.delegations import standings_at
from forumapp.registrations.services.delegating import (
    Arranger,
    cancel_members,
    register_members,
)
from forumapp.registrations.services.substituting import Substitute, name_substitute
from tests.records import a_delegation, a_member, a_person, a_registration, an_organization, both
from tests.support import NOW

FOCAL = Arranger(name="Deng Hua", address="deng@example.org", language="zh")
BY = {"by": Actor.focal_point("Deng Hua"), "now": NOW}


@pytest.fixture
def delegation(session, forum) -> Delegation:
    """Three members at the forum, by application and long before it opens; one has no address."""
    forum.capacity_limit, forum.registration_mode = 10, "approval"
    delegation = a_delegation(sending_organization=an_organization())
    delegation.forums.append(DelegationForum(forum=forum))
    for name, email in (("Lin Yue", "lin@example.org"), ("Mei An", "mei@example.org"), ("Wu", "")):
        person = a_person(name=both(name, f"{name}先生"), email=email, country="CN")
        a_member(delegation, person, capacity=both("Adviser", "顾问"))
    session.add(delegation)
    session.commit()
    return delegation


def ids(delegation: Delegation, *which: int) -> list[int]:
    return [delegation.members[each].id for each in which]


def register(delegation: Delegation, forum: Forum, *which: int, arranger: Arranger = FOCAL):
    with writing():
        return register_members(delegation, forum, ids(delegation, *which), arranger, **BY)


def states(session, delegation: Delegation, forum: Forum) -> list[str]:
    session.rollback()
    known = standings_at(delegation, forum)
    return [each.registration.state if each.registration else "" for each in known]


def mails(session) -> list[tuple[str, str, bool]]:
    rows = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
    return [(each.kind, each.to_address, each.calendar is not None) for each in rows]


def test_members_are_registered_in_one_act_each_with_a_ticket_of_their_own(
    session, forum, delegation
):
    people = register(delegation, forum, 0, 2)
    assert len({each.booking_id for each in people}) == 1
    assert people[0].booking.made_by == "delegation"
    assert [(each.name, each.address, each.organization, each.position) for each in people] == [
        ("Lin Yue先生", "lin@example.org", "港湾基金会", "顾问"),
        ("Wu先生", None, "港湾基金会", "顾问"),
    ]
    assert len({each.link_hash for each in people}) == 2
    assert states(session, delegation, forum) == ["confirmed", "", "confirmed"]
    assert mails(session) == [
        ("registration_confirmed", "lin@example.org", True),
        ("registration_confirmed", "deng@example.org", False),
        ("booking_made", "deng@example.org", False),
    ]
    told = session.scalars(select(HistoryRow).where(HistoryRow.kind == "delegation")).all()
    assert [(row.action, row.actor_label, row.changes["people"]) for row in told] == [
        ("members registered", "Deng Hua", 2)
    ]


def test_who_is_registered_already_is_skipped_also_who_came_by_themselves(
    session, forum, delegation
):
    session.add(a_registration(forum, address="mei@example.org"))
    session.commit()
    register(delegation, forum, 0)
    assert len(register(delegation, forum, 0, 1, 2)) == 1
    assert register(delegation, forum, 0, 1, 2) == []
    assert states(session, delegation, forum) == ["confirmed"] * 3
    assert len(session.scalars(select(Registration)).all()) == 3


def test_a_shared_address_is_one_persons_and_the_others_mail_goes_to_who_arranges(
    session, forum, delegation
):
    delegation.members[1].person.email = "LIN@example.org"
    session.commit()
    people = register(delegation, forum, 0, 1)
    assert [each.address for each in people] == ["lin@example.org", None]


def test_one_more_than_the_places_of_the_delegation_is_refused_whole(session, forum, delegation):
    delegation.places = 3
    session.commit()
    people = register(delegation, forum, 0, 1)
    with writing():
        substitute = Substitute("Somebody Else", "else@example.org")
        name_substitute(people[0], substitute, {"taking_part": 1}, **BY)
    with pytest.raises(Refused, match="Choose fewer members") as refused:
        register(delegation, forum, 0, 2)
    assert refused.value.values["left"] == 1
    assert states(session, delegation, forum) == ["", "confirmed", "", "confirmed"]
    register(delegation, forum, 2)
    assert states(session, delegation, forum) == ["", "confirmed", "confirmed", "confirmed"]


def test_two_who_register_others_at_once_do_not_go_beyond_the_places(
    app, session, forum, delegation
):
    delegation.places = 1
    forum_id, delegation_id, member_ids = forum.id, delegation.id, ids(delegation, 0, 1, 2)
    session.commit()
    ready, outcomes = Barrier(len(member_ids)), []

    def run(member_id: int) -> None:
        with app.app_context():
            ready.wait(timeout=20)
            try:
                with writing() as own:
                    journey = own.get_one(Delegation, delegation_id)
                    at = own.get_one(Forum, forum_id)
                    register_members(journey, at, [member_id], FOCAL, **BY)
                outcomes.append("registered")
            except Refused:
                outcomes.append("refused")

    threads = [Thread(target=run, args=(each,)) for each in member_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["refused", "refused", "registered"]
    session.rollback()
    session.refresh(forum)
    assert (forum.taken, len(session.scalars(select(Registration)).all())) == (1, 1)


def test_who_arranged_has_copies_without_the_entry_where_they_wish(session, forum, delegation):
    wishing = Arranger(
        name="Deng Hua", address="deng@example.org", language="en", wants_copies=True
    )
    register(delegation, forum, 0, 2, arranger=wishing)
    assert mails(session) == [
        ("registration_confirmed", "lin@example.org", True),
        ("registration_confirmed", "deng@example.org", False),
        ("registration_confirmed", "deng@example.org", False),
        ("booking_made", "deng@example.org", False),
    ]
    original, copy = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()[:2]
    assert "A copy for you: this mail went to Lin Yue" in copy.text_body
    assert "A copy for you" not in original.text_body
    assert (original.links["ticket"]["purpose"], copy.links["ticket"]["purpose"]) == (
        "ticket",
        "registration",
    )


def test_what_the_delegation_made_can_be_cancelled_and_nothing_else(session, forum, delegation):
    by_herself = a_registration(forum, address="mei@example.org")
    stranger = a_registration(forum)
    session.add_all((by_herself, stranger))
    session.commit()
    people = register(delegation, forum, 0, 2)
    others = [by_herself.id, stranger.id]
    with pytest.raises(Refused, match="at least one registration"), writing():
        cancel_members(delegation, forum, others, **BY)
    with writing():
        gone = cancel_members(delegation, forum, [people[0].id, *others], **BY)
    assert [each.name for each in gone] == ["Lin Yue先生"]
    assert states(session, delegation, forum) == ["cancelled", "confirmed", "confirmed"]
    told = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert (told.kind, told.to_address) == ("registration_cancelled", "lin@example.org")
    assert "Deng Hua" in told.text_body
    register(delegation, forum, 0)
    assert states(session, delegation, forum) == ["confirmed"] * 3


@pytest.mark.parametrize("chosen", [[], [None], [10**8]])
def test_nobody_of_the_delegation_is_nobody(forum, delegation, chosen):
    with pytest.raises(Refused, match="at least one member"), writing():
        register_members(delegation, forum, chosen, FOCAL, by=COMMAND, now=NOW)


def test_members_of_another_delegation_are_never_registered(session, forum, delegation):
    other = a_delegation()
    member = a_member(other, a_person(email="zhao@example.org"))
    session.add(other)
    session.commit()
    with pytest.raises(Refused, match="at least one member"), writing():
        register_members(delegation, forum, [member.id], FOCAL, **BY)
    assert session.scalars(select(Registration)).all() == []
