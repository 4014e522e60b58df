"""What is done to organizations."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from forumapp.core.actor import COMMAND
from forumapp.core.errors import Refused
from forumapp.core.text import say
from forumapp.organizations.models import Organization
from forumapp.organizations.services import (
    OrganizationFacts,
    create_organization,
    delete_organization,
    edit_organization,
)
from tests.records import a_forum, a_person, an_organizer_line
from tests.support import NOW

CHAMBER = OrganizationFacts(
    name={"en": "Harbour Chamber", "zh": "海港商会"}, kind="chamber", country="CN", is_own=True
)


def made(facts=CHAMBER):
    return create_organization(facts, by=COMMAND, now=NOW)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": {}}, "name"),
        ({"kind": "club"}, "kind"),
        ({"website": "harbour.example"}, "website"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"email": "nobody"}, "email"),
    ],
)
def test_what_cannot_be_true_of_an_organization_is_refused(session, facts, field):
    with pytest.raises(Refused) as refused:
        made(OrganizationFacts(**{"name": {"en": "Lantern"}, **facts}))
    assert refused.value.field == field


def test_only_one_organization_is_our_own(session):
    made()
    session.flush()
    with pytest.raises(Refused) as second:
        made(OrganizationFacts(name={"en": "Lantern"}, is_own=True))
    assert say(second.value.sentence, second.value.values, "en") == (
        "Harbour Chamber is our own organization already. Unmark it there first."
    )


def test_our_own_organization_may_be_edited_without_losing_its_mark(session):
    chamber = made()
    session.flush()
    edit_organization(chamber, CHAMBER, by=COMMAND, now=NOW)
    assert chamber.is_own


def test_a_translation_keeps_its_date_while_the_other_language_changes(session):
    chamber = made()
    later = NOW.replace(hour=10)
    edit_organization(
        chamber,
        OrganizationFacts(name={"en": "Chamber of the Harbour", "zh": "海港商会"}),
        by=COMMAND,
        now=later,
    )
    assert (chamber.name.changed("en"), chamber.name.changed("zh")) == (later, NOW)
    assert chamber.name.is_older("zh")


def test_an_organization_that_others_name_says_who_does(session):
    chamber = made()
    forum = a_forum()
    session.add_all(
        [forum, an_organizer_line(forum, organization=chamber), a_person(organization=chamber)]
    )
    session.flush()
    with pytest.raises(Refused) as needed:
        delete_organization(chamber, by=COMMAND, now=NOW)
    assert needed.value.values["dependents"].text("en") == "organizer lines (1), people (1)"


def test_not_even_two_editors_at_once_make_two_organizations_our_own(session):
    made()
    session.flush()
    other = made(OrganizationFacts(name={"en": "Lantern"}))
    session.flush()
    others = update(Organization).where(Organization.id == other.id)
    with pytest.raises(IntegrityError):
        session.execute(others.values(is_own=True))
    session.rollback()
