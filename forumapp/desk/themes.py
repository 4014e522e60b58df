"""Themes at the desk."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from forumapp.core.paging import is_among, rows_of, the_record
from forumapp.desk.history import latest_changes
from forumapp.desk.quick import PREFIX, answer_created, show_quick_form
from forumapp.forums.queries import forums_naming, visible_themes, with_theme
from forumapp.identity.rules import EDIT_RECORDS, READ_DRAFTS
from forumapp.publishing.records import edit_named_theme
from forumapp.themes import services
from forumapp.themes.models import Theme
from forumapp.themes.queries import theme_records
from forumapp.themes.rules import SDG_TITLES
from forumapp.themes.services import ThemeFacts
from forumapp.web.fields import LineField, TextsField, VersionField, WordsField
from forumapp.web.forms import accept, facts_from, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.listing import read_listing

pages = Blueprint("themes", __name__, url_prefix="/themes")


class QuickThemeForm(FlaskForm):
    title = TextsField(_("Title"), needed=True)


class ThemeForm(QuickThemeForm):
    summary = TextsField(_("Summary"), long=True)
    sdg_goals = WordsField(_("Sustainable Development Goals"), SDG_TITLES, coerce=int)


class EditThemeForm(ThemeForm):
    slug = LineField(_("Address"))
    version = VersionField()


@pages.get("/")
@needs(READ_DRAFTS)
def list_themes() -> ResponseReturnValue:
    return render_template(
        "desk/themes/list_themes.html", listing=read_listing(theme_records, "archived")
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def create_theme() -> ResponseReturnValue:
    form = ThemeForm()
    theme = accept(
        form,
        lambda: services.create_theme(facts_from(form, ThemeFacts), by=actor(), now=g.now),
    )
    return _saved(theme) if theme else render_form("desk/themes/create_theme.html", form)


@pages.route("/quick", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def create_theme_quickly() -> ResponseReturnValue:
    form = QuickThemeForm(prefix=PREFIX)
    theme = accept(
        form,
        lambda: services.create_theme(facts_from(form, ThemeFacts), by=actor(), now=g.now),
    )
    if theme:
        return answer_created(theme.id, theme.title)
    return show_quick_form(form, gettext("New theme"))


@pages.get("/<int:theme_id>/")
@needs(READ_DRAFTS)
def show_theme(theme_id: int) -> ResponseReturnValue:
    theme = the_record(Theme, theme_id)
    return render_template(
        "desk/themes/show_theme.html",
        theme=theme,
        goals=SDG_TITLES,
        is_public=is_among(visible_themes(g.now), theme),
        forums=rows_of(forums_naming(with_theme(theme)), limit=20),
        changes=latest_changes("theme", theme_id),
    )


@pages.route("/<int:theme_id>/edit", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_theme(theme_id: int) -> ResponseReturnValue:
    theme = the_record(Theme, theme_id)
    form = EditThemeForm(obj=theme)
    saved = accept(
        form,
        lambda: edit_named_theme(
            theme,
            facts_from(form, ThemeFacts),
            slug=form.slug.data,
            version=form.version.data,
            by=actor(),
            now=g.now,
        ),
    )
    return _saved(saved) if saved else render_form("desk/themes/edit_theme.html", form, theme=theme)


@pages.post("/<int:theme_id>/archive")
@needs(EDIT_RECORDS)
def archive_theme(theme_id: int) -> ResponseReturnValue:
    theme = the_record(Theme, theme_id)
    services.archive_theme(theme, by=actor(), now=g.now)
    return _saved(theme)


@pages.post("/<int:theme_id>/restore")
@needs(EDIT_RECORDS)
def restore_theme(theme_id: int) -> ResponseReturnValue:
    theme = the_record(Theme, theme_id)
    services.restore_theme(theme, by=actor(), now=g.now)
    return _saved(theme)


@pages.post("/<int:theme_id>/delete")
@needs(EDIT_RECORDS)
def delete_theme(theme_id: int) -> ResponseReturnValue:
    services.delete_theme(the_record(Theme, theme_id), by=actor(), now=g.now)
    flash(gettext("Deleted."))
    return redirect(url_for("desk.themes.list_themes"), 303)


def _saved(theme: Theme) -> ResponseReturnValue:
    flash(gettext("Saved."))
    return redirect(url_for("desk.themes.show_theme", theme_id=theme.id), 303)
