"""All checks of the bytes, one after another."""

from collections.abc import Mapping

from forumapp.ical.doctor.answer import found_in_answer
from forumapp.ical.doctor.calendar import found_in_calendar
from forumapp.ical.doctor.entries import found_in_entries
from forumapp.ical.doctor.findings import Finding, gathered
from forumapp.ical.doctor.lines import File
from forumapp.ical.doctor.zones import found_in_zones

_NO_CALENDAR = {"empty_file", "web_page", "no_begin"}


def examine(file: File, headers: Mapping[str, str] | None = None) -> list[Finding]:
    """What is wrong with the file and, with the HTTP headers (names in lower case), with its answer.

    Of what is no calendar at all only that is told.
    """
    found = list(file.found)
    none = [each for each in found if each.code in _NO_CALENDAR]
    if none:
        return gathered(none)
    for check in (found_in_calendar, found_in_zones, found_in_entries):
        found += check(file)
    if headers is not None:
        found += found_in_answer(file, headers)
    return gathered(found)
