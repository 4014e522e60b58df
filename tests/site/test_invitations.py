"""The link of an invitation: who opens it changes nothing, and who answers is answered."""

import pytest
from sqlalchemy import select, text

from forumapp.core.db import db
from forumapp.core.tokens import capability_token
from forumapp.invitations.models import Invitation
from forumapp.registrations.models.bookings import Registration
from tests.records import a_forum, a_venue, an_invitation, the_consent_texts
from tests.support import NOW

FIELDS = {"name": "Lin Qiao", "country": "CN", "language": "en", "taking_part": "1", "people": "1"}


@pytest.fixture(autouse=True)
def clock(app, monkeypatch):
    monkeypatch.setitem(app.config, "CLOCK", lambda: NOW)


@pytest.fixture
def invitation(session) -> Invitation:
    session.add_all(the_consent_texts())
    forum = a_forum(capacity_limit=5, venue=a_venue(), registration_mode="invitation")
    invitation = an_invitation(
        forum, name="Lin Qiao", address="lin@example.org", organization="Harbour", places=3
    )
    session.add(invitation)
    session.commit()
    return invitation


def at(invitation, rest="") -> str:
    return f"/invitations/{capability_token('invitation', invitation.uid, 1)}{rest}"


def everything(session) -> list:
    session.rollback()
    tables = sorted(db.metadata.tables)
    return [
        (name, [tuple(row) for row in session.execute(text(f'select * from "{name}"'))])
        for name in tables
    ]


def people(session) -> list[tuple[str, str]]:
    session.rollback()
    rows = session.scalars(select(Registration).order_by(Registration.id))
    return [(each.name, each.state) for each in rows]


def test_a_scanner_that_opens_every_link_changes_nothing(session, client, invitation):
    before = everything(session)
    for prefix in ("", "/zh"):
        for rest in ("", "/accept", "/decline"):
            for ask in (client.get, client.head):
                assert ask(prefix + at(invitation, rest)).status_code == 200
    assert everything(session) == before


def test_the_form_knows_who_is_invited_and_accepting_leads_to_the_ticket(
    session, client, invitation
):
    page = client.get(at(invitation, "/accept")).text
    assert 'value="Lin Qiao"' in page
    assert 'value="Harbour"' in page
    sent = {**FIELDS, "people": "3", "others-0": "Wang Min", "others-1": ""}
    answer = client.post(at(invitation, "/accept"), data=sent)
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    assert people(session) == [
        ("Lin Qiao", "confirmed"),
        ("Wang Min", "confirmed"),
        ("", "confirmed"),
    ]
    assert client.post(at(invitation, "/accept"), data=sent).status_code == 303
    assert len(people(session)) == 3
    assert "You accepted the invitation" in client.get(at(invitation)).text


def test_without_consent_the_form_comes_back_with_what_was_typed(session, client, invitation):
    sent = {**FIELDS, "taking_part": "", "others-0": "Wang Min"}
    answer = client.post(at(invitation, "/accept"), data=sent)
    assert answer.status_code == 422
    assert 'value="Wang Min"' in answer.text
    assert people(session) == []


def test_declining_keeps_the_word_and_can_be_thought_over(session, client, invitation):
    note = "<b>Travelling</b>"
    assert client.post(at(invitation, "/decline"), data={"note": note}).status_code == 303
    page = client.get(at(invitation)).text
    assert "You declined the invitation" in page
    assert ("you can change your answer" in page, "you can answer here" in page) == (True, False)
    assert "&lt;b&gt;Travelling&lt;/b&gt;" in page
    assert client.post(at(invitation, "/accept"), data=FIELDS).status_code == 303
    assert people(session) == [("Lin Qiao", "confirmed")]


def test_a_page_of_an_invitation_that_cannot_be_answered_says_why(session, client, invitation):
    invitation.state = "withdrawn"
    session.commit()
    assert "has been withdrawn" in client.get("/zh" + at(invitation)).text or "已撤回" in (
        client.get("/zh" + at(invitation)).text
    )
    assert client.post(at(invitation, "/accept"), data=FIELDS).status_code == 303
    assert people(session) == []


def test_who_was_registered_before_sees_their_own_ticket_and_no_one_elses(
    session, client, invitation
):
    from tests.records import a_registration  # noqa: PLC0415

    other = a_registration(invitation.forum, address="boss@example.org", name="The boss")
    own = Registration(
        booking=other.booking,
        forum=invitation.forum,
        reference="OWN",
        name="Lin Qiao",
        address="lin@example.org",
        address_key="lin@example.org",
        language="en",
        state="confirmed",
        state_changed_at=NOW,
        registered_at=NOW,
    )
    session.add_all((other, own))
    session.commit()
    answer = client.post(at(invitation, "/accept"), data=FIELDS)
    assert answer.location.endswith(capability_token("ticket", own.uid, own.link_version))
