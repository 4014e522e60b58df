"""Who is invited to a demonstration forum: in every state that the desk shows, and mailed to nobody."""

from datetime import datetime, timedelta

from forumapp.core.actor import Actor
from forumapp.core.paging import rows_of
from forumapp.forums.models import Forum
from forumapp.invitations.models import Invitation
from forumapp.invitations.queries import invitations_of
from forumapp.invitations.rules.lists import Guest
from forumapp.invitations.rules.states import BOUNCED, DECLINED, DRAFT, SENT
from forumapp.invitations.services.adding import Batch, add_invitations

INVITED = [
    (Guest("顾思远", "gu.siyuan@guests.example", "港湾大学", "教授", "CN", "zh", 2), SENT, ""),
    (Guest("胡晓岚", "hu.xiaolan@guests.example", "青石贸易有限公司", "", "CN", "zh"), DRAFT, ""),
    (
        Guest("Idris Bello", "idris.bello@guests.example", "Kilima Growers", "Chair", "KE", "en"),
        DECLINED,
        "I am at sea that week.",
    ),
    (Guest("Farida Dahl", "farida.dahl@guests.example", "Straits Forwarders"), SENT, ""),
    (
        Guest("Cyrus Greco", "cyrus.greco@gusets.example", "Atelier du Quai", "Joiner", "FR"),
        BOUNCED,
        "550 5.1.2 no such domain",
    ),
]


def invite_guests(forum: Forum, *, by: Actor, now: datetime) -> None:
    """Put them on the list, as if most had been written to three days ago."""
    states = {guest.address: (state, word) for guest, state, word in INVITED}
    batch = Batch(language="en", answer_by=min(now + timedelta(days=5), forum.starts_at))
    add_invitations(forum, [guest for guest, _state, _word in INVITED], batch, by=by, now=now)
    for invitation in rows_of(invitations_of(forum.id)):
        put_into(invitation, *states[invitation.address], now=now)


def put_into(invitation: Invitation, state: str, word: str, *, now: datetime) -> None:
    if state == DRAFT:
        return
    invitation.state, invitation.sent_at = state, now - timedelta(days=3)
    invitation.state_changed_at = now - timedelta(days=2)
    if state == DECLINED:
        invitation.decline_note = word
    if state == BOUNCED:
        invitation.bounce_detail = word
