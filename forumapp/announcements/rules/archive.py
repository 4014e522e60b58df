"""The steps of reading in an archive of old releases."""

from forumapp.core.text import _

ARCHIVE_STATES = {
    "reading": _("Being read"),
    "ready": _("Ready to be imported"),
    "importing": _("Being imported"),
    "done": _("Imported"),
    "stopped": _("Stopped"),
}
ENTRY_STATES = {
    "unread": _("Not read yet"),
    "new": _("New"),
    "known": _("Already there"),
    "refused": _("Cannot be read"),
    "imported": _("Imported"),
    "left": _("Left out"),
}
