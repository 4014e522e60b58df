"""Instants follow wall times after new rules of the clocks, in every feature that keeps both."""

from datetime import datetime

from forumapp.announcements.services.reckoning import reckon_releases
from forumapp.calendars.services.reckoning import Reckoned, is_reckoned, reckon_instants
from forumapp.core.actor import WORKER, Actor


def reckon_some(*, by: Actor, now: datetime) -> Reckoned:
    """A part of what is to be set right; call it until it is complete."""
    reckon_releases(by=by, now=now)
    return reckon_instants(by=by, now=now)


def follow_zone_data(now: datetime) -> None:
    """The worker's: nothing, unless the zone data is not that by which was reckoned last."""
    if not is_reckoned():
        reckon_some(by=WORKER, now=now)
