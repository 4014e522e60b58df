"""What changed, by whom and when: of one record, of one account, of all."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.core.paging import rows_of
from forumapp.core.text import _
from forumapp.core.when import moment_text
from forumapp.history.models import HistoryRow
from forumapp.history.queries import history_of, history_rows
from forumapp.history.rules import FIELDS
from forumapp.identity.rules import ADMINISTER, READ_OWN_HISTORY
from forumapp.web.guards import current_account, may, needs
from forumapp.web.languages import current_language
from forumapp.web.listing import read_listing
from forumapp.web.rendering import current_institution

pages = Blueprint("history", __name__, url_prefix="/history")

KINDS = {
    "account": _("Account"),
    "announcement": _("Announcement"),
    "archive_import": _("Archive of releases"),
    "conference": _("Conference"),
    "consent_text": _("Wording of a consent"),
    "delegation": _("Delegation"),
    "forum": _("Forum"),
    "institution": _("Institution"),
    "organization": _("Organization"),
    "outgoing_mail": _("Mail"),
    "person": _("Person"),
    "question": _("Question"),
    "question_set": _("Set of questions"),
    "reader": _("Reader"),
    "registration": _("Registration"),
    "theme": _("Theme"),
    "venue": _("Venue"),
}
UNTOLD = {"uid", "version", "created_at", "created_by_id"}
PLACES = {
    "announcement": "announcements",
    "conference": "conferences",
    "delegation": "delegations",
    "forum": "forums",
    "organization": "organizations",
    "person": "people",
    "question_set": "question-sets",
    "theme": "themes",
    "venue": "venues",
}
"""The folder of each kind that has a page of its own."""


@dataclass(frozen=True, slots=True)
class Change:
    """A history row as people read it; `details` are (what, before, after)."""

    when: str
    who: str
    action: str
    kind: str
    label: str
    href: str
    details: list[tuple[str, str, str]]


@pages.get("/")
@needs(READ_OWN_HISTORY)
def list_history() -> ResponseReturnValue:
    """An administrator sees all, an organizer what they did themselves."""
    account_id = None if may(ADMINISTER) else current_account().id
    listing = read_listing(
        lambda **filters: history_rows(account_id=account_id, **filters), "kind", "who", size=50
    )
    return render_template(
        "desk/history/list_history.html",
        listing=listing,
        changes=[change_of(row) for row in listing.rows],
        kinds=[(kind, gettext(name)) for kind, name in KINDS.items()],
        sees_all=account_id is None,
    )


def latest_changes(kind: str, record_id: int, limit: int = 12) -> list[Change]:
    """The last changes to one record, newest first, for its page."""
    return [change_of(row) for row in rows_of(history_of(kind, record_id), limit=limit)]


def change_of(row: HistoryRow) -> Change:
    """The row in the reader's language, its moment in the institution's zone."""
    folder = PLACES.get(row.kind)
    return Change(
        when=moment_text(row.at, current_institution().zone, current_language()),
        who=row.actor_label,
        action=gettext(row.action),
        kind=gettext(KINDS.get(row.kind, row.kind)),
        label=row.record_label,
        href=f"/desk/{folder}/{row.record_id}/" if folder and row.action != "deleted" else "",
        details=[
            _detail(name, change) for name, change in row.changes.items() if name not in UNTOLD
        ],
    )


def _detail(name: str, change: Any) -> tuple[str, str, str]:
    before, after = change if isinstance(change, list) and len(change) == 2 else (None, change)
    return field_name(name), _plain(before), _plain(after)


def field_name(column: str) -> str:
    """What a column is called in the reader's language."""
    named = FIELDS.get(column)
    return gettext(named) if named else column.removesuffix("_id").replace("_", " ")


def _plain(value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, dict):
        return " / ".join(str(text) for text in value.values())
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value)
