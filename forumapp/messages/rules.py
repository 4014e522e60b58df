"""The words of messages."""

from forumapp.core.text import _

NOTE, REMINDER, THANKS = "note", "reminder", "thanks"
MESSAGE_KINDS = {
    NOTE: _("Message"),
    REMINDER: _("Reminder before the forum"),
    THANKS: _("Thanks after the forum"),
}
DRAFT, OUTBOX, SCHEDULED, SENDING, SENT, STOPPED = (
    "draft",
    "outbox",
    "scheduled",
    "sending",
    "sent",
    "stopped",
)
MESSAGE_STATES = {
    DRAFT: _("Draft"),
    OUTBOX: _("In the outbox, to be looked at"),
    SCHEDULED: _("Scheduled"),
    SENDING: _("Being sent"),
    SENT: _("Sent"),
    STOPPED: _("Stopped"),
}
