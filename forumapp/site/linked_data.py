"""schema.org data of the pages: in the head of each, and of a forum by an address of its own."""

from collections.abc import Iterable, Sequence
from typing import cast

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from forumapp.announcements.models.announcements import Announcement
from forumapp.calendars.queries.facts import facts_on_page, the_house
from forumapp.calendars.rules.house import House
from forumapp.calendars.rules.journey import ConferenceFacts, JourneyFacts
from forumapp.calendars.rules.linked_data import (
    Registering,
    as_json,
    data_of_conference,
    data_of_delegation,
    data_of_forum,
    data_of_list,
)
from forumapp.core.links import absolute
from forumapp.delegations.models import Delegation
from forumapp.forums.models import Conference, Forum
from forumapp.forums.queries import confirmed_lines, forum_pages
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.registrations.rules.states import (
    FULL,
    NOT_YET_OPEN,
    OPEN,
    WAITING,
    availability,
)
from forumapp.site.describing import (
    data_of_announcement,
    data_of_crumbs,
    data_of_organization,
    data_of_person,
    data_of_site,
)
from forumapp.site.finding import find
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import current_language
from forumapp.web.rendering import current_institution
from forumapp.web.shared_caches import let_caches_keep

pages = Blueprint("linked_data", __name__)

MAX_AGE = 900
AVAILABILITY = {OPEN: "InStock", FULL: "SoldOut", WAITING: "SoldOut", NOT_YET_OPEN: "PreOrder"}
"""A forum in another standing offers no places."""


@pages.get("/forums/<slug:slug>.jsonld")
@open_to_everybody
def describe_forum(slug: str) -> ResponseReturnValue:
    """The same as in the head of the forum's page."""
    forum = find(Forum, slug, forum_pages(g.now), "forum.jsonld")
    response = Response(forum_data(forum), content_type="application/ld+json; charset=utf-8")
    let_caches_keep(response, MAX_AGE)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response


def forum_data(forum: Forum) -> Markup:
    """What programs read of a forum that was loaded for its page."""
    facts, language = facts_on_page(forum, g.now), current_language()
    registering = None
    if (found := availability(forum, g.now)) in AVAILABILITY:
        form = house().address("register", language, slug=forum.slug)
        registering = Registering(form, AVAILABILITY[found], forum.registration_opens_at)
    return script(data_of_forum(facts, language, house(), registering))


def conference_data(
    conference: Conference, parent: Conference | None, forums: Iterable[Forum]
) -> Markup:
    facts = ConferenceFacts(conference, tuple(confirmed_lines(conference)), parent)
    return script(data_of_conference(facts, forums, current_language(), house()))


def delegation_data(delegation: Delegation, forums: Iterable[Forum]) -> Markup:
    facts = JourneyFacts(delegation, tuple(forums))
    return script(data_of_delegation(facts, current_language(), house()))


def announcement_data(announcement: Announcement, forum: Forum | None) -> Markup:
    logo = current_institution().logo
    return script(data_of_announcement(announcement, forum, current_language(), house(), logo))


def person_data(person: Person) -> Markup:
    return script(data_of_person(person, current_language(), house()))


def organization_data(body: Organization) -> Markup:
    return script(data_of_organization(body, current_language(), house()))


def site_data() -> Markup:
    return script(data_of_site(current_language(), house(), current_institution().logo))


def crumbs_data(places: Sequence[tuple[str, str]], here: str) -> Markup:
    """The places that lead to a public page, and the page; nothing where no search engine reads."""
    if not (request.blueprint or "").startswith("site"):
        return Markup()
    own, language = house(), current_language()
    whole = [(str(name), absolute(own.public_url, at) if at else "") for name, at in places]
    front = (own.name.text(language), own.address("home", language))
    data = data_of_crumbs([front, *whole, *([(here, "")] if here else [])])
    return Markup('<script type="application/ld+json">{}</script>').format(script(data))


def list_data(forums: Iterable[Forum]) -> Markup:
    return script(data_of_list(forums, current_language(), house()))


def script(data: dict[str, object]) -> Markup:
    return Markup(as_json(data))  # noqa: S704 - as_json escapes what would end the script


def house() -> House:
    """The installation as its pages describe it, read once for an answer."""
    if "house" not in g:
        g.house = the_house()
    return cast("House", g.house)
