"""A person's consent given or withdrawn: pages ask at every answer, what is kept elsewhere follows here."""

import re
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from forumapp.announcements.models.announcements import Announcement, AnnouncementPicture
from forumapp.announcements.services.words import index_quoting, written_texts
from forumapp.core.actor import Actor
from forumapp.core.clock import instant_of
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.paging import rows_of
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.core.visibility import VISIBLE_STATES
from forumapp.forums.models import Forum, ForumChange
from forumapp.forums.queries import with_person
from forumapp.history.queries import history_of
from forumapp.institution.queries import current_consent_texts, the_institution
from forumapp.institution.rules import PUBLICATION
from forumapp.people import services as people
from forumapp.people.models import Person, PersonConsent
from forumapp.publishing.locks import lock_forums, lock_people
from forumapp.publishing.records import follow_records


def record_consent(
    person: Person,
    purpose: str,
    *,
    language: str,
    given_on: date,
    told_by: str = "",
    by: Actor,
    now: datetime,
) -> PersonConsent:
    """The person agreed to the present wording of a purpose, on a day of the institution's calendar."""
    texts = current_consent_texts([purpose])
    if not texts:
        raise Refused(
            _("There is no wording of this consent yet. An administrator writes it."),
            field="purpose",
        )
    _lock(person)
    day = instant_of(datetime.combine(given_on, time()), the_institution().zone, field="given_on")
    consent = people.record_consent(
        person, texts[0], language=language, given_at=day, told_by=told_by, by=by, now=now
    )
    follow_records(with_person(person), by=by, now=now)
    index_quoting(person)
    return consent


def withdraw_consent(
    person: Person, purpose: str, *, by: Actor, now: datetime
) -> list[Announcement]:
    """From the next answer on nothing public rests on this consent.

    Calendar entries follow by themselves. Returns the announcements whose written text still names
    the person: only an editor can say what their sentences become.
    """
    _lock(person)
    people.withdraw_consent(person, purpose, by=by, now=now)
    follow_records(with_person(person), by=by, now=now)
    index_quoting(person)
    if purpose != PUBLICATION:
        return []
    names = _names_ever(person)
    _forget_in_ledgers(person, names, now)
    return _announcements_naming(names)


def _lock(person: Person) -> None:
    lock_people([person.id])
    lock_forums(with_person(person))


def _names_ever(person: Person) -> set[str]:
    """The person's name in every language, and what history says it was before."""
    kept = [_values(person.name)]
    for row in rows_of(history_of("person", person.id)):
        kept += [set(name.values()) for name in row.changes.get("name", []) if name]
    return set().union(*kept)


def _forget_in_ledgers(person: Person, names: set[str], now: datetime) -> None:
    """Published changes of speakers and programme no longer list the person; others stay listed."""
    changes = db.session.scalars(
        select(ForumChange)
        .where(ForumChange.field.in_(LISTED_IN))
        .options(joinedload(ForumChange.forum))
    )
    for change in changes.all():
        if _is_about_a_namesake(change.forum, person, names):
            continue
        old, new = (_without(text, names, change.field, now) for text in (change.old, change.new))
        if (old, new) == (change.old, change.new):
            continue
        if old == new:
            db.session.delete(change)
        else:
            change.old, change.new = old, new


def _is_about_a_namesake(forum: Forum, person: Person, names: set[str]) -> bool:
    """Somebody else of this name speaks there, and the person does not."""
    speaking = [appearance.person for appearance in forum.appearances]
    return person not in speaking and any(names & _values(other.name) for other in speaking)


def _without(listed: Translated, names: set[str], field: str, now: datetime) -> Translated:
    """A list of the ledger (`forums.services.facts`) without its entries of these names."""
    names_person = LISTED_IN[field]
    return listed.revised(
        {
            language: "".join(
                entry
                for entry in ENTRIES.findall(listed.exact(language))
                if not any(names_person(entry, name) for name in names)
            ).strip("; ；")
            for language in listed.languages
        },
        now,
    )


def _is_entry_of(entry: str, name: str) -> bool:
    """A speaker's entry is the name, then role and capacity in brackets."""
    return re.fullmatch(rf"{re.escape(name)}( \(.*|（.*)?[;；]? ?", entry, re.DOTALL) is not None


def _is_named_in(entry: str, name: str) -> bool:
    """A title names the person; where words are parted by spaces, in whole words."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", entry, re.ASCII) is not None


ENTRIES = re.compile(r"(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|（[^（）]*）|[^;；])+(?:[;；] ?|$)")
"""The entries of a list with what parts them; a semicolon in brackets parts nothing."""
LISTED_IN = {"speakers": _is_entry_of, "programme": _is_named_in}
"""Which facts of the ledger list people, and how an entry names one."""


def _announcements_naming(names: set[str]) -> list[Announcement]:
    announcements = db.session.scalars(
        select(Announcement)
        .where(Announcement.state.in_(VISIBLE_STATES))
        .order_by(Announcement.id)
        .options(
            joinedload(Announcement.picture),
            selectinload(Announcement.pictures).joinedload(AnnouncementPicture.picture),
            selectinload(Announcement.quotes),
            selectinload(Announcement.documents),
            selectinload(Announcement.corrections),
        )
    )
    return [
        announcement
        for announcement in announcements
        if any(
            name in written
            for text in written_texts(announcement)
            for written in _values(text)
            for name in names
        )
    ]


def _values(text: Translated) -> set[str]:
    return {text.exact(language) for language in text.languages}
