"""The database as the application opens it, and every model it holds."""

import logging

from flask import Flask

from forumapp.announcements.models import archive as _archive
from forumapp.announcements.models import previews as _previews
from forumapp.announcements.models import versions as _versions
from forumapp.calendars import models as _calendars
from forumapp.calendars.services.following import follow_changes
from forumapp.core import heartbeat, revision, slugs
from forumapp.core.db import attach
from forumapp.core.health import database_warning
from forumapp.delegations import models as _delegations
from forumapp.door import models as _door
from forumapp.duties import models as _duties
from forumapp.history import models as _history
from forumapp.identity import models as _identity
from forumapp.institution import models as _institution
from forumapp.invitations import models as _invitations
from forumapp.mail import models as _mail
from forumapp.messages import models as _messages
from forumapp.questions import models as _questions
from forumapp.readers import models as _readers
from forumapp.registrations.models import bookings as _bookings
from forumapp.registrations.models import confirming as _confirming
from forumapp.registrations.models import places as _places
from forumapp.search import models as _search

log = logging.getLogger(__name__)

EVERY_MODEL = (
    _archive,
    _calendars,
    _bookings,
    _confirming,
    _delegations,
    _door,
    _duties,
    _history,
    _identity,
    _institution,
    _invitations,
    _mail,
    _messages,
    _places,
    _previews,
    _questions,
    _readers,
    _search,
    _versions,
    heartbeat,
    revision,
    slugs,
)


def start_database(app: Flask) -> None:
    attach(app)
    follow_changes()
    if warning := database_warning(app.config["SQLALCHEMY_DATABASE_URI"]):
        log.warning(warning)
