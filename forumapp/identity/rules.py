"""Who may do what: product.md's table, as data; and what a password must be."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta

from forumapp.core.text import _

ADMINISTRATOR, ORGANIZER, EDITOR, STAFF, DOOR = (
    "administrator",
    "organizer",
    "editor",
    "staff",
    "door",
)
ROLES = {
    ADMINISTRATOR: _("Administrator"),
    ORGANIZER: _("Forum organizer"),
    EDITOR: _("Editor"),
    STAFF: _("Staff"),
    DOOR: _("Door"),
}

READ_DRAFTS = "read_drafts"
EDIT_RECORDS = "edit_records"
PUBLISH_FORUMS = "publish_forums"
EDIT_ANNOUNCEMENTS = "edit_announcements"
PUBLISH_ANNOUNCEMENTS = "publish_announcements"
SEE_ATTENDEES = "see_attendees"
EXPORT_ATTENDEES = "export_attendees"
CHECK_IN = "check_in"
OPEN_DOOR = "open_door"
"""The door of a forum: of those where they are on duty, or of any with CHECK_IN (`door.queries`)."""
READ_MAIL_LOG = "read_mail_log"
READ_OWN_HISTORY = "read_own_history"
ADMINISTER = "administer"
ENTER_DESK = "enter_desk"

_EDITOR_RIGHTS = {ENTER_DESK, READ_DRAFTS, EDIT_ANNOUNCEMENTS, PUBLISH_ANNOUNCEMENTS}
_STAFF_RIGHTS = {ENTER_DESK, READ_DRAFTS, SEE_ATTENDEES, EXPORT_ATTENDEES, CHECK_IN, OPEN_DOOR}
_ORGANIZER_RIGHTS = {
    *_EDITOR_RIGHTS,
    *_STAFF_RIGHTS,
    EDIT_RECORDS,
    PUBLISH_FORUMS,
    READ_MAIL_LOG,
    READ_OWN_HISTORY,
}
RIGHTS: dict[str, frozenset[str]] = {
    ADMINISTRATOR: frozenset({*_ORGANIZER_RIGHTS, ADMINISTER}),
    ORGANIZER: frozenset(_ORGANIZER_RIGHTS),
    EDITOR: frozenset(_EDITOR_RIGHTS),
    STAFF: frozenset(_STAFF_RIGHTS),
    DOOR: frozenset({ENTER_DESK, OPEN_DOOR}),
}


def may(role: str, right: str) -> bool:
    """Whether a role carries a right."""
    return right in RIGHTS.get(role, frozenset())


CHOOSE_PASSWORD = "choose-password"  # noqa: S105 - names a link
"""The purpose of the links by which a password is chosen."""

INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(hours=2)
BETWEEN_LINKS = timedelta(minutes=5)
"""Who asks for a new password again sooner gets no second mail."""

ATTEMPTS_COUNT_FOR = timedelta(minutes=15)
ATTEMPTS_KEPT_FOR = timedelta(days=1)
NETWORK_FACTOR = 10
"""A network may hold a whole secretariat, so it is allowed this many times what one address is."""

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
FEWEST_CHARACTERS = 5
COMMON = (
    *("password", "passwort", "passw0rd", "p@ssword", "p@ssw0rd", "welcome", "letmein", "iloveyou"),
    *("administrator", "admin", "organizer", "editor", "staff", "forumapp", "forum", "changeme"),
    *("qwertyuiop", "qwerty", "asdfghjkl", "asdfgh", "zxcvbnm", "1q2w3e4r5t", "1q2w3e4r", "qazwsx"),
    *(
        "woaini",
        "mima",
        "abcdefghijkl",
        "abcdef",
        "abc",
        "monkey",
        "dragon",
        "sunshine",
        "football",
    ),
)


def normalised_password(password: str) -> str:
    """One form for one password, however the keyboard composed it."""
    return unicodedata.normalize("NFKC", password)


def password_problem(password: str, *, address: str = "", name: str = "") -> str | None:
    """The sentence that says why a password will not do; None when it will."""
    plain = normalised_password(password).casefold()
    if len(plain) < SHORTEST_PASSWORD:
        return _("Use at least 12 characters: three or four words that only you put together.")
    if len(plain) > LONGEST_PASSWORD:
        return _("Use at most 200 characters.")
    if len(set(plain)) < FEWEST_CHARACTERS or is_common(plain):
        return _("This password is among the first that others would try: choose another.")
    own = [part for part in (*address.casefold().split("@"), *name.casefold().split()) if part]
    if is_made_of(plain, own):
        return _("Your name or address is easily guessed: choose a password without it.")
    return None


def is_common(plain: str) -> bool:
    """Nothing but well-known words, digits in a row, and signs between them."""
    return is_made_of(plain, COMMON)


def is_made_of(plain: str, words: Iterable[str]) -> bool:
    """Whether little is left of a password once these words, digits and signs are taken out."""
    for word in sorted(words, key=len, reverse=True):
        plain = plain.replace(word, "")
    return len(re.sub(r"[\W\d_]+", "", plain)) <= 2
