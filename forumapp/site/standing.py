"""How things stand with registering for a forum, in the reader's words. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forumapp.core.text import _, say
from forumapp.core.visibility import CANCELLED, POSTPONED
from forumapp.core.when import Moment

FEW = 10
"""From so many places left on, their number is told."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`headline` in bold, `detail` below it, and whether the way to the form is open."""

    headline: str
    detail: str = ""
    is_open: bool = False


def registration_standing(forum: Any, now: datetime, language: str) -> Standing:
    """What the page of a forum says first: open until when, or why not."""

    def told(sentence: str, **values: Any) -> str:
        return say(sentence, values, language)

    closes = forum.registration_closes_at or forum.starts_at
    left = None if forum.capacity_limit is None else max(0, forum.capacity_limit - forum.taken)
    if forum.state == CANCELLED:
        return Standing(told(_("This forum is cancelled.")), told(_("Nobody can register any more.")))
    if forum.ends_at <= now:
        return Standing(told(_("This forum has been held.")))
    if forum.state == POSTPONED:
        return Standing(
            told(_("This forum is postponed.")),
            told(_("A new date will be announced here. Registrations made so far stay valid.")),
        )
    if forum.registration_mode == "none":
        return Standing(told(_("You need not register.")), told(_("Free of charge.")))
    if forum.registration_mode == "invitation":
        return Standing(
            told(_("By invitation only.")), told(_("Use the link in the invitation that you received."))
        )
    if forum.registration_opens_at and now < forum.registration_opens_at:
        opens = Moment(forum.registration_opens_at, forum.zone)
        return Standing(told(_("Registration opens on {when}."), when=opens), told(_("Free of charge.")))
    if closes <= now:
        return Standing(told(_("Registration closed on {when}."), when=Moment(closes, forum.zone)))
    if left == 0:
        return Standing(
            told(_("All places are taken.")),
            told(_("Places given back by others can be taken here until {when}."), when=Moment(closes, forum.zone)),
        )
    if forum.registration_mode == "approval":
        headline = told(_("Apply for a place until {when}."), when=Moment(closes, forum.zone))
        return Standing(headline, told(_("The organizer confirms each place. Free of charge.")), is_open=True)
    headline = told(_("Registration is open until {when}."), when=Moment(closes, forum.zone))
    few = left is not None and left <= FEW
    detail = told(_("{left} places left. Free of charge."), left=left) if few else told(_("Free of charge."))
    return Standing(headline, detail, is_open=True)
