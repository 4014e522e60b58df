"""What an announcement is found by."""

from forumapp.announcements.models.announcements import Announcement
from forumapp.core.markdown import plain_text
from forumapp.core.translated import Translated
from forumapp.search.services import index_record


def index_announcement(announcement: Announcement) -> None:
    """Make the announcement findable by headline, lead, text and source, in each language."""
    body = announcement.body
    index_record(
        announcement,
        announcement.headline,
        announcement.lead,
        Translated({language: plain_text(body.exact(language)) for language in body.languages}),
        announcement.dateline,
        announcement.source,
    )
