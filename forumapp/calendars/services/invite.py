"""The calendar part of mail to one person: RFC 5546 REQUEST and CANCEL, as bytes.

They say what the feed says, under the same UID and SEQUENCE, and besides how to join online.
"""

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from forumapp.calendars.queries.facts import facts_of_forums, the_house
from forumapp.calendars.queries.feeds import product
from forumapp.calendars.rules.forum import forum_entry
from forumapp.calendars.rules.house import House
from forumapp.core.db import db
from forumapp.core.revision import is_changing, public_revision
from forumapp.forums.models import Forum
from forumapp.ical.entry import Entry, Mailbox, Profile, write_entry, zones_of
from forumapp.ical.itip import Answer, Attendee, cancel, request, what_is_said
from forumapp.ical.publish import Header, publish


def request_for(
    forum: Forum,
    *,
    name: str,
    address: str,
    language: str,
    now: datetime,
    answer: Answer = "ACCEPTED",
    answers_to: str = "",
) -> bytes:
    """The invitation of one person: ACCEPTED for who is confirmed, TENTATIVE for who waits,
    NEEDS-ACTION for who is asked. Their calendar answers to `answers_to`, where there is one.

    Raises ValueError where `address` is no mail address.
    """
    attendee = Attendee(Mailbox(name, address), answer)
    house = the_house()
    entry = _from(answers_to, _entry(forum, language, house, now))
    asks = bool(answers_to)
    return request(entry, attendee, product=product(house), stamped=now, asks=asks)


def cancel_for(
    forum: Forum,
    *,
    name: str,
    address: str,
    language: str,
    now: datetime,
    answer: Answer = "ACCEPTED",
    answers_to: str = "",
) -> bytes:
    """The withdrawal of one person's invitation, because the forum is off or the place given back.

    `answer` is theirs: DECLINED for who gave it back themselves.
    `answers_to` is as it was in the invitation: calendars take it from the same organizer only. How
    to join is not said: that is for who has a place.
    """
    attendee = Attendee(Mailbox(name, address), answer)
    house = the_house()
    entry = _from(answers_to, _entry(forum, language, house, now, joining=False))
    return cancel(entry, attendee, product=product(house), stamped=now)


def _from(answers_to: str, entry: Entry) -> Entry:
    """The same from an organizer of this address, which is where calendars send answers."""
    if not answers_to:
        return entry
    return replace(entry, organizer=Mailbox(entry.organizer.name, answers_to))


def digest_for(forum: Forum, *, language: str, now: datetime) -> str:
    """What an invitation in this language would say: the same digest, no need of another one."""
    entry = _entry(forum, language, the_house(), now)
    return blake2b(what_is_said(entry), digest_size=12).hexdigest()


def calendar_of_participant(
    forum: Forum, *, language: str, source: str, now: datetime, profile: Profile = "core"
) -> bytes:
    """What a registered person downloads: the forum's entry with the way to join, to nobody by name."""
    house = the_house()
    entry = _entry(forum, language, house, now)
    header = Header(
        product=product(house),
        uid=str(forum.uid),
        changed=entry.changed,
        name=entry.summary,
        source=source,
        url=entry.url,
        zone=forum.zone,
    )
    return b"".join(publish(header, [write_entry(entry, profile)], zones_of(entry)))


def _entry(
    forum: Forum, language: str, house: House, now: datetime, *, joining: bool = True
) -> Entry:
    """The forum's entry for one person, made once for each state of the public.

    Hundreds register for one forum in a minute, each in a transaction that holds a lock.
    """
    db.session.flush()
    if is_changing():
        return _made(forum, language, house, now, joining=joining)
    key = (forum.uid, language, house, joining, public_revision()[0])
    if key not in _ENTRIES:
        while len(_ENTRIES) >= MOST_ENTRIES:
            _ENTRIES.pop(next(iter(_ENTRIES)), None)
        _ENTRIES[key] = _made(forum, language, house, now, joining=joining)
    return _ENTRIES[key]


def _made(forum: Forum, language: str, house: House, now: datetime, *, joining: bool) -> Entry:
    (facts,) = facts_of_forums([forum.id], now)
    return forum_entry(facts, language, house, joining=joining)


MOST_ENTRIES = 200
_ENTRIES: dict[tuple[UUID, str, House, bool, int], Entry] = {}
