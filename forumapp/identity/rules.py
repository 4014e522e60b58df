"""Who may do what: product.md's table, as data."""

from forumapp.core.text import _

ADMINISTRATOR, ORGANIZER, EDITOR, STAFF, DOOR = (
    "administrator",
    "organizer",
    "editor",
    "staff",
    "door",
)
ROLES = {
    ADMINISTRATOR: _("Administrator"),
    ORGANIZER: _("Organizer"),
    EDITOR: _("Editor"),
    STAFF: _("Staff"),
    DOOR: _("Door"),
}

READ_DRAFTS = "read_drafts"
EDIT_RECORDS = "edit_records"
PUBLISH_FORUMS = "publish_forums"
EDIT_ANNOUNCEMENTS = "edit_announcements"
PUBLISH_ANNOUNCEMENTS = "publish_announcements"
SEE_ATTENDEES = "see_attendees"
EXPORT_ATTENDEES = "export_attendees"
CHECK_IN = "check_in"
READ_MAIL_LOG = "read_mail_log"
READ_OWN_HISTORY = "read_own_history"
ADMINISTER = "administer"
ENTER_DESK = "enter_desk"

_EDITOR_RIGHTS = {ENTER_DESK, READ_DRAFTS, EDIT_ANNOUNCEMENTS, PUBLISH_ANNOUNCEMENTS}
_STAFF_RIGHTS = {ENTER_DESK, READ_DRAFTS, SEE_ATTENDEES, EXPORT_ATTENDEES, CHECK_IN}
_ORGANIZER_RIGHTS = {
    *_EDITOR_RIGHTS,
    *_STAFF_RIGHTS,
    EDIT_RECORDS,
    PUBLISH_FORUMS,
    READ_MAIL_LOG,
    READ_OWN_HISTORY,
}
RIGHTS: dict[str, frozenset[str]] = {
    ADMINISTRATOR: frozenset({*_ORGANIZER_RIGHTS, ADMINISTER}),
    ORGANIZER: frozenset(_ORGANIZER_RIGHTS),
    EDITOR: frozenset(_EDITOR_RIGHTS),
    STAFF: frozenset(_STAFF_RIGHTS),
    DOOR: frozenset({ENTER_DESK}),
}


def may(role: str, right: str) -> bool:
    """Whether a role carries a right."""
    return right in RIGHTS.get(role, frozenset())
