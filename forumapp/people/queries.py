"""Reading people."""

from sqlalchemy import ColumnElement, exists

from forumapp.institution.rules import PUBLICATION
from forumapp.people.models import Person, PersonConsent


def has_consented() -> ColumnElement[bool]:
    """The condition that a `Person` in the query may be shown to the public."""
    return exists().where(
        PersonConsent.person_id == Person.id,
        PersonConsent.purpose == PUBLICATION,
        PersonConsent.withdrawn_at.is_(None),
    )
