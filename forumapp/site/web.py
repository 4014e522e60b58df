"""What the web itself asks of a site: robots, pictures, the institution's colour. Without language."""

from flask import Blueprint, Response, g, render_template, send_file
from flask.typing import ResponseReturnValue

from forumapp.core.errors import Gone, NotFound
from forumapp.files.services.pictures import picture_file
from forumapp.identity.rules import READ_DRAFTS
from forumapp.institution.rules import in_the_dark, is_colour
from forumapp.publishing.queries import is_picture_public
from forumapp.web.guards import may, open_to_everybody

ONE_DAY, ONE_YEAR = 86_400, 31_536_000
pages = Blueprint("web", __name__)


@pages.get("/robots.txt")
@open_to_everybody
def show_robots() -> ResponseReturnValue:
    return Response(render_template("site/web/show_robots.txt"), mimetype="text/plain")


@pages.get("/media/<hash>/<size>")
@open_to_everybody
def show_picture(hash: str, size: str) -> ResponseReturnValue:  # noqa: A002 - the address's own word
    """A picture in one of its sizes, while a public page shows it; the desk sees the others too.

    Caches keep it for a day, so that a portrait is gone soon after its consent.
    """
    file = picture_file(hash, size)
    if file is None:
        raise NotFound
    if is_picture_public(hash, g.now):
        return send_file(file, mimetype="image/webp", max_age=ONE_DAY)
    if not may(READ_DRAFTS):
        raise Gone
    answer = send_file(file, mimetype="image/webp")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.get("/accent/<colour>.css")
@open_to_everybody
def show_accent(colour: str) -> ResponseReturnValue:
    """The institution's own colour in the place of the seal; a stylesheet, because pages hold no styles."""
    if not is_colour(f"#{colour}"):
        raise NotFound
    colour = f"#{colour}"
    body = render_template("site/web/show_accent.css", colour=colour, dark=in_the_dark(colour))
    headers = {"Cache-Control": f"public, max-age={ONE_YEAR}, immutable"}
    return Response(body, mimetype="text/css", headers=headers)
