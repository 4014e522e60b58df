"""Which language the reader gets: public addresses say it themselves, the desk follows the account."""

import re
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from babel.support import NullTranslations
from flask import Flask, current_app, g, request, session
from flask_babel import Babel, Domain, refresh
from flask_login import current_user

from forumapp.core.links import path
from forumapp.core.text import translations
from forumapp.core.translated import LANGUAGE_NAMES

SHOWN_WITH_PREVIEW = ("media", "document")
UNLOCALIZED_PLACES = ("desk", "account", "sign-in", "sign-out", "calendars")


class Catalogues(Domain):
    """The catalogues of `forumapp/translations`, by way of `core.text`."""

    def get_translations(self) -> NullTranslations:
        return translations(current_language())


class OurBabel(Babel):
    """Flask-Babel over our own catalogues."""

    @cached_property
    def domain_instance(self) -> Domain:
        return Catalogues()


def start_languages(app: Flask) -> None:
    OurBabel(app, locale_selector=current_language)
    app.before_request(choose_language)


def choose_language() -> None:
    g.language = language_of_path(request.path) or preferred_language()


def current_language() -> str:
    return g.get("language") or current_app.config["DEFAULT_LANGUAGE"]


def speak_in(language: str) -> None:
    """The rest of this answer is in a language that neither the address nor the reader chose."""
    g.language = language
    refresh()


def language_of_path(at: str) -> str | None:
    """The language that an address stands for; none for what stands in no language."""
    languages = current_app.config["LANGUAGES"]
    first = at.split("/", 2)[1] if at.startswith("/") else ""
    if first in UNLOCALIZED_PLACES:
        return None
    return first if first in languages[1:] else languages[0]


def preferred_language() -> str:
    """The account's language, else what this browser chose before, else what it asks for."""
    languages = current_app.config["LANGUAGES"]
    candidates = (getattr(current_user, "language", None), session.get("language"))
    for candidate in candidates:
        if candidate in languages:
            return str(candidate)
    return request.accept_languages.best_match(languages) or languages[0]


def alternates() -> list[dict[str, str]]:
    """This very page in each language: `path` for the reader's switch, `href` to be known under."""
    languages = current_app.config["LANGUAGES"]
    own = language_of_path(request.path)
    if own is None or request.routing_exception is not None:
        return []
    rest = request.path.removeprefix(f"/{own}") if own != languages[0] else request.path
    query = f"?{request.query_string.decode(errors='replace')}" if request.query_string else ""
    pages = []
    for language in languages:
        at = rest if language == languages[0] else f"/{language}{rest}"
        pages.append(
            {
                "language": language,
                "path": at + query,
                "href": current_app.config["PUBLIC_URL"].rstrip("/") + at + canonical_query(),
                "name": LANGUAGE_NAMES.get(language, language),
            }
        )
    return pages


CANONICAL = ("kind", "city", "year", "month", "past", "page")
"""What makes another page of a list, in this order; whatever else is asked shows some of the same again."""


def canonical_query() -> str:
    """The part after the address under which this page of a list is to be known; other pages have none."""
    if ".list_" not in (request.endpoint or "") and not request.path.endswith("/calendar"):
        return ""
    asked = {name: request.args.get(name, "") for name in CANONICAL}
    if asked["page"] == "1":
        del asked["page"]
    kept = {name: value for name, value in asked.items() if re.fullmatch("[a-z0-9-]{1,60}", value)}
    return f"?{urlencode(kept)}" if kept else ""


def address(kind: str, language: str | None = None, /, **names: Any) -> str:
    """The path of a page of product.md's table, in the reader's language unless told another.

    On a page that is shown by the link of a preview, its files are too.
    """
    if "preview_token" in g and kind in SHOWN_WITH_PREVIEW:
        kind, names = f"preview.{kind}", {**names, "token": g.preview_token}
    return path(
        kind, language or current_language(), current_app.config["DEFAULT_LANGUAGE"], **names
    )
