"""What every template may use."""

from typing import Any

from flask import Flask, current_app, g, request
from flask_babel import gettext
from jinja2 import StrictUndefined
from markupsafe import Markup

from forumapp.core import when
from forumapp.core.languages import language_name
from forumapp.core.markdown import render_markdown
from forumapp.core.text import say
from forumapp.core.translated import LANGUAGE_NAMES, Translated, html_language
from forumapp.files.rules import file_kind, file_size, kept_sizes
from forumapp.institution.models import Institution
from forumapp.institution.queries import the_institution
from forumapp.web.embedding import embed_lines
from forumapp.web.guards import may
from forumapp.web.languages import address, alternates, current_language
from forumapp.web.qr import qr_image


def start_rendering(app: Flask) -> None:
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
        address=address,
        alternates_of_page=alternates,
        embed_lines=embed_lines,
        file_kind=file_kind,
        file_size=file_size,
        html_language=html_language,
        kept_sizes=kept_sizes,
        language_name=lambda code: language_name(code, current_language()),
        language_names=LANGUAGE_NAMES,
        may=may,
        qr_image=qr_image,
        when=when,
    )
    env.filters.update(
        t=in_reader_language,
        markdown=markdown,
        spoken=speak,
        date=lambda day, **how: when.date_text(day, current_language(), **how),
    )
    app.context_processor(page_context)


def page_context() -> dict[str, Any]:
    pages = alternates()
    own = [page["href"] for page in pages if page["language"] == current_language()]
    return {
        "language": current_language(),
        "languages": current_app.config["LANGUAGES"],
        "institution": current_institution(),
        "alternates": pages,
        "canonical": own[0] if own else "",
        "now": g.get("now"),
        "public_url": current_app.config["PUBLIC_URL"].rstrip("/"),
        "request_path": request.path,
    }


def current_institution() -> Institution:
    if "institution" not in g:
        g.institution = the_institution()
    return g.institution


def in_reader_language(translated: Translated) -> str:
    """`{{ forum.title|t }}`: the best text, marked with its language where it is not the page's."""
    text, own = translated.in_language(current_language())
    if own == current_language():
        return text
    return Markup('<span lang="{}">{}</span>').format(html_language(own), text)


def markdown(text: str) -> Markup:
    return Markup(render_markdown(text))  # noqa: S704 - sanitised by render_markdown


def speak(sentence: str, **values: Any) -> str:
    """`{{ FORUM_KINDS[forum.kind]|spoken }}`: a marked sentence of a feature, in the reader's language."""
    return say(sentence, values, current_language(), gettext)
