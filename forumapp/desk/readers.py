"""Readers at the desk: how many, of what, in which language, since when. Nobody reads a list of addresses."""

from collections import Counter
from datetime import date, datetime, timedelta

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from forumapp.core.clock import wall_of
from forumapp.core.paging import the_record
from forumapp.core.translated import LANGUAGE_NAMES
from forumapp.desk.registrations.charts import Chart
from forumapp.identity.rules import EDIT_ANNOUNCEMENTS
from forumapp.readers.models import Reader
from forumapp.readers.queries import (
    confirmed_since,
    count_of_all,
    counts_of_readers,
    reader_of,
    readers_by_language,
    readers_by_theme,
)
from forumapp.readers.services.subscribing import remove_at_desk
from forumapp.web.fields import LineField
from forumapp.web.forms import render_form
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language
from forumapp.web.rendering import current_institution
from forumapp.web.requests import only_reads

pages = Blueprint("readers", __name__, url_prefix="/readers")

WEEKS = 26


class FindReaderForm(FlaskForm):
    address = LineField(_("Mail address"))


@pages.route("/", methods=["GET", "POST"])
@needs(EDIT_ANNOUNCEMENTS)
@only_reads
def show_readers() -> ResponseReturnValue:
    """One reader is found by the whole address: sent as a form, so that it stands in no log."""
    form, found = FindReaderForm(), None
    if form.validate_on_submit():
        found = reader_of(form.address.data or "")
        if found is None:
            form.address.errors = [gettext("Nobody reads at this address.")]
    return render_form(
        "desk/readers/show_readers.html",
        form,
        found=found,
        counts=counts_of_readers(),
        weeks=Chart(gettext("Confirmed by week"), by_week()),
        charts=[chart for chart in (by_theme(), by_language()) if chart.bars],
    )


@pages.post("/<int:reader_id>/delete")
@needs(EDIT_ANNOUNCEMENTS)
def delete_reader(reader_id: int) -> ResponseReturnValue:
    reader = the_record(Reader, reader_id)
    remove_at_desk(reader, by=actor(), now=g.now)
    flash(gettext("The address is deleted. No announcement is sent to it any more."))
    return redirect(url_for("desk.readers.show_readers"), 303)


def by_theme() -> Chart:
    everything, language = count_of_all(), current_language()
    themes = [(theme.title.text(language), count) for theme, count in readers_by_theme()]
    named = [(gettext("All announcements"), everything), *themes]
    return Chart(gettext("By theme"), [bar for bar in named if bar[1]])


def by_language() -> Chart:
    named = [(LANGUAGE_NAMES.get(code, code), count) for code, count in readers_by_language()]
    return Chart(gettext("By language"), named)


def by_week() -> list[tuple[str, int]]:
    """Each of the last weeks by its Monday, where the institution is, with today's readers who came then."""
    zone = current_institution().zone
    this_week = monday_of(g.now, zone)
    first = this_week - timedelta(weeks=WEEKS - 1)
    since = g.now - timedelta(weeks=WEEKS)
    people = Counter(monday_of(at, zone) for at in confirmed_since(since))
    weeks = [first + timedelta(weeks=number) for number in range(WEEKS)]
    return [(week.isoformat(), people[week]) for week in weeks] if any(people.values()) else []


def monday_of(at: datetime, zone: str) -> date:
    day = wall_of(at, zone).date()
    return day - timedelta(days=day.weekday())
