"""What the editor of an announcement is told beside the text."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from forumapp.announcements.models.announcements import Announcement, Quote
from forumapp.core.db import db
from forumapp.core.translated import Translated
from forumapp.files.models import Picture, StoredFile
from forumapp.forums.models import Appearance
from forumapp.people.models import Person
from forumapp.people.queries import has_consented


def capacity_at(forum_id: int | None, person_id: int) -> Translated:
    """In which capacity a person appears at the forum, else the position that they hold."""
    appearances = select(Appearance).where(
        Appearance.forum_id == forum_id, Appearance.person_id == person_id
    )
    for appearance in db.session.scalars(appearances.order_by(Appearance.position)):
        if appearance.capacity:
            return appearance.capacity
    person = db.session.get(Person, person_id)
    return person.position if person else Translated()


def unnamed_people(person_ids: Collection[int]) -> dict[int, Translated]:
    """Those of the people, with their names, who have not agreed to be named in public."""
    found = select(Person).where(Person.id.in_(person_ids), ~has_consented())
    return {person.id: person.name for person in db.session.scalars(found)} if person_ids else {}


def hidden_quotes(announcement: Announcement) -> list[Quote]:
    """Quotes that no reader sees, because the person has not agreed to be named, or no longer does."""
    return [quote for quote in announcement.quotes if quote.person and not quote.person.is_public]


def pictures_by_id(picture_ids: Collection[int]) -> dict[int, Picture]:
    found = select(Picture).where(Picture.id.in_(picture_ids))
    return {picture.id: picture for picture in db.session.scalars(found)} if picture_ids else {}


def files_by_uid(uids: Collection[UUID]) -> dict[str, StoredFile]:
    """The files, each by its uid as a form spells it."""
    found = select(StoredFile).where(StoredFile.uid.in_(uids))
    return {str(file.uid): file for file in db.session.scalars(found)} if uids else {}
