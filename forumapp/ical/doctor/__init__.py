"""The calendar doctor: what clients will make of a calendar file, and what to do about it.

It reads the raw lines itself, because readers of iCalendar hide faults or stumble over them.
`read_file` takes bytes, `examine` answers findings, `overview` what clients will show; each has a
sister that does it with a long calendar in parts.
"""

from forumapp.ical.doctor.answer import examine_answer
from forumapp.ical.doctor.examine import examine, examine_parts
from forumapp.ical.doctor.findings import Finding, Place
from forumapp.ical.doctor.history import Look, compare_fetches, compare_looks, look_of
from forumapp.ical.doctor.kinds import IN_A_FILE, IN_AN_ANSWER, KINDS, SEVERITIES
from forumapp.ical.doctor.lines import File, read_file, read_parts
from forumapp.ical.doctor.overview import Overview, Seen, overview, overview_parts

__all__ = [
    "IN_AN_ANSWER",
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
    "examine_parts",
    "look_of",
    "overview",
    "overview_parts",
    "read_file",
    "read_parts",
]
