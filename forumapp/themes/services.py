"""What is done to themes."""

from dataclasses import dataclass, field
from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.dependents import refuse_while_needed
from forumapp.core.errors import Refused
from forumapp.core.facts import Texts, refuse_stale, require_text, write_facts
from forumapp.core.slugs import change_slug, free_slug, retire_slugs
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.history.services import record_change
from forumapp.search.services import forget_record, index_record
from forumapp.themes.models import Theme
from forumapp.themes.rules import SDG_TITLES


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeFacts:
    """What an editor says of a theme; `sdg_goals` are numbers from 1 to 17."""

    title: Texts
    summary: Texts = field(default_factory=dict)
    sdg_goals: list[int] = field(default_factory=list)


def create_theme(facts: ThemeFacts, *, by: Actor, now: datetime) -> Theme:
    theme = Theme(slug=free_slug(Theme, Translated(facts.title)))
    _save(theme, facts, "created", by=by, now=now)
    return theme


def edit_theme(
    theme: Theme,
    facts: ThemeFacts,
    *,
    slug: str = "",
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Theme:
    """`slug` gives it another address; the old one goes on answering."""
    refuse_stale(theme, version)
    change_slug(theme, slug or theme.slug)
    _save(theme, facts, "edited", by=by, now=now)
    return theme


def archive_theme(theme: Theme, *, by: Actor, now: datetime) -> None:
    theme.archived_at = now
    record_change(theme, "archived", by=by, now=now)


def restore_theme(theme: Theme, *, by: Actor, now: datetime) -> None:
    theme.archived_at = None
    record_change(theme, "restored", by=by, now=now)


def delete_theme(theme: Theme, *, by: Actor, now: datetime) -> None:
    """Refused while a forum, conference or announcement has it."""
    refuse_while_needed(theme)
    record_change(theme, "deleted", by=by, now=now)
    forget_record(theme)
    retire_slugs(theme)
    db.session.delete(theme)


def _save(theme: Theme, facts: ThemeFacts, action: str, *, by: Actor, now: datetime) -> None:
    require_text(facts.title, "title")
    if not set(facts.sdg_goals) <= set(SDG_TITLES):
        raise Refused(_("The goals have numbers from 1 to 17."), field="sdg_goals")
    write_facts(theme, facts, now)
    record_change(theme, action, by=by, now=now)
    index_record(theme, theme.title, theme.summary)
