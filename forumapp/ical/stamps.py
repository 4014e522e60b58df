"""A written entry as a later revision of itself: RFC 5545 §3.8.7.2 to 3.8.7.4."""

import re
from datetime import datetime

from forumapp.ical.entry import utc_stamp
from forumapp.ical.written import own_part

_STAMPS = re.compile(rb"(?<=\r\n)(DTSTAMP|LAST-MODIFIED):(\d{8}T\d{6}Z)(?=\r\n)")
_SEQUENCE = re.compile(rb"(?<=\r\n)SEQUENCE:(\d+)(?=\r\n)")


def revised(entry: bytes, *, times: int, at: datetime) -> bytes:
    """The entry's bytes, changed so many `times` since it was written, the last time `at` (UTC).

    Its SEQUENCE rises by them; DTSTAMP and LAST-MODIFIED are the later of that moment and its own.
    """
    own, nested = own_part(entry)
    later = utc_stamp(at).to_ical()
    own = _SEQUENCE.sub(lambda found: b"SEQUENCE:%d" % (int(found[1]) + times), own)
    own = _STAMPS.sub(lambda found: b"%b:%b" % (found[1], max(found[2], later)), own)
    return own + nested
