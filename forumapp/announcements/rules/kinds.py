"""The words of announcements."""

from forumapp.core.text import _
from forumapp.core.visibility import DRAFT, PUBLISHED, WITHDRAWN

ANNOUNCEMENT_KINDS = {
    "notice": _("Notice"),
    "programme": _("Programme"),
    "change": _("Change"),
    "cancellation": _("Cancellation"),
    "report": _("Report"),
    "news": _("News"),
}
ANNOUNCEMENT_STATES = (DRAFT, "reviewed", PUBLISHED, WITHDRAWN)
