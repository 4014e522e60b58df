"""Reading venues for the desk."""

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from forumapp.core.choices import RecordChoice, record_choices
from forumapp.core.db import db
from forumapp.search.queries import matching_ids
from forumapp.venues.models import Venue


def venue_records(*, q: str = "", city: str = "", archived: str = "") -> Select[Venue]:
    """Venues by city: those in use, or with `archived` those put away."""
    rows = select(Venue).where(
        Venue.archived_at.is_not(None) if archived else Venue.archived_at.is_(None)
    )
    if q:
        rows = rows.where(Venue.id.in_(matching_ids("venue", q)))
    if city:
        rows = rows.where(Venue.city_key == city)
    return rows.options(selectinload(Venue.rooms)).order_by(Venue.city_key, Venue.id)


def cities(language: str) -> list[tuple[str, str]]:
    """(key, name) of each city that has a venue."""
    rows = db.session.execute(
        select(Venue.city_key, Venue.city).where(Venue.city_key != "").order_by(Venue.city_key)
    )
    return list({key: city.text(language) for key, city in rows}.items())


def venue_choices(language: str) -> list[RecordChoice]:
    return record_choices(Venue, Venue.name, language)
