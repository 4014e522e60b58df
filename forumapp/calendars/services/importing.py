"""Entries of somebody's calendar become draft forums and points of an itinerary: all, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID, uuid5

from forumapp.calendars.models import ImportedEntry
from forumapp.calendars.queries.imports import import_made_of
from forumapp.calendars.rules.importing import FORUM, Proposal
from forumapp.calendars.rules.words import JOIN, linked
from forumapp.core.actor import Actor
from forumapp.core.clock import wall_of
from forumapp.core.db import db
from forumapp.core.errors import CHANGED_MEANWHILE, Refused, RefusedTogether
from forumapp.core.text import _
from forumapp.core.titles import whole_title
from forumapp.delegations.models import Delegation, ItineraryItem
from forumapp.delegations.services.itinerary import ItemFacts, add_item
from forumapp.forums.models import Forum
from forumapp.forums.services.drafting import draft_forum
from forumapp.forums.services.plans import ForumPlan
from forumapp.history.services import record_change
from forumapp.venues.services import VenueFacts, create_venue

LONGEST_SOURCE = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entry, what it becomes, and where: at its own venue, at a new one, or at none ("").

    A point of an itinerary may be a forum of ours (`forum_id`): then it is when that is, and is called
    as that is.
    """

    proposal: Proposal
    becomes: str
    place: str = ""
    forum_id: int | None = None

    @property
    def field(self) -> str:
        """The form's field at which a refusal of it stands."""
        return f"becomes_{self.proposal.number}"


def import_entries(
    chosen: Sequence[Wanted],
    *,
    key: UUID,
    source: str,
    delegation: Delegation | None,
    by: Actor,
    now: datetime,
) -> ImportedEntry:
    """Make a draft forum or a point of `delegation`'s itinerary of each; returns the first that was made.

    `key` is the form's own: sent twice, it makes everything once. Where one is refused, all that is
    refused is told together, each at its entry, and the caller undoes the rest.
    """
    if not chosen:
        raise Refused(_("Nothing is chosen. Choose what at least one entry becomes."))
    if made := import_made_of(_uid(key, wanted) for wanted in chosen):
        return made
    if delegation is None and any(wanted.becomes != FORUM for wanted in chosen):
        raise Refused(
            _("Choose the delegation to whose itinerary the points belong."), field="delegation_id"
        )
    maker = _Maker(key, source[:LONGEST_SOURCE], delegation, by, now)
    refusals: list[Refused] = []
    for wanted in chosen:
        try:
            maker.make(wanted)
        except Refused as refusal:
            refusals.append(Refused(refusal.sentence, field=wanted.field, **refusal.values))
    if refusals:
        raise RefusedTogether(refusals)
    db.session.flush()
    return maker.made[0]


class _Maker:
    """Makes the records of one import; a place that several entries name becomes one venue."""

    def __init__(
        self, key: UUID, source: str, delegation: Delegation | None, by: Actor, now: datetime
    ) -> None:
        self.key, self.source, self.delegation = key, source, delegation
        self.by, self.now = by, now
        self.venues: dict[tuple[str, str], int] = {}
        self.made: list[ImportedEntry] = []

    def make(self, wanted: Wanted) -> None:
        entry = ImportedEntry(
            entry_uid=wanted.proposal.identity, source=self.source, imported_at=self.now
        )
        if wanted.becomes == FORUM:
            entry.forum = self._forum(wanted)
        else:
            entry.item = self._item(wanted)
        db.session.add(entry)
        self.made.append(entry)

    def _forum(self, wanted: Wanted) -> Forum:
        uid = _uid(self.key, wanted)
        forum = draft_forum(self._plan(wanted, uid), by=self.by, now=self.now)
        if import_made_of([uid]):  # the same form, sent a second time, was faster
            raise Refused(CHANGED_MEANWHILE)
        record_change(forum, "imported", by=self.by, now=self.now, source=self.source)
        return forum

    def _plan(self, wanted: Wanted, uid: UUID) -> ForumPlan:
        proposal = wanted.proposal
        start, end, own = proposal.start, proposal.end, proposal.language
        modes = {True: "both" if proposal.place else "online", False: "in_person"}
        last = wall_of(end.instant, start.zone)
        return ForumPlan(
            title={own: proposal.title},
            description={own: proposal.description},
            starts=start.wall,
            starts_fold=start.fold,
            ends=last.replace(fold=0),
            ends_fold=last.fold,
            zone=start.zone,
            venue_id=self._venue_id(wanted),
            attendance_mode=modes[bool(proposal.meeting)],
            online_url=proposal.meeting,
            key=uid,
        )

    def _venue_id(self, wanted: Wanted) -> int | None:
        """The venue that was chosen; a new one has the place's text as its name."""
        proposal = wanted.proposal
        if wanted.place.isdecimal():
            return int(wanted.place)
        if not wanted.place:
            return None
        known = (proposal.place.casefold(), proposal.start.zone)
        if known not in self.venues:
            facts = VenueFacts(name={proposal.language: proposal.place}, zone=proposal.start.zone)
            self.venues[known] = create_venue(facts, by=self.by, now=self.now).id
        return self.venues[known]

    def _item(self, wanted: Wanted) -> ItineraryItem:
        own = wanted.proposal.language
        facts = _facts_of_forum(wanted.forum_id) if wanted.forum_id else _facts_of(wanted)
        item = add_item(cast("Delegation", self.delegation), facts, by=self.by, now=self.now)
        item.uid = _uid(self.key, wanted)
        record_change(
            item.delegation,
            "imported",
            by=self.by,
            now=self.now,
            item=item.title.text(own),
            source=self.source,
        )
        db.session.flush()
        return item


def _facts_of(wanted: Wanted) -> ItemFacts:
    """The travellers' note has the text and, where it is met online, the address."""
    proposal, own = wanted.proposal, wanted.proposal.language
    joined = linked(JOIN, proposal.meeting, own)
    return ItemFacts(
        kind="meeting" if proposal.start.zone == proposal.end.zone else "travel",
        title={own: proposal.title},
        starts=proposal.start.wall,
        starts_zone=proposal.start.zone,
        starts_fold=proposal.start.fold,
        ends=proposal.end.wall,
        ends_zone=proposal.end.zone,
        ends_fold=proposal.end.fold,
        place={own: proposal.place},
        note={own: "\n\n".join(filter(None, (proposal.description, joined)))},
        venue_id=int(wanted.place) if wanted.place.isdecimal() else None,
    )


def _facts_of_forum(forum_id: int) -> ItemFacts:
    forum = db.session.get(Forum, forum_id)
    if forum is None:
        raise Refused(CHANGED_MEANWHILE)
    return ItemFacts(
        kind="forum",
        title={each: whole_title(forum.title.exact(each)) for each in forum.title.languages},
        starts=forum.starts,
        starts_zone=forum.zone,
        starts_fold=forum.starts_fold,
        ends=forum.ends,
        ends_zone=forum.zone,
        ends_fold=forum.ends_fold,
        venue_id=forum.venue_id,
        forum_id=forum.id,
    )


def _uid(key: UUID, wanted: Wanted) -> UUID:
    """The same whenever the same form is sent."""
    return uuid5(key, str(wanted.proposal.number))
