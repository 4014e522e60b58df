"""Announcements at the desk: the list, the page of each, the editor, and what is done to one."""

from forumapp.desk.announcements.blueprint import pages
from forumapp.desk.announcements.linking import link_proposals
from forumapp.desk.announcements.showing import show_announcement
from forumapp.desk.announcements.verbs import publish_announcement
from forumapp.desk.announcements.versions import list_versions
from forumapp.desk.announcements.writing import edit_announcement

__all__ = [
    "edit_announcement",
    "link_proposals",
    "list_versions",
    "pages",
    "publish_announcement",
    "show_announcement",
]
