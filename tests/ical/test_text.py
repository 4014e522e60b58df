"""What is written cannot break out of its line, whatever somebody typed."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forumapp.ical import text
from forumapp.ical.entry import (
    Link,
    Mailbox,
    Media,
    Meeting,
    Participant,
    Place,
    Resource,
    write_entry,
)
from forumapp.ical.folding import LIMIT, fold
from forumapp.ical.itip import Attendee, request
from tests.ical.checks import check_mail, check_public, events_of, unfolded
from tests.ical.readers import PYTHON_READERS, read_with_libical
from tests.ical.samples import FORUM, HEADER, PRODUCT, calendar

BREAKS = ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"]
PAYLOADS = [
    *(f"x{b}ATTENDEE:mailto:spy@evil.example" for b in BREAKS),
    "x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR",
    "nul\x00 bell\x07 delete\x7f escape\x1b[31m",
    'quote" semicolon; colon: comma, caret^n backslash\\n \\N \\',
    "javascript:alert(1)",
    "data:text/html,<script>",
    "https://evil.example/\r\nX-EVIL:1",
    'https://evil.example/"onclick=x',
    "\ud800 half a character",
    "\ufeff byte order mark",
    "很长的中文" * 60,
    "🏳️‍🌈" * 60,
    "https://",
]


def with_everywhere(entry, payload):
    """The entry with the payload in every field that holds text."""
    texts = {f.name: payload for f in fields(entry) if f.type is str and f.name != "standing"}
    texts["uid"] = entry.uid
    return replace(
        entry,
        **texts,
        organizer=Mailbox(payload, entry.organizer.address),
        contacts=(payload,),
        categories=(payload,),
        concepts=(payload,),
        references=(payload,),
        links=(Link(payload, payload, payload, payload, payload), *entry.links),
        meetings=(Meeting(payload, payload, (payload,)), *entry.meetings),
        image=Media(payload, payload),
        attachments=(Media(payload, payload),),
        participants=(Participant("p", payload, payload, payload, payload),),
        places=(Place("l", payload, kind=payload),),
        resources=(Resource("r", payload, payload),),
    )


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("profile", ["core", "full"])
def test_what_somebody_typed_breaks_neither_out_of_its_line_nor_the_feed(payload, profile):
    header = replace(
        HEADER, name=payload, description=payload, source=payload, categories=(payload,)
    )
    written = calendar(
        with_everywhere(FORUM, payload), FORUM_BESIDE, profile=profile, header=header
    )
    check_public(written)
    assert len(events_of(written)) == 2
    assert FORUM_BESIDE.uid in {read.uid for read in read_with_libical(written)}
    for reader in PYTHON_READERS:
        assert len(reader(written)) == 2
    for line in unfolded(written):
        if line.partition(":")[2].startswith("javascript:"):
            assert line.split(":")[0].split(";")[0] in PLAIN_TEXT


FORUM_BESIDE = replace(FORUM, uid="the-one-beside")
PLAIN_TEXT = {
    *("NAME", "X-WR-CALNAME", "DESCRIPTION", "X-WR-CALDESC", "CATEGORIES", "SUMMARY", "LOCATION"),
    *("X-ALT-DESC", "STYLED-DESCRIPTION", "CONTACT", "REFID", "PARTICIPANT-TYPE"),
    *("LOCATION-TYPE", "RESOURCE-TYPE"),
}


def test_what_is_empty_is_not_written():
    header = replace(HEADER, description="\r\n", source="")
    bare = with_everywhere(FORUM, " \x00 ")
    written = calendar(replace(bare, summary="Still here"), profile="full", header=header)
    check_public(written)
    assert [line for line in unfolded(written) if line.endswith((":", ": "))] == []
    assert [read.summary for read in read_with_libical(written)] == ["Still here"]


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"summary": "\r\n"}, "a summary"),
        ({"organizer": Mailbox("A", "")}, "an organizer"),
        ({"end": FORUM.start}, "ends after it starts"),
        ({"end": date(2027, 3, 14)}, "both dates or both moments"),
    ],
)
def test_an_event_without_a_required_fact_is_refused(change, missing):
    with pytest.raises(ValueError, match=missing):
        write_entry(replace(FORUM, **change))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_attendees_name_breaks_out_of_no_invitation(payload):
    attendee = Attendee(Mailbox(payload, "li.wei@example.org"))
    check_mail(request(FORUM, attendee, product=PRODUCT, stamped=datetime(2026, 12, 1, tzinfo=UTC)))


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b\r\nX:1", "a b@c", "a@b,c@d", "<a@b>", "a@b;c"]
)
def test_no_invitation_goes_to_what_is_no_address(address):
    attendee = Attendee(Mailbox("A", address))
    with pytest.raises(ValueError, match="mail address"):
        request(FORUM, attendee, product=PRODUCT, stamped=datetime(2026, 12, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("o'brien+news@example.org", "mailto:o'brien+news@example.org"),
        ("50%off?#@example.org", "mailto:50%25off%3F%23@example.org"),
        ("李伟@example.org", "mailto:%E6%9D%8E%E4%BC%9F@example.org"),
    ],
)
def test_every_address_that_mail_reaches_is_an_attendee(address, written):
    attendee = Attendee(Mailbox("A", address))
    message = request(FORUM, attendee, product=PRODUCT, stamped=FORUM.changed)
    check_mail(message)
    (line,) = [line for line in unfolded(message) if line.startswith("ATTENDEE")]
    assert line.endswith(f":{written}")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        (r"C:\New, and; so", r"C:\\New\, and\; so"),
        ("two\nlines", r"two\nlines"),
        (r"literal \n stays", r"literal \\n stays"),
    ],
)
def test_text_is_escaped_to_the_letter(typed, written):
    assert text.text(typed).to_ical().decode() == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("https://example.org/a b?c=ä", "https://example.org/a%20b?c=%C3%A4"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("HTTPS://Example.org/", "HTTPS://Example.org/"),
        ("javascript:alert(1)", None),
        ("//evil.example", None),
        ("https:///nowhere", None),
        ("https://[half", None),
        ("mailto:a@b.example", None),
    ],
)
def test_an_address_is_a_web_address_or_is_left_out(typed, written):
    assert text.uri(typed) == written


def test_a_category_keeps_no_comma_for_readers_to_split_at():
    assert text.label("Cities, towns; villages") == "Cities / towns / villages"


@settings(max_examples=300)
@given(st.text(min_size=1, max_size=300).filter(lambda value: "\n" not in value))
def test_folding_cuts_no_character_and_unfolds_to_the_same_line(value):
    line = b"SUMMARY:" + value.encode("utf-8", "ignore")
    folded = fold(line)
    assert folded.replace(b"\r\n ", b"") == line or b"\r\n " in line
    for part in folded.split(b"\r\n "):
        part.decode("utf-8")
    assert max(map(len, folded.split(b"\r\n"))) <= LIMIT


def test_folding_keeps_an_escape_together():
    for length in range(60, 80):
        line = b"X:" + b"a" * length + rb"\, \\\\\n" * 20
        for part in fold(line).split(b"\r\n ")[:-1]:
            assert (len(part) - len(part.rstrip(b"\\"))) % 2 == 0
