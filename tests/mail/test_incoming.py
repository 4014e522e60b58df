"""A message that came in is read, however broken, without harm and in little time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.mail.incoming import TooComplicated, calendar_part, read_headers, token_in
from tests.mail.replies import a_letter, as_apple, as_outlook, mail_with
from tests.support import soon

TOKEN = "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst"
OURS = f"events+{TOKEN}@example.org"
TEXT = "BEGIN:VCALENDAR\r\nSUMMARY:开放港湾论坛\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize("shape", [mail_with, as_outlook, as_apple])
def test_the_calendar_part_is_found_in_each_shape(shape):
    assert calendar_part(shape(TEXT, to=OURS)).split() == TEXT.split()


def test_a_part_is_decoded_by_its_charset_and_an_unknown_one_as_utf_8():
    head = f"To: {OURS}\r\nContent-Transfer-Encoding: 8bit\r\nContent-Type: text/calendar; charset="
    for charset, codec in (("gb18030", "gb18030"), ("no-such", "utf-8"), ("idna", "utf-8")):
        raw = f"{head}{charset}\r\n\r\n".encode() + TEXT.encode(codec)
        assert calendar_part(raw).split() == TEXT.split()


@soon
def test_a_charset_that_takes_long_is_not_tried():
    head = b"Content-Type: text/calendar; charset=punycode\n\n"
    assert calendar_part(head + b"a" * 131_000 + b"-" + b"a" * 131_000).startswith("aaa")


def test_a_letter_has_no_calendar_part():
    assert calendar_part(a_letter(OURS)) is None


def test_a_sender_is_told_without_what_no_database_keeps():
    message = read_headers(b'From: "a\x00b" <l\x00in\x07@example.org>\n\nx')
    assert message.sender == "lin@example.org"


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "Envelope-To", "To"])
def test_the_recipient_is_told_by_whichever_header_has_it(header):
    raw = f'From: lin@example.org\n{header}: "Lin" <other@example.org>,\n <{OURS}>\n\nx\n'.encode()
    assert token_in(read_headers(raw).recipients) == TOKEN


def test_the_envelope_decides_where_it_is_known():
    message = read_headers(f"To: {OURS}\n\nx".encode(), to="somebody@example.org")
    assert token_in(message.recipients) == ""


def test_an_address_that_calendars_answered_to_earlier_has_its_token_still():
    assert token_in((f"<answers+{TOKEN.upper()}@old.example.org>",)) == TOKEN


@pytest.mark.parametrize(
    "address",
    [f"{TOKEN}@example.org", f"events+{TOKEN}x@example.org", f"events+{TOKEN[1:]}@x"],
)
def test_what_only_looks_like_an_address_of_ours_has_no_token(address):
    assert token_in((address,)) == ""


def test_transport_may_add_what_it_likes_and_the_digest_stays():
    raw = mail_with(TEXT, to=OURS)
    digest = read_headers(raw, OURS).digest
    assert read_headers(b"Received: from a by b\r\nX-Spam: no\r\n" + raw, OURS).digest == digest
    assert read_headers(raw.replace(b"\r\n", b"\n"), OURS).digest == digest
    assert read_headers(raw + b"\r\n", OURS).digest == digest
    assert read_headers(raw, f"x{OURS}").digest != digest
    assert read_headers(raw.replace(b"Lin", b"Eve"), OURS).digest != digest


def nested(depth: int) -> bytes:
    parts = [f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth)]
    return "".join(parts).encode()


HOSTILE = {
    "deeply nested": nested(20_000),
    "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000,
    "messages in messages": b"Content-Type: message/rfc822\n\n" * 30_000,
    "many parameters": b"Content-Type: text/calendar" + b"; a=b" * 180_000 + b"\n\nx",
    "many pieces of one parameter": b"Content-Type: text/calendar"
    + b"".join(b"; name*%d*=b" % n for n in range(60_000))
    + b"\n\nx",
    "many parameters on lines of their own": b"Content-type: multipart/mixed"
    + b";\r\n a=b" * 120_000,
    "many parameters after a bare CR": b"A: b\rContent-Disposition: attachment"
    + b"; a=b" * 180_000,
    "many semicolons": b"Content-Type: " + b";" * 900_000 + b"\n\nx",
}


@soon
@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_message_made_to_be_costly_is_refused_soon(raw):
    with pytest.raises(TooComplicated):
        calendar_part(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n",
        b"\xff\xfe\x00\x00" * 100,
        b"From: " + b"(" * 100_000,
        b"From: " + b'\\"' * 50_000 + b"@",
        b"From: =?utf-9?q?=ff?=\nTo: =?utf-8?b?!!!?=\n\nx",
        b'Content-Type: multipart/mixed; boundary="\n\n--\n',
        b"Content-Type: text/calendar\nContent-Transfer-Encoding: base64\n\n=not base64=",
        b"Content-Type: text/calendar; charset*=x'y'%zz; name*9=a\n\nBEGIN",
        b"no headers at all\nreally\n" * 1000,
    ],
)
def test_broken_messages_are_read_as_far_as_they_go(raw):
    message = read_headers(raw)
    assert len(message.digest) == 64
    assert calendar_part(raw) is None or isinstance(calendar_part(raw), str)


@given(st.binary(max_size=400))
def test_any_bytes_have_a_digest_and_no_accident(raw):
    assert len(read_headers(raw).digest) == 64
    assert calendar_part(raw) is None or isinstance(calendar_part(raw), str)
