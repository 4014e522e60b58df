"""Reading themes for the desk."""

from sqlalchemy import Select, select

from forumapp.core.choices import RecordChoice, record_choices
from forumapp.search.queries import matching_ids
from forumapp.themes.models import Theme


def theme_records(*, q: str = "", archived: str = "") -> Select[Theme]:
    """Themes by their address: those in use, or with `archived` those put away."""
    rows = select(Theme).where(
        Theme.archived_at.is_not(None) if archived else Theme.archived_at.is_(None)
    )
    if q:
        rows = rows.where(Theme.id.in_(matching_ids("theme", q)))
    return rows.order_by(Theme.slug)


def theme_choices(language: str) -> list[RecordChoice]:
    return record_choices(Theme, Theme.title, language)
