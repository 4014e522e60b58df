"""Parts of the site that other sites show: the one line by which they do, and what they are allowed."""

from collections.abc import Mapping
from html import escape

from flask import Response, current_app

from forumapp.core.links import absolute
from forumapp.core.titles import whole_title
from forumapp.core.translated import LANGUAGE_NAMES, Translated
from forumapp.web.languages import address

HEIGHTS = {"embed_forum": 400, "embed_button": 96, "embed_calendar": 520}
"""How high each part is shown, in CSS pixels: nearly every forum fits on a phone; a longer one scrolls."""
WIDTH = 600
"""How wide a part need be at most."""

FRAMED_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)
"""The one exception to `frame-ancestors 'none'`: these parts show and link, nothing acts in them."""


def let_be_framed(response: Response) -> Response:
    """Any site may show this answer; no search engine lists it beside the page that it leads to."""
    response.headers["Content-Security-Policy"] = FRAMED_POLICY
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def embed_line(
    kind: str,
    title: str,
    language: str,
    names: Mapping[str, str],
    *,
    width: str = "100%",
    height: int = 0,
) -> str:
    """The line of HTML that shows the part `kind` of `core.links`, with these names, in a language."""
    at = absolute(current_app.config["PUBLIC_URL"], address(kind, language, **names))
    return (
        f'<iframe src="{escape(at)}" title="{escape(title)}" width="{width}" '
        f'height="{height or HEIGHTS[kind]}" style="border:0" loading="lazy"></iframe>'
    )


def embed_lines(kind: str, title: Translated, **names: str) -> list[tuple[str, str, str]]:
    """(code, name, line) in each language of this installation."""
    return [
        (
            code,
            LANGUAGE_NAMES.get(code, code),
            embed_line(kind, whole_title(title.text(code)), code, names),
        )
        for code in current_app.config["LANGUAGES"]
    ]
