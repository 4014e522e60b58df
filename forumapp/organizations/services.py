"""What is done to organizations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from forumapp.core.actor import Actor
from forumapp.core.countries import country_code
from forumapp.core.db import db
from forumapp.core.dependents import refuse_while_needed
from forumapp.core.errors import Refused
from forumapp.core.facts import (
    Texts,
    refuse_stale,
    require_mail_address,
    require_text,
    require_website,
    require_word,
    write_facts,
)
from forumapp.core.names import folded_name
from forumapp.core.slugs import change_slug, free_slug, retire_slugs
from forumapp.core.tables import TWICE, Checked, Checks, Line, Seen, word_in
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.files.services.pictures import store_picture
from forumapp.history.services import record_change
from forumapp.organizations.models import Organization
from forumapp.organizations.queries import organizations_by_name
from forumapp.organizations.rules import ORGANIZATION_COLUMNS, ORGANIZATION_KINDS
from forumapp.search.services import forget_record, index_record


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationFacts:
    """What an editor says of an organization; `is_own` marks the one that runs this installation."""

    name: Texts
    kind: str = "other"
    short_name: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    city: Texts = field(default_factory=dict)
    country: str = ""
    website: str = ""
    email: str = ""
    is_own: bool = False


def create_organization(
    facts: OrganizationFacts, *, logo: bytes | None = None, by: Actor, now: datetime
) -> Organization:
    organization = Organization(slug=free_slug(Organization, Translated(facts.name)))
    _save(organization, facts, "created", logo=logo, by=by, now=now)
    return organization


def edit_organization(
    organization: Organization,
    facts: OrganizationFacts,
    *,
    slug: str = "",
    logo: bytes | None = None,
    without_logo: bool = False,
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Organization:
    """`logo` replaces the present one; `slug` gives it another address, the old one goes on answering."""
    refuse_stale(organization, version)
    change_slug(organization, slug or organization.slug)
    if without_logo:
        organization.logo_id = None
    _save(organization, facts, "edited", logo=logo, by=by, now=now)
    return organization


def archive_organization(organization: Organization, *, by: Actor, now: datetime) -> None:
    organization.archived_at = now
    record_change(organization, "archived", by=by, now=now)


def restore_organization(organization: Organization, *, by: Actor, now: datetime) -> None:
    organization.archived_at = None
    record_change(organization, "restored", by=by, now=now)


def delete_organization(organization: Organization, *, by: Actor, now: datetime) -> None:
    """Refused while an organizer line, a person, a delegation or an itinerary names it."""
    refuse_while_needed(organization)
    record_change(organization, "deleted", by=by, now=now)
    forget_record(organization)
    retire_slugs(organization)
    db.session.delete(organization)


def check_organizations(lines: Sequence[Line], languages: Sequence[str]) -> list[Checked]:
    """What each line of a spreadsheet would become, beside those we have; nothing is written."""
    known, seen = organizations_by_name(), Seen()
    return [_checked_organization(line, known, seen, languages) for line in lines]


def make_organizations(checked: Iterable[Checked], *, by: Actor, now: datetime) -> int:
    """Make those that are new; how many."""
    new = [each.facts for each in checked if each.facts is not None]
    for facts in new:
        create_organization(facts, by=by, now=now)
    return len(new)


def _checked_organization(
    line: Line, known: Mapping[str, Organization], seen: Seen, languages: Sequence[str]
) -> Checked:
    checks = Checks(line, ORGANIZATION_COLUMNS)
    checks.of("name", require_text, line.text("name"), "name")
    kind = checks.of("kind", word_in, line.cell("kind") or "other", ORGANIZATION_KINDS, languages)
    country = checks.of("country", country_code, line.cell("country"))
    checks.of("website", require_website, line.cell("website"))
    checks.of("email", require_mail_address, line.cell("email"))
    if checks.problems:
        return Checked(line, problems=checks.problems)
    for name in line.text("name").values():
        if organization := known.get(folded_name(name)):
            return Checked(line, known=organization)
    if first := seen.twin(line):
        return Checked(line, remark=Refused(TWICE, first=first))
    facts = OrganizationFacts(
        name=line.text("name"),
        kind=kind or "other",
        short_name=line.text("short_name"),
        description=line.text("description"),
        city=line.text("city"),
        country=country or "",
        website=line.cell("website"),
        email=line.cell("email"),
    )
    return Checked(line, facts)


def _save(
    organization: Organization,
    facts: OrganizationFacts,
    action: str,
    *,
    logo: bytes | None,
    by: Actor,
    now: datetime,
) -> None:
    require_text(facts.name, "name")
    require_word(facts.kind, ORGANIZATION_KINDS, "kind")
    require_website(facts.website)
    require_mail_address(facts.email)
    if facts.is_own:
        _refuse_second_own(organization)
    if logo:
        organization.logo_id = store_picture(logo, Translated(facts.name), field="logo", now=now).id
    write_facts(organization, facts, now)
    record_change(organization, action, by=by, now=now)
    index_record(
        organization,
        organization.name,
        organization.short_name,
        organization.description,
        organization.city,
    )


def _refuse_second_own(organization: Organization) -> None:
    with db.session.no_autoflush:
        other = db.session.scalar(
            select(Organization).where(
                Organization.is_own, Organization.id != (organization.id or 0)
            )
        )
    if other is not None:
        raise Refused(
            _("{name} is our own organization already. Unmark it there first."),
            field="is_own",
            name=other.name,
        )
