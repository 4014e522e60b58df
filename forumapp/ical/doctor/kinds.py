"""Every kind of finding: how bad it is, what it means in plain words, and its remedy."""

from typing import NamedTuple

from forumapp.core.text import _

SEVERITIES = ("wrong", "risky", "note")


class Kind(NamedTuple):
    severity: str
    sentence: str
    remedy: str


def _wrong(sentence: str, remedy: str) -> Kind:
    return Kind("wrong", sentence, remedy)


def _risky(sentence: str, remedy: str) -> Kind:
    return Kind("risky", sentence, remedy)


def _note(sentence: str, remedy: str) -> Kind:
    return Kind("note", sentence, remedy)


# ------------------------------------------------------------------ the file itself
_FILE = {
    "empty_file": _wrong(
        _("There is nothing in the file. Clients that subscribe to it lose every entry."),
        _("On trouble, let the server answer 503 instead of an empty file."),
    ),
    "web_page": _wrong(
        _("This is a web page, not a calendar. Clients show nothing."),
        _("Look on that page for the address of the calendar itself; it often ends in .ics."),
    ),
    "no_begin": _wrong(
        _("There is no BEGIN:VCALENDAR, so no client takes this for a calendar."),
        _("Begin the file with BEGIN:VCALENDAR and end it with END:VCALENDAR."),
    ),
    "no_end": _wrong(
        _("The file stops before what it began has ended: it was cut off. Entries are missing."),
        _("Download it again; if it stays so, the program that makes it stops half-way."),
    ),
    "two_calendars": _risky(
        _("There is more than one calendar in the file. Many clients read the first alone."),
        _("Write all entries into one VCALENDAR."),
    ),
    "unbalanced": _wrong(
        _("A BEGIN and its END do not match. Clients drop the entry, or the whole file."),
        _("End each part before the next begins; look for a text that broke out of its line."),
    ),
    "bom": _wrong(
        _(
            "The file begins with an invisible mark (BOM). Some clients then find no calendar in it."
        ),
        _("Save it as UTF-8 without a byte order mark."),
    ),
    "blank_first": _wrong(
        _("The file begins with an empty line. Some clients then find no calendar in it."),
        _("Let the first character be the B of BEGIN:VCALENDAR."),
    ),
    "blank_line": _risky(
        _("There is an empty line inside the file. Strict clients stop reading there."),
        _("Remove it. An empty line within a text is written \\n."),
    ),
    "bare_lf": _risky(
        _("Lines end as on Unix (LF). Most clients bear it, strict ones do not."),
        _("End every line with CR LF."),
    ),
    "bare_cr": _wrong(
        _("A line ends with CR alone. Clients read two lines as one and lose both."),
        _("End every line with CR LF, and write a line break inside a text as \\n."),
    ),
    "long_line": _risky(
        _("Lines are longer than 75 octets. Some clients cut them."),
        _("Fold each line: CR LF and a space after at most 75 octets."),
    ),
    "cut_character": _risky(
        _("A line is folded inside a character. Some clients show □ or � there."),
        _("Fold between characters: a Chinese one takes three octets."),
    ),
    "not_utf8": _wrong(
        _("The text is not UTF-8. Letters beyond English turn into nonsense."),
        _("Save the file as UTF-8."),
    ),
    "control_character": _wrong(
        _("There is an invisible control character in a line. Strict clients refuse the file."),
        _("Remove what was pasted with the text; only line breaks, written \\n, may stand in it."),
    ),
    "not_a_line": _wrong(
        _(
            "A line has no name and colon. Often a text broke over its line; the rest of it is lost."
        ),
        _("Write a line break inside a text as \\n, and begin a continued line with a space."),
    ),
    "many_lines": _note(
        _("The file is very long. Only its first 100,000 lines were looked at."),
        _("Offer several calendars, or leave out what is long past."),
    ),
}

# ------------------------------------------------------------------ the calendar
_CALENDAR = {
    "no_version": _wrong(
        _("VERSION:2.0 is missing. Clients take the file for an old format or refuse it."),
        _("Write VERSION:2.0 right after BEGIN:VCALENDAR."),
    ),
    "no_prodid": _wrong(
        _("PRODID is missing. Evolution, GNOME and Nextcloud refuse such a calendar."),
        _("Name the program that made it, for example PRODID:-//Chamber//Calendar 1.0//EN."),
    ),
    "no_method": _note(
        _("METHOD is missing. Outlook may then open a download as a draft of a meeting."),
        _("Write METHOD:PUBLISH."),
    ),
    "no_name": _risky(
        _("The calendar has no name. Outlook and Google show its address instead."),
        _("Write NAME and X-WR-CALNAME with the same text."),
    ),
    "half_a_name": _note(
        _(
            "Of NAME and X-WR-CALNAME one is missing. Some clients read only the one, some the other."
        ),
        _("Write NAME and X-WR-CALNAME with the same text."),
    ),
    "no_refresh": _note(
        _("It does not say how often to look for changes. Some clients look once a day or less."),
        _(
            "Write REFRESH-INTERVAL;VALUE=DURATION:PT1H and X-PUBLISHED-TTL:PT1H. Google ignores both."
        ),
    ),
    "empty_calendar": _note(
        _("There is no entry in it. Clients that subscribe show an empty calendar."),
        _("Nothing to do if nothing is planned. On trouble, let the server answer 503 instead."),
    ),
    "method_differs": _wrong(
        _("The answer says method={header}, the calendar METHOD:{body}. Outlook trusts neither."),
        _("Say the same in both places."),
    ),
}

# ------------------------------------------------------------------ zones
_ZONES = {
    "tzid_undefined": _wrong(
        _("The zone {zone} is named, but not described. Outlook then shows another hour."),
        _("Add a VTIMEZONE for each TZID, before the entries."),
    ),
    "tzid_windows": _risky(
        _(
            "“{zone}” is a name of Windows. Other clients guess the zone, or show the hour unchanged."
        ),
        _("Write {name}, and a VTIMEZONE of that name."),
    ),
    "tzid_abbreviation": _risky(
        _(
            "“{zone}” names no place. Clients do not know when clocks change there: an hour is at risk."
        ),
        _("Write the name of a place, such as America/New_York or Europe/London."),
    ),
    "tzid_unknown": _risky(
        _(
            "No client knows the zone “{zone}” by name. What is shown depends on its VTIMEZONE alone."
        ),
        _("Write the name of a place, such as Asia/Shanghai."),
    ),
    "zone_twice": _risky(
        _("The zone {zone} is described twice. Which of the two counts differs between clients."),
        _("Keep one VTIMEZONE for each zone."),
    ),
    "zone_differs": _wrong(
        _(
            "The description of {zone} says {said} at the time of an entry, but clocks there show "
            "{true}. Clients that follow it are off."
        ),
        _("Make the VTIMEZONE from current zone data."),
    ),
    "skipped_hour": _wrong(
        _("Clocks in {zone} never show the time of an entry. Clients show it an hour off."),
        _("Choose a time before or after the clocks go forward."),
    ),
    "doubled_hour": _risky(
        _(
            "Clocks in {zone} show the time of an entry twice. Some clients take the first, some the second."
        ),
        _("Write such a time in UTC."),
    ),
    "zone_by_dates": _risky(
        _("The zone {zone} is a list of single dates. Outlook reads rules only; Thunderbird errs."),
        _("Write one yearly RRULE for summer time and one for winter time."),
    ),
    "zone_not_read": _risky(
        _("The description of {zone} follows a pattern that simple clients do not read."),
        _("Write one yearly RRULE with BYMONTH and BYDAY for each change of the clocks."),
    ),
    "floating": _wrong(
        _("A time has no zone. Every client shows it in the zone of whoever is looking."),
        _("Write it with TZID and a VTIMEZONE, or in UTC with a Z."),
    ),
    "utc_only": _note(
        _("Every time is in UTC and no zone is named. Outlook shows the entries in UTC."),
        _("Write each time with the TZID of the place, or at least X-WR-TIMEZONE."),
    ),
}

# ------------------------------------------------------------------ entries
_ENTRIES = {
    "no_start": _wrong(
        _("An entry has no start. Clients leave it out."),
        _("Write DTSTART."),
    ),
    "bad_time": _wrong(
        _("A time cannot be read. Clients leave the entry out, or put it in 1970."),
        _("Write 20270314T120000 with a TZID, 20270314T160000Z, or a date with VALUE=DATE."),
    ),
    "date_without_value": _wrong(
        _("A date stands where a time is expected. Strict clients drop the entry."),
        _("Write ;VALUE=DATE before the colon."),
    ),
    "no_end_time": _risky(
        _("An entry has no end. Some clients give it no length at all, some an hour."),
        _("Write DTEND."),
    ),
    "end_not_after_start": _wrong(
        _("An entry does not end after it starts. Clients hide it or show it at the wrong place."),
        _("Set DTEND after DTSTART. The DTEND of a whole day is the next day."),
    ),
    "start_and_end_differ": _wrong(
        _("Of start and end, one is a date and the other a time. Clients drop the entry."),
        _("Write both as dates or both as times."),
    ),
    "all_day_as_midnight": _risky(
        _("Whole days are written from midnight to midnight. Elsewhere they fall on two days."),
        _("Write dates: DTSTART;VALUE=DATE and DTEND;VALUE=DATE with the day after the last."),
    ),
    "days_as_bar": _note(
        _("An entry runs over more than a day without a break. Clients fill the nights with it."),
        _("Write whole days as dates, and the sessions as entries of their own."),
    ),
    "endless_rule": _note(
        _("An entry repeats without end."),
        _("Set UNTIL or COUNT if it ends some day."),
    ),
    "no_uid": _wrong(
        _("An entry has no UID. At each update clients add it once more."),
        _("Give every entry a random UID, stored with it for good."),
    ),
    "uid_twice": _wrong(
        _("Two entries have the same UID. Clients show only one of them."),
        _("Give every entry a UID of its own."),
    ),
    "uid_number": _risky(
        _(
            "A UID is a plain number. Other calendars count the same way: entries replace each other."
        ),
        _("Use a random UUID."),
    ),
    "uid_host": _note(
        _("UIDs name a host. They change when the site moves, and tell where they were made."),
        _("Use a random UUID without a host name; leave those that are published as they are."),
    ),
    "no_dtstamp": _wrong(
        _("DTSTAMP is missing. Strict clients refuse the entry."),
        _("Write when the entry was last changed, in UTC."),
    ),
    "dtstamp_now": _risky(
        _("DTSTAMP is the moment of the download. Every look finds every entry changed."),
        _("Write when the entry was last changed, not when the file was made."),
    ),
    "no_sequence": _risky(
        _("SEQUENCE is missing. Google may keep an old time although the entry has moved."),
        _("Count changes from 0: SEQUENCE rises by one whenever an entry changes."),
    ),
    "no_last_modified": _note(
        _("LAST-MODIFIED is missing. Clients compare whole entries to find what changed."),
        _("Write when the entry was last changed, in UTC."),
    ),
    "property_twice": _wrong(
        _("{property} stands twice in an entry. Clients take either one, or drop the entry."),
        _("Keep one."),
    ),
    "cancelled_in_title": _wrong(
        _("An entry is cancelled by its title only. Calendars keep the time blocked and remind."),
        _("Write STATUS:CANCELLED too."),
    ),
    "cancelled_blocks": _note(
        _("A cancelled entry still blocks its time."),
        _("Write TRANSP:TRANSPARENT."),
    ),
    "no_summary": _risky(
        _("An entry has no title. Clients show “(No title)” or “Busy”."),
        _("Write SUMMARY."),
    ),
    "summary_parameters": _risky(
        _("{property} has parameters. Displays built on node-ical show [object Object] instead."),
        _("Write {property} without parameters."),
    ),
    "unescaped": _risky(
        _("A comma or semicolon stands bare in {property}. Some clients cut the text there."),
        _("Write \\, and \\; in texts."),
    ),
    "escaped_twice": _wrong(
        _("{property} was escaped twice. Readers see \\n or \\, in the text."),
        _("Escape each text once, at the very end."),
    ),
    "html_in_text": _note(
        _("There is HTML in {property}. Most clients show the tags."),
        _("Write plain text; HTML belongs in X-ALT-DESC or STYLED-DESCRIPTION."),
    ),
    "category_comma": _risky(
        _("A category holds a comma. KDE and many displays split it in two, escaped or not."),
        _("Use another sign in the names of categories, such as “ / ”."),
    ),
    "empty_property": _note(
        _("{property} is there, but empty. Some clients report an error."),
        _("Leave the line out."),
    ),
    "long_description": _note(
        _("A description is longer than 8,000 characters. Google cuts it."),
        _("Shorten it, and link to the page."),
    ),
    "no_organizer": _risky(
        _("ORGANIZER is missing. Thunderbird may hide such entries, strict readers refuse them."),
        _('Write ORGANIZER;CN="Name":mailto: and an address that you read.'),
    ),
    "organizer_silent": _note(
        _("The organizer is an address that nobody reads. Answers to invitations are lost."),
        _("Give an address that you read."),
    ),
    "attendee_published": _wrong(
        _("The calendar tells everybody who was invited: ATTENDEE stands in a public entry."),
        _("Leave ATTENDEE out; it belongs in the mail to that person only."),
    ),
    "alarm": _risky(
        _("An entry brings an alarm. Everybody who subscribes is rung."),
        _("Leave VALARM out of public calendars; people set their own."),
    ),
    "attachment_inside": _risky(
        _("A file is packed into an entry. Many clients drop it, phones load it each time."),
        _("Attach an address instead of the file."),
    ),
    "nested": _note(
        _("An entry holds {name} components. calcurse then drops it or shows another title."),
        _("Offer a plain calendar for everybody, and this one for clients that read RFC 9073."),
    ),
}

# ------------------------------------------------------------------ the server's answer
_ANSWER = {
    "content_type": _wrong(
        _("The server calls it “{type}”. Browsers and Outlook then show text, not a calendar."),
        _("Send Content-Type: text/calendar; charset=utf-8."),
    ),
    "charset": _risky(
        _("The server does not say that the text is UTF-8. Old clients guess the letters wrong."),
        _("Send Content-Type: text/calendar; charset=utf-8."),
    ),
    "no_validator": _risky(
        _("The answer has neither ETag nor Last-Modified. Each look downloads everything again."),
        _("Send an ETag that changes with the content, and answer 304 while it is the same."),
    ),
    "never_unchanged": _risky(
        _("Asked whether anything changed (If-None-Match), the server sends everything again."),
        _("Answer 304 Not Modified while the ETag is the same."),
    ),
    "no_cache_control": _note(
        _("The answer does not say how long it may be kept (Cache-Control)."),
        _("Send Cache-Control: public, max-age=900."),
    ),
    "uids_change": _wrong(
        _("The UIDs are new at each look. Clients add all entries again, or lose people’s notes."),
        _("Store the UID with the entry."),
    ),
    "stamps_change": _risky(
        _("DTSTAMP is new at each look although nothing changed. Clients update every entry."),
        _("Write when the entry was last changed, not when the file was made."),
    ),
    "bytes_change": _note(
        _("Two looks a moment apart got different files with the same entries."),
        _("Write the same bytes while nothing changes: clients and caches then save their work."),
    ),
}

# ------------------------------------------------------------------ since the last look
_HISTORY = {
    "uid_changed": _wrong(
        _("“{title}” has another UID than at the last look. Clients show it twice."),
        _("Keep the UID of an entry for good."),
    ),
    "sequence_still": _risky(
        _("“{title}” has moved, but its SEQUENCE did not rise. Google may keep the old time."),
        _("Raise SEQUENCE with every change."),
    ),
    "sequence_fell": _wrong(
        _("The SEQUENCE of “{title}” fell from {old} to {new}. Clients ignore the change."),
        _("SEQUENCE only rises."),
    ),
    "vanished": _risky(
        _("“{title}” has vanished without a cancellation. Some clients keep it."),
        _("Keep it for a month with STATUS:CANCELLED before it goes."),
    ),
}

IN_A_FILE = {**_FILE, **_CALENDAR, **_ZONES, **_ENTRIES}
IN_AN_ANSWER = {**IN_A_FILE, **_ANSWER}
KINDS = {**IN_AN_ANSWER, **_HISTORY}
