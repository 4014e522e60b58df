"""What a choice among forums is called: “Forums in New York · Sustainable cities”.

Only what the public may see is called by its name; anything else is called as it was asked for.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select

from forumapp.core.db import db
from forumapp.core.text import _, say
from forumapp.core.titles import whole_title
from forumapp.core.translated import Translated
from forumapp.core.when import date_text, dates_text
from forumapp.delegations.models import Delegation
from forumapp.delegations.queries import visible_delegations
from forumapp.forums.queries import cities_of_forums, visible_themes
from forumapp.themes.models import Theme

FORUMS = _("Forums")
FORUMS_IN = _("Forums in {city}")
FROM = _("from {day}")
UNTIL = _("until {day}")


def name_of_choice(filters: Mapping[str, str], language: str, now: datetime) -> str:
    """The name of the forums that the filters of `/forums/` leave: place, theme, journey, days, words."""
    parts = (
        _place(filters.get("city", ""), language, now),
        _named(visible_themes(now), Theme, "title", filters.get("theme", ""), language),
        _named(
            visible_delegations(now), Delegation, "name", filters.get("delegation", ""), language
        ),
        _days(filters.get("from", ""), filters.get("to", ""), language),
        f"“{filters['q']}”" if "q" in filters else "",
    )
    return " · ".join(filter(None, parts))


def _place(city_key: str, language: str, now: datetime) -> str:
    if not city_key:
        return say(FORUMS, {}, language)
    venues = {venue.city_key: venue for venue in cities_of_forums(now)}
    city = venues[city_key].city.text(language) if city_key in venues else city_key
    return say(FORUMS_IN, {"city": city}, language)


def _named(shown: Select[Any], model: Any, field: str, slug: str, language: str) -> str:
    if not slug:
        return ""
    record = db.session.scalar(shown.where(model.slug == slug))
    name: Translated | None = getattr(record, field, None)
    return whole_title(name.text(language)) if name else slug


def _days(first: str, last: str, language: str) -> str:
    if first and last:
        return dates_text(date.fromisoformat(first), date.fromisoformat(last), language)
    if first:
        return say(FROM, {"day": date_text(date.fromisoformat(first), language)}, language)
    if last:
        return say(UNTIL, {"day": date_text(date.fromisoformat(last), language)}, language)
    return ""
