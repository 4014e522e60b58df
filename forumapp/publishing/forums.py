"""What is done to a forum, whole: its page, its announcements, its calendar entries, in one transaction.

People who registered are told by `registrations`: its worker finds the forums whose `sequence` rose.
"""

from collections.abc import Iterable
from datetime import datetime

from forumapp.announcements.queries.announcements import announcements_of, public_announcements_of
from forumapp.announcements.queries.parity import texts_of_forum
from forumapp.announcements.rules.draft import (
    CANCELLATION,
    CHANGE,
    NEW_DATE,
    POSTPONEMENT,
    REINSTATEMENT,
)
from forumapp.announcements.services.drafting import (
    follow_change,
    follow_facts,
    forum_facts,
    publish_notice,
    withdraw_announcements_of,
)
from forumapp.announcements.services.editing import delete_announcement
from forumapp.announcements.services.parity import check_parity
from forumapp.announcements.services.releasing import take_back_release
from forumapp.calendars.services.refresh import refresh_entries
from forumapp.core.actor import Actor
from forumapp.core.translated import Translated
from forumapp.core.visibility import DRAFT, POSTPONED
from forumapp.delegations.services.visits import set_delegations_at
from forumapp.forums.models import Forum, OrganizerLine
from forumapp.forums.queries import forum_with_key
from forumapp.forums.services import drafting, keeping, lines, states
from forumapp.forums.services.plans import ForumPlan, MovePlan
from forumapp.publishing.locks import lock_people, lock_venue_to_name
from forumapp.registrations.services.waiting import resume_offers, stop_offers


def draft_forum(
    plan: ForumPlan,
    *,
    delegation_ids: Iterable[int] = (),
    then_publish: bool = False,
    gaps_accepted: bool | None = None,
    by: Actor,
    now: datetime,
) -> Forum:
    """A new draft, and the delegations that will visit it. Nothing of it is public, unless it is
    published in the same act: then all of it, or, if something is missing, not even the draft.
    `gaps_accepted` as for `check_parity`.
    """
    if known := forum_with_key(plan.key):
        return known
    forum = drafting.draft_forum(plan, by=by, now=now)
    if forum.state != DRAFT:
        return forum
    set_delegations_at(forum, delegation_ids, by=by, now=now)
    if then_publish:
        publish_forum(forum, gaps_accepted=gaps_accepted, by=by, now=now)
    return forum


def edit_forum(
    forum: Forum,
    plan: ForumPlan,
    *,
    delegation_ids: Iterable[int] = (),
    version: int | None = None,
    then_publish: bool = False,
    gaps_accepted: bool | None = None,
    by: Actor,
    now: datetime,
) -> Forum:
    """Make the forum what the plan says. What is public changes on page, notice and calendar at once."""
    before, after = forum.appearances, plan.appearances
    lock_people({each.person_id for each in before} | {each.person_id for each in after})
    lock_venue_to_name(plan.venue_id)
    drafting.edit_forum(forum, plan, version=version, by=by, now=now)
    resume_offers(forum, now=now)
    set_delegations_at(forum, delegation_ids, by=by, now=now)
    if then_publish:
        return publish_forum(forum, gaps_accepted=gaps_accepted, by=by, now=now)
    follow_facts(forum, by=by, now=now)
    refresh_entries(forum, now=now)
    return forum


def publish_forum(
    forum: Forum,
    *,
    release_at: datetime | None = None,
    gaps_accepted: bool | None = None,
    by: Actor,
    now: datetime,
) -> Forum:
    """Page, notice and calendar entry become public together: now, or at the release that is given."""
    check_parity(texts_of_forum(forum), gaps_accepted=gaps_accepted)
    states.release_forum(forum, release_at or now, by=by, now=now)
    publish_notice(forum, by=by, now=now)
    resume_offers(forum, now=now)
    refresh_entries(forum, now=now)
    return forum


def move_forum(
    forum: Forum, plan: MovePlan, *, reason: Translated, by: Actor, now: datetime
) -> Forum:
    """A new time or place; a postponed forum is thereby on again."""
    lock_venue_to_name(plan.venue_id)
    occasion = NEW_DATE if forum.state == POSTPONED else CHANGE
    before = forum_facts(forum, now=now)
    states.move_forum(forum, plan, reason=reason, by=by, now=now)
    resume_offers(forum, now=now)
    follow_change(forum, occasion, before, reason=reason, by=by, now=now)
    refresh_entries(forum, now=now)
    return forum


def postpone_forum(forum: Forum, *, reason: Translated, by: Actor, now: datetime) -> Forum:
    """It will be held at another time, which is not known yet."""
    before = forum_facts(forum, now=now)
    states.postpone_forum(forum, reason=reason, by=by, now=now)
    stop_offers(forum, by=by, now=now)
    follow_change(forum, POSTPONEMENT, before, reason=reason, by=by, now=now)
    refresh_entries(forum, now=now)
    return forum


def cancel_forum(forum: Forum, *, reason: Translated, by: Actor, now: datetime) -> Forum:
    """It will not be held."""
    before = forum_facts(forum, now=now)
    states.cancel_forum(forum, reason=reason, by=by, now=now)
    stop_offers(forum, by=by, now=now)
    follow_change(forum, CANCELLATION, before, reason=reason, by=by, now=now)
    refresh_entries(forum, now=now)
    return forum


def reinstate_forum(forum: Forum, *, reason: Translated, by: Actor, now: datetime) -> Forum:
    """It will be held after all, when and where it was announced."""
    before = forum_facts(forum, now=now)
    states.reinstate_forum(forum, reason=reason, by=by, now=now)
    resume_offers(forum, now=now)
    follow_change(forum, REINSTATEMENT, before, reason=reason, by=by, now=now)
    refresh_entries(forum, now=now)
    return forum


def withdraw_forum(forum: Forum, *, reason: Translated, by: Actor, now: datetime) -> Forum:
    """Out of sight everywhere; its addresses answer that it has been withdrawn.

    One that waits for its release was never in sight: it is a draft again, and its notice with it.
    """
    if states.waits_unseen(forum, now):
        states.take_back_release(forum, by=by, now=now)
        for announcement in public_announcements_of(forum):
            take_back_release(announcement, by=by, now=now)
    else:
        states.withdraw_forum(forum, reason=reason, by=by, now=now)
        stop_offers(forum, by=by, now=now)
        withdraw_announcements_of(forum, by=by, now=now)
    refresh_entries(forum, now=now)
    return forum


def delete_forum(forum: Forum, *, by: Actor, now: datetime) -> None:
    """A draft goes, and with it the drafts of its announcements."""
    lock_people(each.person_id for each in forum.appearances)
    for announcement in announcements_of(forum):
        delete_announcement(announcement, by=by, now=now)
    keeping.delete_forum(forum, by=by, now=now)


def confirm_line(
    line: OrganizerLine, *, confirmed_by: str, how: str, at: datetime, by: Actor, now: datetime
) -> OrganizerLine:
    """A body agreed to be named at a forum: from now on it is."""
    lines.confirm_line(line, confirmed_by=confirmed_by, how=how, at=at, by=by, now=now)
    _follow_line(line, by=by, now=now)
    return line


def take_back_confirmation(line: OrganizerLine, *, by: Actor, now: datetime) -> None:
    """A body does not want to be named after all: from now on it is not."""
    lines.take_back_confirmation(line, by=by, now=now)
    _follow_line(line, by=by, now=now)


def _follow_line(line: OrganizerLine, *, by: Actor, now: datetime) -> None:
    if line.forum is not None:
        follow_facts(line.forum, by=by, now=now)
        refresh_entries(line.forum, now=now)
