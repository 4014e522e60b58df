"""A person's consent given or withdrawn: pages ask at every answer, what is kept elsewhere follows here."""

from datetime import date, datetime, time

from sqlalchemy import delete, select

from forumapp.announcements.models import Announcement
from forumapp.announcements.services.drafting import follow_facts
from forumapp.core.actor import Actor
from forumapp.core.clock import instant_of
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.core.visibility import VISIBLE_STATES
from forumapp.forums.models import Forum, ForumChange
from forumapp.forums.queries import with_person
from forumapp.institution.queries import current_consent_texts, the_institution
from forumapp.institution.rules import PUBLICATION
from forumapp.people import services as people
from forumapp.people.models import Person, PersonConsent
from forumapp.publishing.records import index_forums


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
    day = instant_of(datetime.combine(given_on, time()), the_institution().zone, field="given_on")
    consent = people.record_consent(
        person, texts[0], language=language, given_at=day, told_by=told_by, by=by, now=now
    )
    _follow(person, by=by, now=now)
    return consent


def withdraw_consent(
    person: Person, purpose: str, *, by: Actor, now: datetime
) -> list[Announcement]:
    """From the next answer on nothing public rests on this consent.

    Calendar entries follow by themselves. Returns the announcements whose written text still names
    the person: only an editor can say what their sentences become.
    """
    people.withdraw_consent(person, purpose, by=by, now=now)
    index_forums(with_person(person))
    if purpose != PUBLICATION:
        return []
    _forget_in_ledgers(person)
    return _announcements_naming(person)


def _follow(person: Person, *, by: Actor, now: datetime) -> None:
    """Search, and the announcements that nobody edited, name the person or no longer do."""
    index_forums(with_person(person))
    for forum in db.session.scalars(select(Forum).where(with_person(person))):
        follow_facts(forum, by=by, now=now)


def _forget_in_ledgers(person: Person) -> None:
    """Published changes of speakers that spell the name out."""
    changes = db.session.scalars(
        select(ForumChange).where(ForumChange.field.in_(("speakers", "programme")))
    )
    naming = [row.id for row in changes if _names(person, row.old) or _names(person, row.new)]
    if naming:
        db.session.execute(delete(ForumChange).where(ForumChange.id.in_(naming)))


def _announcements_naming(person: Person) -> list[Announcement]:
    announcements = db.session.scalars(
        select(Announcement).where(Announcement.state.in_(VISIBLE_STATES))
    )
    return [
        announcement
        for announcement in announcements
        if any(_names(person, text) for text in (announcement.lead, announcement.body))
    ]


def _names(person: Person, text: Translated) -> bool:
    return any(
        person.name.exact(language) in text.exact(language) for language in person.name.languages
    )
