"""What an announcement is found by."""

from sqlalchemy import select

from forumapp.announcements.models.announcements import Announcement, Quote
from forumapp.announcements.queries.page import public_quotes
from forumapp.core.db import db
from forumapp.core.markdown import plain_text
from forumapp.core.translated import Translated
from forumapp.people.models import Person
from forumapp.search.services import index_record


def index_announcement(announcement: Announcement) -> None:
    """Make the announcement findable by all that its page says in words of its own, in each language."""
    body = announcement.body
    quotes = public_quotes(announcement)
    index_record(
        announcement,
        announcement.headline,
        announcement.lead,
        Translated(
            {each: plain_text(body.exact(each), addresses=False) for each in body.languages}
        ),
        announcement.dateline,
        announcement.source,
        announcement.picture_caption,
        *(each.caption for each in announcement.pictures),
        *(quote.wording for quote in quotes),
        *(quote.person.name if quote.person else quote.name for quote in quotes),
        *(document.title for document in announcement.documents),
    )


def index_quoting(person: Person) -> None:
    """What somebody said is found by their name of now, as long as it is shown."""
    db.session.flush()
    quoting = select(Announcement).where(Announcement.quotes.any(Quote.person_id == person.id))
    for announcement in db.session.scalars(quoting).all():
        index_announcement(announcement)


def written_texts(announcement: Announcement) -> list[Translated]:
    """Every text that somebody wrote for its page: what a record of ours is called is not among them."""
    pictures = [announcement.picture] if announcement.picture else []
    pictures += [each.picture for each in announcement.pictures]
    return [
        announcement.headline,
        announcement.lead,
        announcement.body,
        announcement.dateline,
        announcement.source,
        announcement.picture_caption,
        announcement.picture_credit,
        *(picture.alternative for picture in pictures),
        *(text for each in announcement.pictures for text in (each.caption, each.credit)),
        *(text for each in announcement.quotes for text in (each.wording, each.name)),
        *(document.title for document in announcement.documents),
        *(correction.wording for correction in announcement.corrections),
    ]
