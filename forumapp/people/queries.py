"""Reading people."""

from collections import defaultdict

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from forumapp.core.choices import RecordChoice, record_choices
from forumapp.core.db import db
from forumapp.core.names import folded_name
from forumapp.institution.rules import PUBLICATION
from forumapp.people.models import Person, PersonConsent
from forumapp.search.queries import matching_ids


def has_consented() -> ColumnElement[bool]:
    """The condition that a `Person` in the query may be shown to the public."""
    return exists().where(
        PersonConsent.person_id == Person.id,
        PersonConsent.purpose == PUBLICATION,
        PersonConsent.withdrawn_at.is_(None),
    )


def person_records(
    *, q: str = "", organization: str = "", country: str = "", consent: str = "", archived: str = ""
) -> Select[Person]:
    """People by their sort name, with what a list shows; `consent` is "given" or "missing"."""
    rows = select(Person).where(
        Person.archived_at.is_not(None) if archived else Person.archived_at.is_(None)
    )
    if q:
        rows = rows.where(Person.id.in_(matching_ids("person", q)))
    if organization:
        rows = rows.where(
            Person.organization_id == (int(organization) if organization.isdecimal() else 0)
        )
    if country:
        rows = rows.where(Person.country == country)
    if consent:
        rows = rows.where(has_consented() if consent == "given" else ~has_consented())
    return rows.options(joinedload(Person.organization), selectinload(Person.consents)).order_by(
        Person.sort_name, Person.id
    )


def person_choices(language: str) -> list[RecordChoice]:
    return record_choices(Person, Person.name, language)


def people_by_name() -> dict[str, list[Person]]:
    """Everybody, archived or not, by each of their names (`folded_name`)."""
    found: dict[str, list[Person]] = defaultdict(list)
    rows = db.session.scalars(
        select(Person).options(joinedload(Person.organization)).order_by(Person.id)
    )
    for person in rows:
        for name in {folded_name(person.name.exact(each)) for each in person.name.languages}:
            found[name].append(person)
    return dict(found)
