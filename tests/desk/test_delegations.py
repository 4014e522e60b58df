"""A delegation's registrations and its focal points' links at the desk."""

import pytest
from sqlalchemy import select

from forumapp.core.tokens import token_hash
from forumapp.delegations.models import Delegation, DelegationForum, FocalLink
from forumapp.history.models import HistoryRow
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.models.bookings import Registration
from tests.records import a_delegation, a_forum, a_member, a_person, both
from tests.support import NOW

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def delegation(session) -> Delegation:
    delegation = a_delegation(focal_point=a_person(name=both("Deng Hua"), email="deng@example.org"))
    delegation.forums.append(DelegationForum(forum=a_forum()))
    for name in ("Lin Yue", "Mei An"):
        a_member(delegation, a_person(name=both(name)))
    session.add(delegation)
    session.commit()
    return delegation


def test_the_secretariat_registers_members_and_cancels_one(session, signed_in, delegation):
    desk, staff = signed_in("organizer"), signed_in("staff")
    home = f"/desk/delegations/{delegation.id}/registrations/"
    at = f"{home}{delegation.forums[0].forum_id}"
    page = desk.get(at).text
    assert 'value="deng@example.org"' in page
    sent = {
        "member_ids": [member.id for member in delegation.members],
        "name": "Deng Hua",
        "address": "deng@example.org",
        "language": "en",
    }
    assert desk.post(at, data={**sent, "address": "nonsense"}).status_code == 422
    assert desk.post(at, data=sent).status_code == 303
    rows = session.scalars(select(Registration).order_by(Registration.id)).all()
    assert [(each.name, each.state) for each in rows] == [
        ("Lin Yue", "confirmed"),
        ("Mei An", "confirmed"),
    ]
    assert "2 of 2 registered" in staff.get(home).text
    assert desk.post(f"{at}/cancel", data={"registration_ids": [rows[0].id]}).status_code == 303
    session.expire_all()
    assert [each.state for each in rows] == ["cancelled", "confirmed"]


def test_a_focal_points_link_is_made_sent_renewed_and_revoked(
    session, client, signed_in, delegation
):
    desk = signed_in("organizer")
    home = f"/desk/delegations/{delegation.id}/"
    sent = {
        "key": "5f0c2b5e-6b7e-4f0e-8d1e-0a4b5c6d7e8f",
        "name": "Deng Hua",
        "address": "deng@example.org",
        "language": "zh",
        "last_day": "2026-12-12",
    }
    past = desk.post(f"{home}focal-links/new", data={**sent, "last_day": "2026-11-01"})
    assert past.status_code == 422
    made = desk.post(f"{home}focal-links/new", data=sent)
    assert made.status_code == 303
    assert desk.post(f"{home}focal-links/new", data=sent).location == made.location
    link = session.scalars(select(FocalLink)).one()
    shown = desk.get(made.location).text
    secret = shown.split("/zh/focal/")[1][:43]
    assert token_hash(secret) == link.link_hash
    assert client.get(f"/zh/focal/{secret}").status_code == 200
    assert desk.post(f"{made.location}mail").status_code == 303
    assert session.scalars(select(OutgoingMail)).one().to_address == "deng@example.org"
    assert desk.post(f"{made.location}renew").status_code == 303
    assert client.get(f"/zh/focal/{secret}").status_code == 404
    assert desk.post(f"{made.location}revoke").location == home
    assert desk.get(made.location).status_code == 404
    session.rollback()
    told = session.scalars(select(HistoryRow.action).order_by(HistoryRow.id)).all()
    assert told == [
        "focal point’s link made",
        "focal point’s link sent by mail",
        "focal point’s link renewed",
        "focal point’s link revoked",
    ]
    assert link.created_at == NOW
    assert "Deng Hua" in desk.get(home).text
