"""How things stand with registering for a forum, in the words of its page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forumapp.core.text import _, say
from forumapp.core.when import Moment
from forumapp.registrations.queries.places import way_of_some
from forumapp.registrations.rules.states import (
    BY_CODE,
    BY_GROUP,
    CLOSED,
    FULL,
    HELD,
    INVITATION,
    NOT_NEEDED,
    NOT_YET_OPEN,
    OPEN,
    POSTPONED,
    STOPPED,
    WAITING,
    availability,
    closes_at,
    places_told,
)

FREE = _("Free of charge.")
WORDS = {
    NOT_NEEDED: (_("You need not register."), FREE),
    INVITATION: (
        _("By invitation only."),
        _("Use the link in the invitation that you received."),
    ),
    NOT_YET_OPEN: (_("Registration opens on {opens}."), FREE),
    OPEN: (_("Registration is open until {closes}."), FREE),
    WAITING: (
        _("All places are taken. There is a waiting list."),
        _("Places given back are offered to who waits, until the forum begins."),
    ),
    FULL: (
        _("All places are taken."),
        _("Places given back by others can be taken here until {closes}."),
    ),
    CLOSED: (_("Registration closed on {closes}."), ""),
    STOPPED: (_("This forum is cancelled."), _("Nobody can register any more.")),
    POSTPONED: (
        _("This forum is postponed."),
        _("A new date will be announced here. Registrations made so far stay valid."),
    ),
    HELD: (_("This forum has been held."), ""),
}
"""What stands in bold, and below it."""
WORDS_FOR_SOME = {
    (FULL, BY_GROUP): (
        _("Places are left only for some groups."),
        _("Choose yours in the form until {closes}. Free of charge."),
    ),
    (FULL, BY_CODE): (
        _("Places are left only for those who were sent a code."),
        _("All others are taken. Those given back can be taken here until {closes}."),
    ),
    (WAITING, BY_GROUP): (
        _("Places are left only for some groups."),
        _("Choose yours in the form until {closes}; all others join the waiting list."),
    ),
    (WAITING, BY_CODE): (
        _("Places are left only for those who were sent a code."),
        _("Write it in the form; all others join the waiting list."),
    ),
    (INVITATION, BY_CODE): (
        _("By invitation only."),
        _("Use the link in the invitation that you received, or the code that you were sent."),
    ),
}
"""The same where some can register and others cannot."""
BY_APPROVAL_WHILE_FULL = (
    _("All places are taken at present. Apply until {closes}."),
    _("The organizer decides on each application. Free of charge."),
)
BY_APPROVAL = (
    _("Apply for a place until {closes}."),
    _("The organizer confirms each place. Free of charge."),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """`headline` in bold, `detail` below it, and whether the way to the form is open.

    `is_waiting`: it leads to the waiting list. `takes_code`: it is open to those who have a code.
    `is_ahead`: whoever registers, or has done so, gets a confirmation with all that they need to come.
    """

    headline: str
    detail: str
    is_open: bool
    is_waiting: bool
    is_ahead: bool
    takes_code: bool


def registration_standing(forum: Any, now: datetime, language: str) -> Standing:
    """What the page of a forum says first, and whatever else tells of it: open until when, or why not."""
    return standing_by(way_of_some(forum, now), forum, now, language)


def standing_by(way: str, forum: Any, now: datetime, language: str) -> Standing:
    """The same where it is known in which way some can register; nothing is looked up."""
    found = availability(forum, now)
    headline, detail = WORDS_FOR_SOME.get((found, way), WORDS[found])
    left = places_told(forum.capacity_limit, forum.taken)
    if found == OPEN and forum.registration_mode == "approval":
        headline, detail = BY_APPROVAL_WHILE_FULL if left == 0 else BY_APPROVAL
    elif found == OPEN and left is not None:
        detail = (
            _("1 place left. Free of charge.")
            if left == 1
            else _("{left} places left. Free of charge.")
        )
    values = {
        "opens": Moment(forum.registration_opens_at or forum.starts_at, forum.zone),
        "closes": Moment(closes_at(forum), forum.zone),
        "left": left,
    }
    return Standing(
        say(headline, values, language),
        say(detail, values, language) if detail else "",
        found in (OPEN, WAITING) or way == BY_GROUP,
        found == WAITING and way == "",
        found not in (NOT_NEEDED, STOPPED, HELD),
        way == BY_CODE and found != WAITING,
    )
