"""Only what says whose answer it is, to what and when, is read; the rest cannot do anything."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.ical.reply import Answerer, Reply, Unreadable, read_reply

REPLY = """BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VTIMEZONE
TZID:Eastern
BEGIN:STANDARD
DTSTART:16010101T020000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
attendee;partstat=declined;cn="Lin; Qiao: the first":MAILTO:lin%2Bharbour@exam
 ple.org
UID:0c5e2a1e
SEQUENCE:3
DTSTAMP:20261123T090500Z
BEGIN:VALARM
ATTENDEE:mailto:eve@example.org
UID:another
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def test_the_answer_is_read_and_nothing_inside_the_event():
    expected = Reply(
        method="REPLY",
        uid="0c5e2a1e",
        sequence=3,
        stamped=datetime(2026, 11, 23, 9, 5, tzinfo=UTC),
        answerers=(Answerer("lin+harbour@example.org", "DECLINED"),),
    )
    assert read_reply(REPLY) == expected
    assert read_reply(REPLY.replace("\n", "\r\n")) == expected


def test_an_address_that_is_no_mailto_is_taken_from_its_email_parameter():
    own = REPLY.replace("MAILTO:", "urn:uuid:").replace("cn=", "EMAIL=lin@example.org;cn=")
    assert read_reply(own).answerers[0].address == "lin@example.org"


@pytest.mark.parametrize("stamp", ["", "20261399T000000Z", "yesterday"])
def test_a_time_that_is_none_is_none(stamp):
    assert read_reply(REPLY.replace("20261123T090500Z", stamp)).stamped is None


@pytest.mark.parametrize("sequence", ["", "-1", "3.5", "9" * 4000])
def test_a_sequence_that_is_none_is_zero(sequence):
    assert read_reply(REPLY.replace("SEQUENCE:3", f"SEQUENCE:{sequence}")).sequence == 0


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "Dear all",
        REPLY.replace("VEVENT", "VTODO"),
        REPLY.replace("UID:0c5e2a1e", "UID:0c5e2a1e\nUID:another"),
        REPLY.replace("END:VEVENT", "END:VEVENT\nBEGIN:VEVENT\nEND:VEVENT"),
        REPLY.replace("END:VALARM\n", ""),
    ],
)
def test_what_is_no_message_about_one_event_is_unreadable(broken):
    with pytest.raises(Unreadable):
        read_reply(broken)


@given(st.lists(st.sampled_from([*REPLY.splitlines(), ":", ";", '"', " x", "\x00", "UID"])))
def test_whatever_it_is_it_is_read_or_refused(lines):
    with suppress(Unreadable):
        assert isinstance(read_reply("\n".join(lines)), Reply)
