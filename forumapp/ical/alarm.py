"""A reminder put into a written entry: VALARM, RFC 5545 §3.6.6, with a UID of its own (RFC 9074 §4)."""

from uuid import NAMESPACE_URL, uuid5

from forumapp.ical.folding import fold
from forumapp.ical.written import value_of

_END = b"END:VEVENT\r\n"
_ALL_DAY = b"\r\nDTSTART;VALUE=DATE:"
_CANCELLED = b"\r\nSTATUS:CANCELLED\r\n"
_MINUTES_OF_A_DAY = 1440


def with_alarm(entry: bytes, minutes: int) -> bytes:
    """The entry's bytes with a reminder `minutes` before its start.

    What lasts whole days or is cancelled comes back as it is: nobody has to be there at an hour.
    """
    if _ALL_DAY in entry or _CANCELLED in entry:
        return entry
    uid = uuid5(NAMESPACE_URL, f"urn:alarm:{value_of(entry, b'UID').decode()}")
    lines = (
        b"BEGIN:VALARM",
        f"UID:{uid}".encode(),
        b"ACTION:DISPLAY",
        fold(b"DESCRIPTION:" + value_of(entry, b"SUMMARY")),
        f"TRIGGER:-{_duration(minutes)}".encode(),
        b"END:VALARM",
        _END,
    )
    return entry.removesuffix(_END) + b"\r\n".join(lines)


def _duration(minutes: int) -> str:
    """RFC 5545 §3.3.6."""
    days, rest = divmod(minutes, _MINUTES_OF_A_DAY)
    return f"P{days}D" if not rest else f"PT{minutes}M"
