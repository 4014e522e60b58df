"""A mail's three texts from its templates, in any language: an environment of its own, no request needed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from forumapp.core import when
from forumapp.core.text import say, translations
from forumapp.core.translated import html_language
from forumapp.institution.rules import SEAL, is_colour
from forumapp.mail.rules import placeholder

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"


@dataclass(frozen=True, slots=True)
class Texts:
    subject: str
    plain: str
    html: str


def render_mail(kind: str, language: str, context: Mapping[str, Any]) -> Texts:
    """The texts of `templates/mail/<kind>/`. A personal link is written `{{ link("name") }}` there."""
    env = environment(language)
    subject, plain, html = (
        env.get_template(f"{kind}/{part}").render(**context)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    plain = re.sub(r"\n{3,}", "\n\n", plain).strip()
    html = in_colour(html.strip(), context["institution"].accent)
    return Texts(" ".join(subject.split()), f"{plain}\n", f"{html}\n")


def in_colour(html: str, accent: str) -> str:
    """The mail with the institution's colour in the place of the seal's, which the templates write."""
    if not is_colour(accent):
        return html
    return re.sub(r'style="[^"]*"', lambda style: style[0].replace(SEAL, accent), html)


@lru_cache
def environment(language: str) -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        language=language, html_language=html_language(language), link=placeholder, when=when
    )
    env.filters.update(
        t=lambda translated: translated.text(language),
        spoken=lambda sentence, **values: say(sentence, values, language),
    )
    return env
