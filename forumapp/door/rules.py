"""The words of the door."""

from forumapp.core.text import _

BY_SCAN, BY_SEARCH, BY_LIST, AS_WALK_IN = "scan", "search", "list", "walk_in"
CHECK_IN_WAYS = {
    BY_SCAN: _("Ticket scanned"),
    BY_SEARCH: _("Found by name"),
    BY_LIST: _("From the list"),
    AS_WALK_IN: _("Came without registration"),
}
