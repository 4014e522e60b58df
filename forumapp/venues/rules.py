"""What a venue, and a forum held in it, says of access for everybody."""

from forumapp.core.text import _

ACCESS_FACTS = {
    "step_free": _("Step-free access"),
    "hearing_help": _("Help with hearing"),
    "quiet_space": _("Quiet space"),
}
"""Column of both records → how readers know it; what a forum says itself replaces what its venue says."""
