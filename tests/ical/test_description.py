"""Words that a private calendar puts before an entry's description."""

from dataclasses import replace

import pytest

from forumapp.ical.alarm import with_alarm
from forumapp.ical.description import with_words
from forumapp.ical.entry import PROFILES, write_entry, zones_of
from forumapp.ical.publish import publish
from tests.ical import samples
from tests.ical.checks import check_lines
from tests.ical.readers import PYTHON_READERS, read_with_libical

WORDS = "On duty: desk, door; \\ “A & B” <b>\n" + "长" * 40 + "🌊" * 20 + "\n\nBegin: 8:10"


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("description", ["", "What it is about.\n\nMore: https://example.org"])
def test_words_stand_as_if_the_entry_had_been_written_with_them(profile: str, description: str):
    entry = replace(samples.FORUM, description=description, html="")
    whole = "\n\n".join(filter(None, (WORDS, description)))
    told = with_words(write_entry(entry, profile), WORDS)
    assert told == write_entry(replace(entry, description=whole), profile)
    assert with_words(write_entry(entry, profile), "") == write_entry(entry, profile)


@pytest.mark.parametrize("profile", PROFILES)
def test_words_stand_in_the_description_as_html_too(profile: str):
    entry = replace(samples.FORUM, html="<p>About</p>")
    told = with_words(write_entry(entry, profile), "Desk & <b>door</b>\nEarly\n\nBring flags")
    shown = "<p>Desk &amp; &lt;b&gt;door&lt;/b&gt;<br>Early</p><p>Bring flags</p><p>About</p>"
    plain = "Desk & <b>door</b>\nEarly\n\nBring flags\n\n" + entry.description
    assert told == write_entry(replace(entry, description=plain, html=shown), profile)


@pytest.mark.parametrize("profile", PROFILES)
def test_every_reader_understands_an_entry_with_words_and_a_reminder(profile: str, ical_js):
    told = with_alarm(with_words(write_entry(samples.FLIGHT, profile), WORDS), 30)
    calendar = b"".join(publish(samples.HEADER, [told], zones_of(samples.FLIGHT)))
    check_lines(calendar)
    for read in (*PYTHON_READERS, read_with_libical, ical_js):
        assert read(calendar)
