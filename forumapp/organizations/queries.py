"""Reading organizations for the desk."""

from sqlalchemy import Select, select

from forumapp.core.choices import RecordChoice, record_choices
from forumapp.core.db import db
from forumapp.core.names import folded_name
from forumapp.organizations.models import Organization
from forumapp.search.queries import matching_ids


def organization_records(
    *, q: str = "", kind: str = "", country: str = "", archived: str = ""
) -> Select[Organization]:
    """Organizations by their address: those in use, or with `archived` those put away."""
    rows = select(Organization).where(
        Organization.archived_at.is_not(None) if archived else Organization.archived_at.is_(None)
    )
    if q:
        rows = rows.where(Organization.id.in_(matching_ids("organization", q)))
    if kind:
        rows = rows.where(Organization.kind == kind)
    if country:
        rows = rows.where(Organization.country == country)
    return rows.order_by(Organization.slug)


def organization_choices(language: str) -> list[RecordChoice]:
    return record_choices(Organization, Organization.name, language)


def own_organization_id() -> int | None:
    """The organization that runs this installation, if it has been named."""
    own = select(Organization.id).where(Organization.is_own, Organization.archived_at.is_(None))
    return db.session.scalar(own.order_by(Organization.id).limit(1))


def organizations_by_name() -> dict[str, Organization]:
    """Every organization, archived or not, by each of its names and short names (`folded_name`)."""
    found: dict[str, Organization] = {}
    for organization in db.session.scalars(select(Organization).order_by(Organization.id)):
        for text in (organization.name, organization.short_name):
            for language in text.languages:
                found.setdefault(folded_name(text.exact(language)), organization)
    return found
