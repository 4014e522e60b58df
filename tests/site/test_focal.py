"""The link of a focal point: its own delegation and forums, and nobody else, ever."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from forumapp.core.actor import COMMAND
from forumapp.delegations.models import Delegation, DelegationForum, FocalLink
from forumapp.delegations.queries import secret_of_focal_link
from forumapp.delegations.services.focal import (
    FocalFacts,
    forget_focal_links,
    mail_focal_link,
    make_focal_link,
    renew_focal_link,
    revoke_focal_link,
)
from forumapp.forums.models import Forum
from forumapp.mail.message import message_of
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.models.bookings import Registration
from tests.records import (
    a_delegation,
    a_forum,
    a_member,
    a_person,
    a_registration,
    a_venue,
    both,
    the_consent_texts,
)
from tests.support import NOW

BY = {"by": COMMAND, "now": NOW}
FACTS = FocalFacts(
    name="Deng Hua", address="deng@example.org", language="en", last_day=date(2026, 12, 12)
)
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def forum(session) -> Forum:
    session.add_all(the_consent_texts())
    forum = a_forum(title=both("Open harbours", "开放港湾"), capacity_limit=9, venue=a_venue())
    session.add(forum)
    session.flush()
    return forum


@pytest.fixture
def link(session, forum) -> FocalLink:
    """Of a delegation of two; a stranger and a foreign delegation are at the same forum."""
    delegation = of_two(forum, "Lin Yue", "lin@example.org", "Mei An", "")
    foreign = of_two(forum, "Foreign Guest", "foreign@example.org", "Other Guest", "")
    stranger = a_registration(forum, name="Total Stranger", address="stranger@example.org")
    hidden = a_forum(title=both("Undisclosed forum"), state="draft", release_at=None)
    delegation.forums.append(DelegationForum(forum=hidden))
    elsewhere = a_forum(title=both("Forum elsewhere"))
    session.add_all([delegation, foreign, stranger, elsewhere])
    session.flush()
    link = make_focal_link(delegation, FACTS, **BY)
    session.commit()
    return link


def of_two(forum: Forum, *names_and_addresses: str) -> Delegation:
    delegation = a_delegation(places=2)
    delegation.forums.append(DelegationForum(forum=forum))
    names, addresses = names_and_addresses[::2], names_and_addresses[1::2]
    for name, email in zip(names, addresses, strict=True):
        a_member(delegation, a_person(name=both(name), email=email))
    return delegation


def at(link: FocalLink, rest: str = "") -> str:
    return f"/focal/{secret_of_focal_link(link)}{rest}"


def at_forum(link: FocalLink, forum: Forum, rest: str = "") -> str:
    return at(link, f"/forums/{forum.id}{rest}")


def member_ids(link: FocalLink) -> list[int]:
    return [member.id for member in link.delegation.members]


def people(session) -> list[tuple[str, str]]:
    session.rollback()
    rows = select(Registration).where(Registration.name != "Total Stranger")
    return [(each.name, each.state) for each in session.scalars(rows.order_by(Registration.id))]


def test_members_are_registered_and_cancelled_by_the_link(session, client, link, forum):
    form = {"member_ids": member_ids(link), "taking_part": "1"}
    answer = client.post(at_forum(link, forum), data=form)
    assert (answer.status_code, answer.location) == (303, at(link))
    assert people(session) == [("Lin Yue", "confirmed"), ("Mei An", "confirmed")]
    page = client.get(at(link)).text
    assert "2 members are registered." in page
    assert "2 of 2 registered" in page
    assert client.post(at_forum(link, forum), data=form).status_code == 303
    assert len(people(session)) == 2
    last = session.scalars(select(Registration.id).where(Registration.name == "Mei An")).one()
    gone = client.post(at_forum(link, forum, "/cancel"), data={"registration_ids": [last]})
    assert gone.status_code == 303
    assert people(session) == [("Lin Yue", "confirmed"), ("Mei An", "cancelled")]
    assert session.get_one(FocalLink, link.id).last_used_at == NOW


def test_only_the_ticket_whose_mail_goes_to_the_focal_point_is_shown(client, link, forum):
    client.post(at_forum(link, forum), data={"member_ids": member_ids(link), "taking_part": "1"})
    page = client.get(at(link)).text
    assert page.count('href="/registrations/') == 1
    assert page.index("Mei An") < page.index('href="/registrations/')


@pytest.mark.parametrize("prefix", ["", "/zh"])
def test_no_page_tells_of_anybody_else_nor_of_what_is_not_public(client, link, forum, prefix):
    for address in (at(link), at_forum(link, forum), at_forum(link, forum, "/cancel")):
        answer = client.get(prefix + address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        told = ("Guest", "Stranger", "foreign@", "stranger@", "Undisclosed", "elsewhere")
        assert [each for each in told if each in answer.text] == []


def test_what_is_another_delegations_is_neither_shown_nor_touched(session, client, link, forum):
    foreign = session.scalars(select(Delegation).where(Delegation.id != link.delegation_id)).one()
    theirs = [member.id for member in foreign.members]
    stranger = session.scalars(select(Registration)).one()
    elsewhere = [each.id for each in session.scalars(select(Forum).where(Forum.id != forum.id))]
    for forum_id in (*elsewhere, 10**6):
        assert client.get(at(link, f"/forums/{forum_id}")).status_code == 404
        assert client.post(at(link, f"/forums/{forum_id}/cancel")).status_code == 404
    sent = {"member_ids": theirs, "taking_part": "1"}
    assert client.post(at_forum(link, forum), data=sent).status_code == 422
    cancelled = client.post(
        at_forum(link, forum, "/cancel"), data={"registration_ids": [stranger.id]}
    )
    assert cancelled.status_code == 422
    session.expire_all()
    assert [each.state for each in session.scalars(select(Registration))] == ["confirmed"]


def test_without_the_members_consent_nobody_is_registered_and_the_choice_stays(
    session, client, link, forum
):
    first, second = member_ids(link)
    answer = client.post(at_forum(link, forum), data={"member_ids": [second]})
    assert answer.status_code == 422
    assert "Without this consent" in answer.text
    assert f'value="{second}" checked' in answer.text
    assert f'value="{first}" checked' not in answer.text
    assert people(session) == []


def test_an_expired_a_revoked_and_a_renewed_link_are_not_found(session, client, clock, link):
    first = at(link)
    renew_focal_link(link, **BY)
    assert client.get(first).status_code == 404
    second = at(link)
    assert client.get(second).status_code == 200
    clock.now = link.expires_at
    assert client.get(second).status_code == 404
    clock.now = NOW
    revoke_focal_link(link, **BY)
    assert client.get(second).status_code == 404


def test_the_mail_leads_to_the_page_and_no_queued_text_holds_the_secret(session, client, link):
    mail_focal_link(link, **BY)
    session.flush()
    mail = session.scalars(select(OutgoingMail)).one()
    secret = secret_of_focal_link(link)
    assert secret not in mail.text_body + mail.html_body
    assert f"/focal/{secret}" in message_of(mail).as_string().replace("=\n", "")
    assert "12 December 2026" in mail.text_body
    revoke_focal_link(link, **BY)
    assert session.scalars(select(OutgoingMail)).all() == []


def test_long_after_it_expired_nobody_knows_whose_it_was(session, link):
    forget_focal_links(link.expires_at + timedelta(days=179))
    assert session.scalars(select(FocalLink)).one() is link
    forget_focal_links(link.expires_at + timedelta(days=181))
    assert session.scalars(select(FocalLink)).all() == []
