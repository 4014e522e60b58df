"""What an import proposes becomes a link of the announcement, or is dismissed."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.proposals import Proposal, proposals_of
from forumapp.announcements.services.stating import review_stated
from forumapp.core.actor import Actor
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.visibility import PUBLISHED
from forumapp.history.services import record_change

_LISTS: dict[str, Callable[[Announcement], list[Any]]] = {
    "person": lambda announcement: announcement.people,
    "organization": lambda announcement: announcement.organizations,
    "theme": lambda announcement: announcement.themes,
}


def accept_proposals(
    announcement: Announcement, chosen: Collection[str], *, by: Actor, now: datetime
) -> list[Proposal]:
    """Link the announcement to the chosen records, by `Proposal.key`; they are proposed no longer.

    Of forums, conferences and delegations an announcement has one of each: the chosen one replaces it.
    """
    accepted = [each for each in proposals_of(announcement) if each.key in chosen]
    if not accepted:
        raise Refused(_("Nothing is chosen. Tick what this text is about."))
    for each in accepted:
        _link(announcement, each)
    _propose_no_longer(announcement, accepted)
    if announcement.state == PUBLISHED:
        announcement.changed_at = now
    names = ", ".join(each.name.text("en") for each in accepted)
    record_change(announcement, _("linked"), by=by, now=now, linked=names)
    review_stated(announcement, now=now)
    return accepted


def dismiss_proposals(
    announcement: Announcement, chosen: Collection[str], *, by: Actor, now: datetime
) -> None:
    """These are not what the text is about."""
    dismissed = [each for each in proposals_of(announcement) if each.key in chosen]
    _propose_no_longer(announcement, dismissed)
    names = ", ".join(each.name.text("en") for each in dismissed)
    record_change(announcement, _("proposals dismissed"), by=by, now=now, dismissed=names)


def _link(announcement: Announcement, proposal: Proposal) -> None:
    listed = _LISTS.get(proposal.kind)
    if listed is None:
        setattr(announcement, proposal.kind, proposal.record)
    elif proposal.record not in listed(announcement):
        listed(announcement).append(proposal.record)


def _propose_no_longer(announcement: Announcement, settled: list[Proposal]) -> None:
    keys = {each.key for each in settled}
    announcement.proposed = [
        each for each in announcement.proposed if f"{each[0]} {each[1]}" not in keys
    ]
