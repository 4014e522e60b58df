"""Whoever follows an address of the former site comes to what stood there."""

from urllib.parse import quote

from flask import Flask, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.old_addresses import announcement_once_at
from forumapp.web.languages import address
from forumapp.web.requests import READING


def start_old_addresses(app: Flask) -> None:
    app.before_request(lead_to_present_address)


def lead_to_present_address() -> ResponseReturnValue | None:
    """Only where no page of ours stands: our own addresses are never taken for old ones."""
    if request.method not in READING or not isinstance(request.routing_exception, NotFound):
        return None
    query = request.query_string.decode()
    announcement = announcement_once_at(f"{quote(request.path)}?{query}", g.now)
    if announcement is None:
        return None
    return redirect(
        address("announcement", first_language(announcement), slug=announcement.slug), 301
    )


def first_language(announcement: Announcement) -> str:
    """That in which it was written first: readers of the old page read it."""
    headline, own = announcement.headline, current_app.config["LANGUAGES"]
    written = [language for language in headline.languages if language in own]
    dated = [(headline.changed(language) or g.now, language) for language in written]
    return min(dated)[1] if dated else str(own[0])
