"""Calendars by secret addresses, and the page where their reader subscribes.

The token is the right, and nothing of them is ever kept.
"""

import logging
from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response, current_app, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from forumapp.calendars.models import PrivateCalendar
from forumapp.calendars.queries.facts import the_house
from forumapp.calendars.queries.feeds import Asked, pieces_of, state_of_the_public
from forumapp.calendars.queries.private import coming_entries, feed_of, private_calendar_of
from forumapp.calendars.queries.private_words import told_to_holder
from forumapp.calendars.rules.private import ALARMS, NO_ALARM, is_use_to_be_noted, name_of
from forumapp.calendars.services.private import note_use
from forumapp.core.errors import NotFound
from forumapp.core.links import absolute
from forumapp.core.settings import setting
from forumapp.core.text import _, say
from forumapp.ical.entry import Profile
from forumapp.site.subscribing import private_subscription
from forumapp.web.asking_here import is_asked_from_here
from forumapp.web.calendars import PRIVATE, answer, edition, never_empty
from forumapp.web.guards import open_by_link
from forumapp.web.languages import address, speak_in

log = logging.getLogger(__name__)
pages = Blueprint("private_calendars", __name__)

LINKS: dict[Profile, str] = {"core": "private_calendar.ics", "full": "private_calendar.full.ics"}
SHOWN = 8
"""How many of the entries to come its page tells."""
NO_CALENDAR = _(
    "There is no calendar at this address, or no longer: it may have been renewed or revoked."
    " Ask whoever gave it to you for the present one."
)


@pages.get("/calendars/<token:token>")
@open_by_link
def show_private_calendar(token: str) -> ResponseReturnValue:
    """In the calendar's own language; who has no calendar here is told in all of them."""
    try:
        calendar = private_calendar_of(token)
    except NotFound:
        sentences = [(each, say(NO_CALENDAR, {}, each)) for each in setting("LANGUAGES")]
        return render_template("site/private_calendars/no_calendar.html", sentences=sentences), 404
    speak_in(calendar.language)
    asked = asked_for(calendar, token, "core")
    name = name_of(calendar, calendar.language)
    return render_template(
        "site/private_calendars/show_private_calendar.html",
        name=name,
        alarm=ALARMS.get(calendar.alarm_minutes or 0, NO_ALARM),
        coming=coming_entries(calendar, asked, most=SHOWN),
        subscription=private_subscription(name, asked.source, calendar.language),
        page=absolute(setting("PUBLIC_URL"), address("private_calendar", token=token)),
    )


@pages.get("/calendars/<token:token>.ics", defaults={"profile": "core"})
@pages.get("/calendars/<token:token>.full.ics", defaults={"profile": "full"})
@open_by_link
@never_empty
def feed_private_calendar(token: str, profile: Profile) -> ResponseReturnValue:
    """In the calendar's own language; an unknown address and a revoked one are not found alike."""
    calendar = private_calendar_of(token)
    asked = asked_for(calendar, token, profile)
    # What only such calendars tell raises the public revision too (notes, duties, reminder).
    state = state_of_the_public(g.now)
    name = name_of(calendar, calendar.language)

    def pieces() -> Iterator[bytes]:
        told = told_to_holder(calendar, asked)
        return pieces_of(feed_of(calendar, asked), change=told.change, changed_at=told.changed_at)

    response = answer(
        edition(asked.source, calendar.language, f"{state.mark} {name}", state.changed_at),
        pieces,
        {**PRIVATE, "Content-Disposition": "inline"},
    )
    return with_use_noted(response, calendar, g.now)


def asked_for(calendar: PrivateCalendar, token: str, profile: Profile) -> Asked:
    at = address(LINKS[profile], token=token)
    return Asked(
        source=absolute(setting("PUBLIC_URL"), at),
        page="",
        house=the_house(),
        language=calendar.language,
        profile=profile,
        now=g.now,
    )


def with_use_noted(response: Response, calendar: PrivateCalendar, now: datetime) -> Response:
    """Once the answer has gone out: whoever writes at that moment holds up nobody's calendar."""
    if is_asked_from_here() or not is_use_to_be_noted(calendar.last_used_at, now):
        return response
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's way to the app itself
    calendar_id = calendar.id
    response.direct_passthrough = False  # else the server closes the file, but not the answer

    @response.call_on_close
    def note() -> None:
        try:
            with app.app_context():
                note_use(calendar_id, now)
        except OperationalError:
            log.warning("the use of private calendar %s could not be noted", calendar_id)

    return response
