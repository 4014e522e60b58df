"""An invitation goes out once, is answered by two buttons alone, and may be answered differently."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, update

from forumapp.core.actor import ATTENDEE, COMMAND
from forumapp.core.errors import NotFound, Refused
from forumapp.core.tokens import capability_token
from forumapp.core.transaction import writing
from forumapp.forums.models import Forum
from forumapp.history.models import HistoryRow
from forumapp.invitations.models import Invitation
from forumapp.invitations.queries import invitation_by_token
from forumapp.invitations.rules.lists import Guest
from forumapp.invitations.rules.states import is_coming
from forumapp.invitations.services import sending
from forumapp.invitations.services.adding import Batch, add_invitations
from forumapp.invitations.services.answering import (
    Acceptance,
    accept_invitation,
    decline_invitation,
)
from forumapp.invitations.services.forgetting import forget_invited
from forumapp.mail.models import IncomingMail, OutgoingMail
from forumapp.mail.rules import BOUNCED
from forumapp.publishing.forums import cancel_forum, reinstate_forum
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.services.afterwards import cancel_registration
from forumapp.registrations.services.bounces import correct_address
from forumapp.registrations.services.erasing import erase_registration
from forumapp.registrations.services.substituting import Substitute, name_substitute
from tests.records import a_registration, both
from tests.support import NOW

LATER = NOW + timedelta(hours=1)
A_DAY_LATER = NOW + timedelta(days=1, hours=1)
QUIET = timedelta(hours=1)


def yes(*others: str) -> Acceptance:
    return Acceptance(name="Lin Qiao", language="en", others=others, agreed={"taking_part": 1})


def answered(act, *facts, now=LATER):
    with writing():
        return act(*facts, by=ATTENDEE, now=now)


def mails(session) -> list[tuple[str, str]]:
    session.rollback()
    rows = session.execute(
        select(OutgoingMail.kind, OutgoingMail.to_address).order_by(OutgoingMail.id)
    )
    return [tuple(row) for row in rows]


def taken(session) -> int:
    session.rollback()
    return session.scalar(select(Forum.taken))


def test_of_a_long_list_each_is_sent_one_and_adding_it_again_adds_nobody(session, forum):
    guests = [Guest(f"Guest {n}", f"guest{n}@example.org") for n in range(120)]
    for expected in (120, 0):
        with writing():
            added = add_invitations(forum, guests, Batch("zh"), by=COMMAND, now=NOW)
            assert added == expected
    for expected in (120, 0):
        with writing():
            assert sending.send_invitations(forum, by=COMMAND, now=NOW) == expected
    runs = []
    for _run in range(4):
        with writing():
            runs.append(sending.write_owed_mails(NOW))
    assert runs == [50, 50, 20, 0]
    kinds = mails(session)
    assert len(kinds) == len(set(kinds)) == 120
    sent = session.scalar(
        select(func.count()).select_from(HistoryRow).where(HistoryRow.action == "sent")
    )
    assert sent == 120


def test_only_who_has_not_answered_is_reminded_and_once_a_day(session, forum, invite):
    waiting, declined = invite("wang@example.org"), invite("lin@example.org")
    answered(decline_invitation, declined, "")

    def remind(at):
        with writing():
            count = sending.remind(forum, by=COMMAND, now=at)
            sending.write_owed_mails(at)
        return count

    assert [remind(at) for at in (LATER, A_DAY_LATER, A_DAY_LATER + timedelta(hours=3))] == [
        0,
        1,
        0,
    ]
    assert mails(session)[-1] == ("invitation_reminder", waiting.address)


def test_nothing_goes_out_for_a_forum_that_is_not_public(session, forum, invite):
    invite("wang@example.org")
    session.execute(update(Forum).values(state="cancelled"))
    session.commit()
    session.refresh(forum)
    with pytest.raises(Refused), writing():
        sending.remind(forum, by=COMMAND, now=A_DAY_LATER)


@pytest.mark.both_databases
def test_who_was_written_to_hears_once_that_the_forum_is_cancelled_or_held_after_all(
    session, forum, invite
):
    waiting, accepted, declined, withdrawn = (
        invite(f"{word}@example.org") for word in ("waiting", "accepted", "declined", "withdrawn")
    )
    answered(accept_invitation, accepted, yes())
    answered(decline_invitation, declined, "")
    with writing():
        sending.withdraw(withdrawn, by=COMMAND, now=NOW)
        guest = Guest("Not yet", "draft@example.org")
        add_invitations(forum, [guest], Batch("en"), by=COMMAND, now=NOW)
        session.flush()
        sending.send_invitations(forum, by=COMMAND, now=NOW)
    before = len(mails(session))

    def works(verb=None, *, now):
        if verb is not None:
            with writing():
                verb(forum, reason=both("A storm."), by=COMMAND, now=now)
        for act in (sending.owe_word_of_cancelled, sending.write_owed_mails) * 2:
            with writing():
                act(now)
        return mails(session)[before:]

    off = ("invitation_called_off", waiting.address)
    assert works(cancel_forum, now=LATER) == []
    assert works(now=LATER + QUIET) == [off]
    told = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert "is cancelled and will not be held" in told.text_body
    assert "A storm." in told.text_body
    draft = session.scalars(select(Invitation).filter_by(address="draft@example.org")).one()
    assert (draft.state, draft.owed_mail) == ("draft", "")
    actions = select(HistoryRow.action).where(HistoryRow.action == "not sent any more")
    assert len(session.scalars(actions).all()) == 1
    assert works(reinstate_forum, now=A_DAY_LATER) == [off]
    on = ("invitation_back_on", waiting.address)
    assert works(now=A_DAY_LATER + QUIET) == [off, on]
    assert works(now=A_DAY_LATER + 2 * QUIET) == [off, on]


def test_a_forum_reinstated_within_the_quiet_time_tells_nobody_invited(session, forum, invite):
    invite("wang@example.org")
    for verb in (cancel_forum, reinstate_forum):
        with writing():
            verb(forum, reason=both("A storm."), by=COMMAND, now=LATER)
    with writing():
        assert sending.owe_word_of_cancelled(LATER + QUIET) == 0


def test_accepting_registers_all_who_come_and_twice_is_once(session, forum, invite):
    invitation = invite("lin@example.org", places=2)
    booking = answered(accept_invitation, invitation, yes("Wang Wu"))
    assert answered(accept_invitation, invitation, yes("Somebody else")).id == booking.id
    people = session.scalars(select(Registration).order_by(Registration.id)).all()
    assert [(each.name, each.state) for each in people] == [
        ("Lin Qiao", "confirmed"),
        ("Wang Wu", "confirmed"),
    ]
    assert (booking.made_by, invitation.state, taken(session)) == ("invitation", "accepted", 2)


def test_three_clicks_at_once_make_one_booking(session, app, forum, invite):
    invitation_id = invite("lin@example.org", places=2).id
    session.rollback()
    together, failed = Barrier(3), []

    def accept() -> None:
        with app.app_context():
            together.wait(10)
            try:
                with writing() as own:
                    invitation = own.get_one(Invitation, invitation_id)
                    accept_invitation(invitation, yes("Wang Wu"), by=ATTENDEE, now=LATER)
            except Exception as error:  # noqa: BLE001 - told below
                failed.append(error)

    threads = [Thread(target=accept) for _click in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert (session.scalar(select(func.count(Registration.id))), taken(session)) == (2, 2)


def test_nobody_brings_more_than_the_invitation_says_or_comes_without_consent(session, invite):
    invitation = invite("lin@example.org")
    for wrong in (yes("Wang Wu"), Acceptance(name="Lin", language="en")):
        with pytest.raises(Refused):
            answered(accept_invitation, invitation, wrong)
    assert (invitation.state, taken(session)) == ("sent", 0)


def test_an_answer_can_be_changed_either_way_until_the_time_is_over(session, forum, invite):
    until = NOW + timedelta(days=2)
    invitation = invite("lin@example.org", answer_by=until)
    answered(accept_invitation, invitation, yes())
    answered(decline_invitation, invitation, "I am travelling.")
    assert (invitation.state, invitation.decline_note, taken(session)) == (
        "declined",
        "I am travelling.",
        0,
    )
    answered(accept_invitation, invitation, yes())
    assert (invitation.state, invitation.decline_note, taken(session)) == ("accepted", "", 1)
    with pytest.raises(Refused):
        answered(decline_invitation, invitation, "", now=until)


def test_who_cancels_by_the_ticket_may_accept_again(session, forum, invite):
    invitation = invite("lin@example.org")
    booking = answered(accept_invitation, invitation, yes())
    answered(cancel_registration, booking.registrations[0])
    session.expire_all()
    assert (invitation.state, is_coming(invitation), taken(session)) == ("accepted", False, 0)
    answered(accept_invitation, invitation, yes())
    assert (is_coming(invitation), taken(session)) == (True, 1)


def test_a_full_forum_says_so_or_puts_them_on_its_waiting_list(session, forum, invite):
    answered(accept_invitation, invite("wang@example.org", places=2), yes("Another"))
    invitation = invite("lin@example.org")
    with pytest.raises(Refused):
        answered(accept_invitation, invitation, yes())
    session.execute(update(Forum).values(waiting_list="automatic"))
    session.commit()
    booking = answered(accept_invitation, invitation, yes())
    assert [each.state for each in booking.registrations] == ["waitlisted"]


def the_page(client, invitation) -> tuple[str, set[str]]:
    """What an invitation's link shows, and the registrations to which it leads."""
    token = capability_token("invitation", invitation.uid, invitation.link_version)
    text = client.get(f"/invitations/{token}").text
    return text, set(re.findall(r"/registrations/[\w-]+", text))


def is_handed_on(registration):
    """To Dora, by the desk or by themselves."""
    with writing():
        name_substitute(
            registration,
            Substitute(name="Dora", address="dora@example.org"),
            {"taking_part": 1},
            by=ATTENDEE,
            now=LATER,
        )


def is_corrected(registration):
    with writing():
        correct_address(registration, "dora@example.org", by=COMMAND, now=LATER)


@pytest.mark.parametrize("act", [is_handed_on, is_corrected])
def test_an_invitation_leads_no_more_to_a_place_that_is_somebody_elses(
    session, client, clock, invite, act
):
    clock.now = LATER
    invitation = invite("lin@example.org")
    booking = answered(accept_invitation, invitation, yes())
    assert len(the_page(client, invitation)[1]) == 1
    act(booking.registrations[0])
    session.rollback()
    text, leads_to = the_page(client, invitation)
    assert (leads_to, "Dora" in text) == (set(), False)
    for again, more in ((decline_invitation, ("",)), (accept_invitation, (yes(),))):
        with pytest.raises(Refused):
            answered(again, invitation, *more)
    assert [each.state for each in session.scalars(select(Registration))] == ["confirmed"]


def test_who_comes_in_anothers_booking_is_led_to_their_own_place_alone(
    session, client, clock, invite
):
    """Also at a full forum: they have a place already."""
    clock.now = LATER
    ann, bob = invite("ann@example.org", places=2), invite("bob@example.org", name="Bob")
    anns = answered(accept_invitation, ann, yes("Bob"))
    with writing():
        of_bob = Substitute(name="Bob", address="bob@example.org")
        name_substitute(anns.registrations[1], of_bob, {"taking_part": 1}, by=ATTENDEE, now=LATER)
    answered(accept_invitation, bob, yes())
    session.rollback()
    (place,) = the_page(client, bob)[1]
    assert "ann@example.org" not in client.get(place).text
    session.rollback()
    answered(decline_invitation, bob, "")
    assert [each.state for each in anns.registrations] == ["confirmed", "cancelled"]


def test_an_application_made_before_is_approved_by_accepting_and_nobody_is_dropped(
    session, forum, invite
):
    forum.registration_mode = "approval"
    invitation = invite("lin@example.org", places=3)
    applied = a_registration(forum, address="lin@example.org", state="pending")
    session.add(applied)
    session.commit()
    with pytest.raises(Refused, match="registered already"):
        answered(accept_invitation, invitation, yes("Bob", "Cid"))
    answered(accept_invitation, invitation, yes())
    session.rollback()
    assert (applied.state, applied.approved_at, invitation.state) == (
        "confirmed",
        LATER,
        "accepted",
    )
    assert mails(session)[-1] == ("registration_confirmed", "lin@example.org")


def test_who_has_their_registration_erased_is_forgotten_as_invited_too(session, invite):
    invitation, other = invite("lin@example.org", places=2), invite("wang@example.org")
    registration = answered(accept_invitation, invitation, yes("Bob")).registrations[0]
    for mail in session.scalars(select(OutgoingMail)):
        mail.state = "sent"
    session.add(
        IncomingMail(
            digest="d",
            received_at=NOW,
            from_address="lin@example.org",
            outcome="ignored",
            about_kind="invitation",
            about_uid=invitation.uid,
        )
    )
    session.commit()
    answered(erase_registration, registration)
    for expected in (1, 0):
        with writing():
            assert forget_invited(LATER) == expected
    session.expire_all()
    assert (invitation.name, invitation.address, invitation.state) == ("", "", "accepted")
    assert other.address == "wang@example.org"
    assert session.scalar(select(IncomingMail.from_address)) == ""
    about = select(OutgoingMail.to_address).filter_by(about_uid=invitation.uid)
    assert session.scalars(about).all() == [""]


def test_a_withdrawn_invitation_cannot_be_answered(session, invite):
    invitation = invite("lin@example.org")
    answered(sending.withdraw, invitation)
    for act, more in ((accept_invitation, (yes(),)), (decline_invitation, ("",))):
        with pytest.raises(Refused):
            answered(act, invitation, *more)


def test_a_mail_that_came_back_is_marked_and_the_corrected_address_gets_a_new_link(session, invite):
    invitation = invite("lin@exmaple.org")
    old = capability_token("invitation", invitation.uid, 1)
    session.execute(update(OutgoingMail).values(state=BOUNCED, bounced_at=NOW, last_error="550 no"))
    session.commit()
    for expected in (1, 0):
        with writing():
            assert sending.mark_returned_invitations(LATER) == expected
    session.refresh(invitation)
    assert (invitation.state, invitation.bounce_detail) == ("bounced", "550 no")
    answered(sending.correct_address, invitation, "lin@example.org")
    with writing():
        sending.write_owed_mails(LATER)
        sending.mark_returned_invitations(LATER)
    session.expire_all()
    assert (invitation.state, invitation.bounce_detail) == ("sent", "")
    assert mails(session)[-1] == ("invitation", "lin@example.org")
    with pytest.raises(NotFound):
        invitation_by_token(old)
    assert invitation_by_token(capability_token("invitation", invitation.uid, 2)) is invitation


def test_history_names_nobody(session, invite):
    answered(decline_invitation, invite("lin@example.org"), "I am ill.")
    session.rollback()
    told = " ".join(
        f"{row.record_label} {row.changes}" for row in session.scalars(select(HistoryRow))
    )
    assert not any(word in told for word in ("Lin", "lin@", "ill"))


def test_another_spelling_of_an_address_is_the_same_person(session, forum, invite):
    invite("lin@example.org")
    with writing():
        guest = Guest("Lin", "LIN@Example.org")
        assert add_invitations(forum, [guest], Batch("en"), by=COMMAND, now=NOW) == 0
