"""Private calendars: for whom one is made, and what each kind holds."""

from forumapp.core.text import _

DELEGATION, MEMBER, SPEAKER, STAFF = "delegation", "member", "speaker", "staff"
PRIVATE_KINDS = {
    DELEGATION: _("The whole journey of a delegation"),
    MEMBER: _("One member's part of the journey"),
    SPEAKER: _("A speaker's appearances"),
    STAFF: _("A staff member's duties"),
}
