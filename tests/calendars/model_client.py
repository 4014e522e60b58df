"""Two calendar programs as the standards describe them: one fed by our mail, one by our feed."""

from dataclasses import dataclass, field
from email import message_from_bytes, policy

from tests.ical.checks import check_mail, check_public, events_of, unfolded, value_of

NUMBERS = ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED")
OF_ONE_MESSAGE = ("ATTENDEE", "ORGANIZER", "CREATED")
NOT_IN_MAIL = (
    *("STYLED-DESCRIPTION", "CONCEPT", "LINK", "RELATED-TO", "REFID", "IMAGE", "ATTACH", "COLOR"),
)


def what_it_says(event: list[str]) -> list[str]:
    """An entry without its numbers and stamps."""
    return [line for line in event if not line.startswith(NUMBERS)]


def as_mailed(event: list[str]) -> list[str]:
    """What of an entry mail carries: what it says, but for people and for what mail leaves out."""
    left_out = (*NUMBERS, *OF_ONE_MESSAGE, *NOT_IN_MAIL)
    return [line for line in event if not line.startswith(left_out)]


@dataclass(frozen=True)
class Kept:
    """An entry in somebody's calendar, and of which message it is."""

    sequence: int
    stamp: str
    is_cancelled: bool
    event: list[str]

    def is_older_than(self, sequence: int, stamp: str) -> bool:
        """RFC 5546 §2.1.5: the higher SEQUENCE counts, and of equal ones the later DTSTAMP."""
        return (self.sequence, self.stamp) < (sequence, stamp)


class MailClient:
    """An attendee's calendar: of each UID the newest REQUEST or CANCEL, in whatever order they come."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.entries: dict[str, Kept] = {}

    def receive(self, message: bytes) -> None:
        """A message as it came over the wire."""
        mail = message_from_bytes(message, policy=policy.SMTP)
        part = next((p for p in mail.walk() if p.get_content_type() == "text/calendar"), None)
        if part is None:
            return
        calendar = part.get_payload(decode=True)
        check_mail(calendar)
        method = part.get_param("method")
        assert f"METHOD:{method}" in unfolded(calendar)
        (event,) = events_of(calendar)
        assert value_of(event, "ATTENDEE").lower() == f"mailto:{self.address}"
        uid, sequence = value_of(event, "UID"), int(value_of(event, "SEQUENCE"))
        kept, stamp = self.entries.get(uid), value_of(event, "DTSTAMP")
        if kept is None or kept.is_older_than(sequence, stamp):
            self.entries[uid] = Kept(sequence, stamp, method == "CANCEL", event)


@dataclass
class FeedClient:
    """A subscription: it asks with what it knows, replaces by UID, and drops what is gone."""

    address: str
    etag: str = ""
    entries: dict[str, list[str]] = field(default_factory=dict)
    stamps: dict[str, tuple[int, str, list[str]]] = field(default_factory=dict)

    def refresh(self, client) -> bool:
        """Whether there was anything new. Whatever comes, an entry's numbers only rise."""
        known = {"If-None-Match": self.etag} if self.etag else {}
        answer = client.get(self.address, headers=known)
        if answer.status_code == 304:
            return False
        assert answer.status_code == 200, answer.status
        check_public(answer.data)
        self.etag = answer.headers["ETag"]
        self.entries = {value_of(event, "UID"): event for event in events_of(answer.data)}
        for uid, event in self.entries.items():
            self._look_at(uid, event)
        return True

    def _look_at(self, uid: str, event: list[str]) -> None:
        sequence, stamp = int(value_of(event, "SEQUENCE")), value_of(event, "DTSTAMP")
        assert stamp == value_of(event, "LAST-MODIFIED")
        if uid in self.stamps:
            last_sequence, last_stamp, said = self.stamps[uid]
            assert sequence >= last_sequence
            assert stamp >= last_stamp
            assert said == what_it_says(event) or sequence > last_sequence
        self.stamps[uid] = (sequence, stamp, what_it_says(event))
