"""The public site: one file per feature; each offers a blueprint `pages`.

Every page stands at product.md's address in the default language and under `/<code>/` in the others.
"""

from flask import Blueprint, Flask
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from forumapp.site import (
    accounts,
    announcements,
    calendar,
    calendars,
    cards,
    conferences,
    delegations,
    documents,
    embedding,
    feedback,
    feeds,
    finding,
    focal,
    forums,
    health,
    home,
    invitations,
    linked_data,
    offers,
    opting_out,
    organizations,
    pages,
    papers,
    previews,
    private_calendars,
    readers,
    registrations,
    search,
    sharing,
    showing,
    sitemaps,
    speakers,
    subscribing,
    themes,
    web,
)
from forumapp.site.old_addresses import start_old_addresses
from forumapp.site.standing import registration_standing

PARTS: tuple[Blueprint, ...] = (
    home.pages,
    forums.pages,
    conferences.pages,
    announcements.pages,
    delegations.pages,
    themes.pages,
    speakers.pages,
    organizations.pages,
    calendar.pages,
    calendars.pages,
    cards.pages,
    linked_data.pages,
    registrations.pages,
    papers.pages,
    feedback.pages,
    feeds.pages,
    offers.pages,
    opting_out.pages,
    readers.pages,
    embedding.frames,
    invitations.pages,
    focal.pages,
    previews.pages,
    search.pages,
    sharing.pages,
    pages.pages,
)
WITHOUT_LANGUAGE: tuple[Blueprint, ...] = (
    web.pages,
    sitemaps.pages,
    documents.pages,
    previews.files,
    embedding.pages,
    accounts.pages,
    health.pages,
    private_calendars.pages,
)


LARGEST_ID = 2**31 - 1


class SlugConverter(BaseConverter):
    """A slug has no dot, so `/forums/x` and `/forums/x.ics` never meet."""

    regex = "[a-z0-9]+(?:-[a-z0-9]+)*"


class TokenConverter(BaseConverter):
    """The secret part of a capability link."""

    regex = "[A-Za-z0-9_-]{43}"


class CarryingConverter(BaseConverter):
    """The secret part of a link that tells its record by itself (`core.tokens.carrying_token`)."""

    regex = "[a-z2-7]{52}"


class IdConverter(IntegerConverter):
    """A number that a database can look for: a larger one is no page, not a fault."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - werkzeug's name
        super().__init__(map, max=LARGEST_ID)


def start(app: Flask) -> None:
    app.url_map.converters.update(
        slug=SlugConverter, token=TokenConverter, carrying=CarryingConverter, int=IdConverter
    )
    app.jinja_env.globals.update(
        showing=showing,
        sharing=sharing,
        by_filter=finding.by_filter,
        crumbs_data=linked_data.crumbs_data,
        subscribing=subscribing,
        registration_standing=registration_standing,
    )
    start_old_addresses(app)
    for part in WITHOUT_LANGUAGE:
        app.register_blueprint(part)
    surface = Blueprint("site", __name__)
    for part in PARTS:
        surface.register_blueprint(part)
    _default, *others = app.config["LANGUAGES"]
    app.register_blueprint(surface)
    for language in others:
        app.register_blueprint(surface, name=f"site_{language}", url_prefix=f"/{language}")
