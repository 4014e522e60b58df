"""Who is acting: every change has an author."""

from dataclasses import dataclass

FOCAL_POINT = "focal_point"


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of a change: an account, an attendee or a focal point by link, the worker or a command."""

    kind: str
    label: str
    account_id: int | None = None

    @classmethod
    def account(cls, account_id: int, label: str) -> "Actor":
        return cls("account", label, account_id)

    @classmethod
    def focal_point(cls, name: str) -> "Actor":
        """Who acts for a delegation by its link."""
        return cls(FOCAL_POINT, name)


WORKER = Actor("worker", "worker")
COMMAND = Actor("command", "command")
ATTENDEE = Actor("attendee", "attendee")
