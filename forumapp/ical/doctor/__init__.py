"""The calendar doctor: what clients will make of a calendar file, and what to do about it.

It reads the raw lines itself, because readers of iCalendar hide faults or stumble over them.
`read_file` takes bytes, `examine` answers findings, `overview` what clients will show.
"""

from forumapp.ical.doctor.answer import examine_answer
from forumapp.ical.doctor.examine import examine
from forumapp.ical.doctor.findings import Finding, Place
from forumapp.ical.doctor.history import Look, compare_fetches, compare_looks, look_of
from forumapp.ical.doctor.kinds import IN_A_FILE, KINDS, SEVERITIES
from forumapp.ical.doctor.lines import File, read_file
from forumapp.ical.doctor.overview import Overview, Seen, overview

__all__ = [
    "IN_A_FILE",
    "KINDS",
    "SEVERITIES",
    "File",
    "Finding",
    "Look",
    "Overview",
    "Place",
    "Seen",
    "compare_fetches",
    "compare_looks",
    "examine",
    "examine_answer",
    "look_of",
    "overview",
    "read_file",
]
