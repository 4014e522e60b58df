"""Themes: what the forums are about."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from forumapp.announcements.queries.announcements import about_theme, visible_announcements
from forumapp.core.paging import rows_of
from forumapp.forums.queries import (
    coming_forums,
    past_forums,
    speakers_on,
    visible_themes,
    with_theme,
)
from forumapp.site.finding import find
from forumapp.themes.models import Theme
from forumapp.web.guards import open_to_everybody

pages = Blueprint("themes", __name__)


@pages.get("/themes/")
@open_to_everybody
def list_themes() -> ResponseReturnValue:
    return render_template("site/themes/list_themes.html", themes=rows_of(visible_themes(g.now)))


@pages.get("/themes/<slug:slug>")
@open_to_everybody
def show_theme(slug: str) -> ResponseReturnValue:
    theme = find(Theme, slug, visible_themes(g.now), "theme")
    here = with_theme(theme)
    return render_template(
        "site/themes/show_theme.html",
        theme=theme,
        coming=rows_of(coming_forums(g.now).where(here)),
        speakers=rows_of(speakers_on(theme, g.now), limit=60),
        past=rows_of(past_forums(g.now).where(here), limit=50),
        announcements=rows_of(
            visible_announcements(g.now).where(about_theme(theme, g.now)), limit=10
        ),
    )
