"""What is done to a conference, whole: its page and its calendar entry, in one transaction."""

from datetime import datetime

from forumapp.calendars.services.refresh import refresh_entries
from forumapp.core.actor import Actor
from forumapp.forums.models import Conference
from forumapp.forums.services import conferences


def publish_conference(conference: Conference, *, by: Actor, now: datetime) -> None:
    conferences.publish_conference(conference, by=by, now=now)
    refresh_entries(conference, now=now)


def withdraw_conference(conference: Conference, *, by: Actor, now: datetime) -> None:
    conferences.withdraw_conference(conference, by=by, now=now)
    refresh_entries(conference, now=now)


def cancel_conference(conference: Conference, *, by: Actor, now: datetime) -> None:
    conferences.cancel_conference(conference, by=by, now=now)
    refresh_entries(conference, now=now)


def reinstate_conference(conference: Conference, *, by: Actor, now: datetime) -> None:
    conferences.reinstate_conference(conference, by=by, now=now)
    refresh_entries(conference, now=now)
