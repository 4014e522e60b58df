"""What is done to people, and the consents that they give and withdraw."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

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
    write_facts,
)
from forumapp.core.names import folded_name
from forumapp.core.pinyin import syllables
from forumapp.core.slugs import change_slug, free_slug, retire_slugs
from forumapp.core.tables import TWICE, Checked, Checks, Line
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.files.services.pictures import store_picture
from forumapp.history.services import record_change
from forumapp.institution.models import ConsentText
from forumapp.organizations.models import Organization
from forumapp.organizations.queries import organizations_by_name
from forumapp.people.models import Person, PersonConsent
from forumapp.people.queries import people_by_name
from forumapp.people.rules import PEOPLE_COLUMNS, are_one, languages_in
from forumapp.search.services import forget_record, index_record

Seen = dict[str, list[tuple[int, Translated, int | None]]]
"""The lines so far by each of their names: number, name and organization."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What an editor says of a person. `sort_name` orders lists of speakers; empty, it is the name."""

    name: Texts
    honorific: Texts = field(default_factory=dict)
    sort_name: str = ""
    position: Texts = field(default_factory=dict)
    organization_id: int | None = None
    country: str = ""
    biography: Texts = field(default_factory=dict)
    languages: list[str] = field(default_factory=list)
    email: str = ""
    phone: str = ""


def create_person(
    facts: PersonFacts, *, portrait: bytes | None = None, by: Actor, now: datetime
) -> Person:
    person = Person(slug=free_slug(Person, Translated(facts.name)))
    _save(person, facts, "created", portrait=portrait, by=by, now=now)
    return person


def edit_person(
    person: Person,
    facts: PersonFacts,
    *,
    slug: str = "",
    portrait: bytes | None = None,
    without_portrait: bool = False,
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Person:
    """`portrait` replaces the present one; `slug` gives another address, the old one goes on answering."""
    refuse_stale(person, version)
    change_slug(person, slug or person.slug)
    if without_portrait:
        person.portrait_id = None
    _save(person, facts, "edited", portrait=portrait, by=by, now=now)
    return person


def archive_person(person: Person, *, by: Actor, now: datetime) -> None:
    person.archived_at = now
    record_change(person, "archived", by=by, now=now)


def restore_person(person: Person, *, by: Actor, now: datetime) -> None:
    person.archived_at = None
    record_change(person, "restored", by=by, now=now)


def delete_person(person: Person, *, by: Actor, now: datetime) -> None:
    """Refused while an appearance, a delegation or an itinerary names the person. Consents go along."""
    refuse_while_needed(person)
    record_change(person, "deleted", by=by, now=now)
    forget_record(person)
    retire_slugs(person)
    db.session.delete(person)


def record_consent(
    person: Person,
    text: ConsentText,
    *,
    language: str,
    given_at: datetime,
    told_by: str = "",
    by: Actor,
    now: datetime,
) -> PersonConsent:
    """Write down that the person agreed to exactly this wording in this language.

    `told_by` says how we know ("letter of 3 March"); who noted it stands beside it.
    """
    if given_at > now:
        raise Refused(
            _("This day has not come yet. Write the day of the consent."), field="given_on"
        )
    wording = text.wording.exact(language)
    if not wording:
        raise Refused(
            _("There is no wording in this language. Choose another one."), field="language"
        )
    if standing_consent(person, text.purpose) is not None:
        raise Refused(_("This consent is given already and stands."), field="purpose")
    consent = PersonConsent(
        purpose=text.purpose,
        wording=wording,
        wording_version=text.version,
        language=language,
        given_at=given_at,
        given_by=f"{told_by} ({by.label})" if told_by else by.label,
    )
    person.consents.append(consent)
    record_change(person, "consent recorded", by=by, now=now, purpose=text.purpose)
    return consent


def withdraw_consent(person: Person, purpose: str, *, by: Actor, now: datetime) -> PersonConsent:
    """The person no longer agrees. What is public follows by `publishing.consents`."""
    consent = standing_consent(person, purpose)
    if consent is None:
        raise Refused(_("There is no such consent that stands. Look at the person’s page again."))
    consent.withdrawn_at = now
    record_change(person, "consent withdrawn", by=by, now=now, purpose=purpose)
    return consent


def standing_consent(person: Person, purpose: str) -> PersonConsent | None:
    """The consent to this purpose that has not been withdrawn."""
    for consent in person.consents:
        if consent.purpose == purpose and consent.withdrawn_at is None:
            return consent
    return None


def check_people(lines: Sequence[Line], _languages: Sequence[str]) -> list[Checked]:
    """What each line of a spreadsheet would become, beside whom we have; nothing is written.

    The same name at the same organization, or where one of the two has none, is the same person; whose
    names in one language differ are two.
    """
    people, organizations = people_by_name(), organizations_by_name()
    seen: Seen = defaultdict(list)
    return [_checked_person(line, people, organizations, seen) for line in lines]


def make_people(checked: Iterable[Checked], *, by: Actor, now: datetime) -> int:
    """Make everybody who is new; how many. Nobody is public before a consent is recorded."""
    new = [each.facts for each in checked if each.facts is not None]
    for facts in new:
        create_person(facts, by=by, now=now)
    return len(new)


def _checked_person(
    line: Line,
    people: Mapping[str, list[Person]],
    organizations: Mapping[str, Organization],
    seen: Seen,
) -> Checked:
    checks = Checks(line, PEOPLE_COLUMNS)
    checks.of("name", require_text, line.text("name"), "name")
    country = checks.of("country", country_code, line.cell("country"))
    languages = checks.of("languages", languages_in, line.cell("languages"))
    checks.of("email", require_mail_address, line.cell("email"))
    organization = checks.of("organization", _known_organization, line, organizations)
    if checks.problems:
        return Checked(line, problems=checks.problems)
    organization_id = organization.id if organization else None
    name = Translated(line.text("name"))
    spellings = {folded_name(name.exact(language)) for language in name.languages}
    namesakes = [person for each in spellings for person in people.get(each, ())]
    for person in namesakes:
        if are_one(name, organization_id, person.name, person.organization_id):
            return Checked(line, known=person)
    for first, earlier, beside in [each for spelling in spellings for each in seen[spelling]]:
        if are_one(name, organization_id, earlier, beside):
            return Checked(line, remark=Refused(TWICE, first=first))
    for spelling in spellings:
        seen[spelling].append((line.number, name, organization_id))
    facts = PersonFacts(
        name=line.text("name"),
        honorific=line.text("honorific"),
        sort_name=line.cell("sort_name"),
        position=line.text("position"),
        organization_id=organization_id,
        country=country or "",
        biography=line.text("biography"),
        languages=languages or [],
        email=line.cell("email"),
        phone=line.cell("phone"),
    )
    return Checked(line, facts, remark=_namesake(namesakes))


def _known_organization(
    line: Line, organizations: Mapping[str, Organization]
) -> Organization | None:
    named = line.cell("organization")
    if not named:
        return None
    organization = organizations.get(folded_name(named))
    if organization is None:
        raise Refused(
            _(
                "“{text}” is not among the organizations. Bring it in first, or leave the cell empty."
            ),
            text=named,
        )
    return organization


def _namesake(namesakes: Sequence[Person]) -> Refused | None:
    for person in namesakes:
        if person.organization is not None:
            return Refused(
                _("{name} of {organization} is there already: look whether it is somebody else."),
                name=person.name,
                organization=person.organization.name,
            )
    return None


def _save(
    person: Person,
    facts: PersonFacts,
    action: str,
    *,
    portrait: bytes | None,
    by: Actor,
    now: datetime,
) -> None:
    require_text(facts.name, "name")
    require_mail_address(facts.email)
    if portrait:
        person.portrait_id = store_picture(
            portrait, Translated(facts.name), field="portrait", now=now
        ).id
    write_facts(person, facts, now)
    person.sort_name = facts.sort_name or sort_name_of(Translated(facts.name))
    record_change(person, action, by=by, now=now)
    index_record(person, person.name, person.position, person.biography)


def sort_name_of(name: Translated) -> str:
    """The family name first, as far as the name tells: “Knotts Bruce”; “Lin Yue”, who is 林悦."""
    words, chinese = name.exact("en").split(), name.exact("zh")
    if not words:
        return chinese
    first, second = (*syllables(chinese), "", "")[:2]
    begins_with_family = words[0].casefold() in (first, first + second)
    return " ".join(words if begins_with_family else [words[-1], *words[:-1]])
