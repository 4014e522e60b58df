"""The words of invitations."""

from forumapp.core.text import _

DRAFT, SENT, ACCEPTED, DECLINED, BOUNCED, WITHDRAWN = (
    "draft",
    "sent",
    "accepted",
    "declined",
    "bounced",
    "withdrawn",
)
INVITATION_STATES = {
    DRAFT: _("Not sent yet"),
    SENT: _("No answer yet"),
    ACCEPTED: _("Accepted"),
    DECLINED: _("Declined"),
    BOUNCED: _("Mail came back"),
    WITHDRAWN: _("Withdrawn"),
}
