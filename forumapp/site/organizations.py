"""Organizations that hold, co-organize and support forums, and have confirmed it."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from forumapp.core.paging import page_of, rows_of
from forumapp.forums.queries import coming_forums, held_by, past_forums, visible_organizations
from forumapp.organizations.models import Organization
from forumapp.site.finding import find, page_number
from forumapp.site.linked_data import organization_data
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import address

SIZE = 60
pages = Blueprint("organizations", __name__)


@pages.get("/organizations/")
@open_to_everybody
def list_organizations() -> ResponseReturnValue:
    return render_template(
        "site/organizations/list_organizations.html",
        page=page_of(visible_organizations(g.now), page_number(), size=SIZE),
        page_address=lambda number: address("organizations", page=str(number)),
    )


@pages.get("/organizations/<slug:slug>")
@open_to_everybody
def show_organization(slug: str) -> ResponseReturnValue:
    organization = find(Organization, slug, visible_organizations(g.now), "organization")
    here = held_by(organization)
    return render_template(
        "site/organizations/show_organization.html",
        organization=organization,
        linked_data=organization_data(organization),
        coming=rows_of(coming_forums(g.now).where(here)),
        past=rows_of(past_forums(g.now).where(here), limit=50),
    )
