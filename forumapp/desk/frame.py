"""What stands around every page of the desk: the rail of places, the worker's silence, the account."""

from dataclasses import dataclass
from typing import Any

from flask import g, request
from flask_babel import gettext

from forumapp.core.heartbeat import is_silent
from forumapp.desk.translations import gaps_of_record
from forumapp.identity.rules import (
    ADMINISTER,
    EDIT_ANNOUNCEMENTS,
    EDIT_RECORDS,
    ENTER_DESK,
    READ_DRAFTS,
    READ_MAIL_LOG,
    READ_OWN_HISTORY,
)
from forumapp.publishing.queries import desk_counts
from forumapp.web.guards import current_account, may
from forumapp.worker import WORKER_NAME


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the rail; `count` says how many there are, `warns` that somebody should look."""

    text: str
    href: str
    current: bool
    count: int | None = None
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    places: list[Place]


def frame_context() -> dict[str, Any]:
    """For layouts/desk.html, which calls what costs a query: fragments have no frame."""
    return {
        "rail": rail,
        "worker_silence": worker_silence,
        "account_name": account_name,
        "gaps_of_record": gaps_of_record,
    }


def rail() -> list[Group]:
    """The places of the desk that this account may enter, in groups."""
    counts = desk_counts(g.now) if may(READ_DRAFTS) else {}
    mail = counts.get("mail", 0)
    groups = [
        (
            gettext("Plan"),
            [
                _place(gettext("Today"), "", ENTER_DESK),
                _place(
                    gettext("Forums"),
                    "forums/",
                    READ_DRAFTS,
                    counts.get("forums"),
                    also="calendar-imports/",
                ),
                _place(
                    gettext("Delegations"), "delegations/", READ_DRAFTS, counts.get("delegations")
                ),
                _place(
                    gettext("Conferences"), "conferences/", READ_DRAFTS, counts.get("conferences")
                ),
                _place(gettext("My calendar"), "my-calendar", ENTER_DESK),
            ],
        ),
        (
            gettext("Publish"),
            [
                _place(
                    gettext("Announcements"),
                    "announcements/",
                    READ_DRAFTS,
                    counts.get("announcements"),
                ),
                _place(gettext("Translations"), "translations/", READ_DRAFTS),
                _place(gettext("Readers"), "readers/", EDIT_ANNOUNCEMENTS),
                _place(gettext("Mail"), "mail/", READ_MAIL_LOG, mail, warns=mail > 0),
            ],
        ),
        (
            gettext("Records"),
            [
                _place(gettext("People"), "people/", READ_DRAFTS),
                _place(gettext("Organizations"), "organizations/", READ_DRAFTS),
                _place(gettext("Themes"), "themes/", READ_DRAFTS),
                _place(gettext("Venues"), "venues/", READ_DRAFTS),
            ],
        ),
        (
            gettext("House"),
            [
                _place(gettext("Institution"), "institution/", ADMINISTER),
                _place(gettext("Accounts"), "accounts/", ADMINISTER),
                _place(gettext("Private calendars"), "private-calendars/", EDIT_RECORDS),
                _place(gettext("Calendar doctor"), "doctor/", READ_DRAFTS),
                _place(gettext("History"), "history/", READ_OWN_HISTORY),
            ],
        ),
    ]
    entered = [(title, [place for place in places if place]) for title, places in groups]
    return [Group(title, places) for title, places in entered if places]


def _place(
    text: str,
    folder: str,
    right: str,
    count: int | None = None,
    *,
    warns: bool = False,
    also: str = "",
) -> Place | None:
    if not may(right):
        return None
    href = f"/desk/{folder}"
    current = request.path == href if not folder else request.path.startswith(href)
    current = current or (also != "" and request.path.startswith(f"/desk/{also}"))
    return Place(text, href, current, count or None, warns)


def worker_silence() -> str:
    """The sentence to show while the worker is silent, or nothing."""
    if not may(ENTER_DESK) or not is_silent(WORKER_NAME, g.now):
        return ""
    return gettext(
        "The worker has not been heard of for two minutes. Mail waits until it runs again: "
        "tell whoever looks after this installation."
    )


def account_name() -> str:
    account = current_account()
    return account.name or account.email
