"""The outbox at the desk: everything about a mail but what would let somebody act in another's name."""

import pytest
from sqlalchemy import select

from forumapp.core.tokens import new_uid
from forumapp.mail.models import OutgoingMail
from forumapp.mail.services import queue_mail
from tests.support import NOW


@pytest.fixture
def mail(session) -> OutgoingMail:
    link = {"purpose": "registration", "uid": new_uid(), "version": 1, "path": "/x/{token}"}
    mail = queue_mail(
        "test_mail", to="lin@example.org", name="Lin Qiao", language="en", now=NOW,
        context={"author": "Alice", "moment": "today"}, links={"ticket": link},
    )  # fmt: skip
    mail.text_body = "Before {{link:ticket}} after"
    session.commit()
    return mail


def test_the_list_finds_mails_by_person_subject_and_state(mail, signed_in):
    desk = signed_in("organizer")
    for query, found in (("", True), ("?q=QIAO", True), ("?state=sent", False), ("?q=zz", False)):
        assert ("lin@example.org" in desk.get(f"/desk/mail/{query}").text) is found


def test_where_a_personal_link_stands_the_page_says_so_and_shows_none(mail, signed_in):
    page = signed_in("organizer").get(f"/desk/mail/{mail.id}/").text
    assert "Before [personal link] after" in page
    assert "/x/" not in page


def test_the_text_of_a_mail_about_an_account_is_its_holders_alone(mail, session, signed_in):
    mail.is_account_mail = True
    session.commit()
    page = signed_in("administrator").get(f"/desk/mail/{mail.id}/").text
    assert "Before" not in page
    assert "is not shown" in page


def test_a_failed_mail_is_tried_again_by_a_button_and_a_sent_one_is_not(mail, session, signed_in):
    desk = signed_in("organizer")
    mail.state, mail.attempts, mail.last_error = "failed", 9, "450 later"
    session.commit()
    assert "450 later" in desk.get(f"/desk/mail/{mail.id}/").text
    assert desk.post(f"/desk/mail/{mail.id}/retry").status_code == 303
    session.refresh(mail)
    assert (mail.state, mail.attempts) == ("queued", 0)
    mail.state = "sent"
    session.commit()
    assert desk.post(f"/desk/mail/{mail.id}/retry").status_code == 409


def test_a_test_mail_goes_to_whoever_asks_for_it(session, signed_in):
    assert signed_in("organizer").post("/desk/mail/test").status_code == 303
    session.rollback()
    (mail,) = session.scalars(select(OutgoingMail))
    assert mail.kind == "test_mail"
    assert mail.to_address.startswith("organizer.")


@pytest.mark.parametrize("role", ["staff", "editor", "door"])
def test_only_who_may_read_the_mail_log_reads_it(mail, signed_in, role):
    desk = signed_in(role)
    for answer in (
        desk.get("/desk/mail/"),
        desk.get(f"/desk/mail/{mail.id}/"),
        desk.post(f"/desk/mail/{mail.id}/retry"),
        desk.post("/desk/mail/test"),
    ):
        assert (answer.status_code, "lin@example.org" in answer.text) == (403, False)
