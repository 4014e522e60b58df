"""Kinds of organizations."""

from forumapp.core.text import _

ORGANIZATION_KINDS = {
    "chamber": _("Chamber of commerce"),
    "foundation": _("Foundation"),
    "association": _("Association"),
    "company": _("Company"),
    "government": _("Government body"),
    "international": _("International organization"),
    "academic": _("University or institute"),
    "media": _("Media"),
    "other": _("Other organization"),
}
