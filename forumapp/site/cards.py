"""vCards of people who appear and of bodies that hold something, beside their pages."""

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue

from forumapp.calendars.queries.facts import the_house
from forumapp.calendars.rules.cards import card_of_organization, card_of_person
from forumapp.forums.queries import visible_organizations, visible_speakers
from forumapp.ical.vcard import Card, write_card
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.site.finding import find
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import current_language
from forumapp.web.shared_caches import let_caches_keep

pages = Blueprint("cards", __name__)

MAX_AGE = 900


@pages.get("/speakers/<slug:slug>.vcf")
@open_to_everybody
def download_speaker(slug: str) -> ResponseReturnValue:
    person = find(Person, slug, visible_speakers(g.now), "speaker.vcf")
    return answer(card_of_person(person, current_language(), the_house()), person.slug)


@pages.get("/organizations/<slug:slug>.vcf")
@open_to_everybody
def download_organization(slug: str) -> ResponseReturnValue:
    body = find(Organization, slug, visible_organizations(g.now), "organization.vcf")
    return answer(card_of_organization(body, current_language(), the_house()), body.slug)


def answer(card: Card, slug: str) -> Response:
    response = Response(write_card(card), content_type="text/vcard; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.vcf"'
    let_caches_keep(response, MAX_AGE)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response
