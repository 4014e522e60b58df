"""Word of a mail server is believed in one thing: that a mail of ours failed for good."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.core.tokens import address_token, carrying_token, new_uid, uid_carried
from forumapp.mail.delivery_reports import failure_in
from tests.mail.reports import as_exchange, as_exim, as_postfix, in_utf_8

HERE = "events@example.org"
REASONS = {
    as_postfix: "5.1.1 550 5.1.1 <lin@example.org>: no such mailbox here",
    as_exchange: "5.1.10 550 5.1.10 recipient not found",
    as_exim: "5.0.0",
    in_utf_8: "5.2.1 550 邮箱已停用",
}


@pytest.fixture
def mail() -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"] = "<one@example.org>"
    message["Subject"] = "Your place"
    message.set_content("Dear Lin Qiao")
    return message


@pytest.mark.parametrize("shape", REASONS, ids=lambda shape: shape.__name__)
def test_a_failure_is_read_in_each_shape_with_its_mail_and_reason(mail, shape):
    failure = failure_in(shape(mail, to=HERE))
    assert (failure.message_id, failure.detail) == ("<one@example.org>", REASONS[shape])


@pytest.mark.parametrize(
    ("status", "action"),
    [("4.2.2", "delayed"), ("4.4.7", ""), ("2.0.0", "delivered"), ("5.1.1", "expanded")],
)
def test_what_may_arrive_yet_or_has_arrived_is_no_failure(mail, status, action):
    assert failure_in(as_postfix(mail, to=HERE, status=status, action=action)) is None


@pytest.mark.parametrize(("status", "action"), [("4.4.7", "failed"), ("5.1.1", "")])
def test_what_a_server_has_given_up_is_a_failure(mail, status, action):
    failure = failure_in(as_postfix(mail, to=HERE, status=status, action=action))
    assert failure.detail.startswith(f"{status} 550")


def test_a_letter_that_only_quotes_a_report_is_none(mail):
    report = as_postfix(mail, to=HERE)
    letter = b"From: lin@example.org\r\nContent-Type: message/rfc822\r\n\r\n" + report
    assert failure_in(letter) is None


def test_a_reason_tells_no_address_that_acts(mail):
    raw = as_postfix(mail, to=HERE).replace(b"<lin@", b"<events+" + b"a" * 52 + b"@")
    assert "aaa" not in failure_in(raw).detail


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_accident(raw):
    head = b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
    assert failure_in(head + raw) is None or failure_in(head + raw).detail


def test_an_address_tells_which_mail_it_is_and_no_other_token_does(session):
    uid = new_uid()
    token = carrying_token("return", uid)
    assert (len(token), uid_carried("return", token)) == (52, uid)
    bent = ("b" if token[0] == "a" else "a") + token[1:]
    for other in (
        bent,
        address_token("return", uid, 1),
        carrying_token("reply", uid),
        "",
        "1" * 52,
    ):
        assert uid_carried("return", other) is None
