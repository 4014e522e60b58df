"""What attendees said of a forum afterwards: counts, texts, and all of it as a table."""

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.core.paging import the_record
from forumapp.desk.registrations.charts import Chart
from forumapp.forums.models import Forum
from forumapp.identity.rules import EDIT_RECORDS, EXPORT_ATTENDEES, SEE_ATTENDEES
from forumapp.messages.queries.feedback import (
    answered_afterwards,
    asked_afterwards,
    feedback_lines,
    feedback_of,
    how_many_could,
    is_any_in_words,
    sayings,
    tallies,
    words_kept_until,
)
from forumapp.messages.services.feedback import ask_for_feedback
from forumapp.registrations.queries.places import settings_of
from forumapp.registrations.services.deciding import note_download
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language
from forumapp.web.spreadsheets import csv_answer

pages = Blueprint("feedback", __name__, url_prefix="/forums/<int:forum_id>/feedback")

MOST_TEXTS = 100
"""So many of one question are shown; the table has all."""


@pages.get("/")
@needs(SEE_ATTENDEES)
def show_feedback(forum_id: int) -> ResponseReturnValue:
    forum, language = the_record(Forum, forum_id), current_language()
    given, questions = feedback_of(forum_id), answered_afterwards(forum)
    return render_template(
        "desk/feedback/show_feedback.html",
        forum=forum,
        is_asked=settings_of(forum).asks_feedback and bool(asked_afterwards(forum_id)),
        is_over=forum.ends_at <= g.now,
        count=len(given),
        could=how_many_could(forum_id),
        charts=[
            Chart(tally.question.label.text(language), tally.counts)
            for tally in tallies(questions, given, language)
        ],
        sayings=sayings(questions, given),
        most=MOST_TEXTS,
        has_words=is_any_in_words(questions),
        words_kept_until=words_kept_until(forum),
        now=g.now,
    )


@pages.post("/ask")
@needs(EDIT_RECORDS)
def ask(forum_id: int) -> ResponseReturnValue:
    ask_for_feedback(the_record(Forum, forum_id), by=actor(), now=g.now)
    flash(gettext("Attendees are asked once the forum is over."))
    return redirect(url_for("desk.feedback.show_feedback", forum_id=forum_id), 303)


@pages.get("/feedback.csv")
@needs(EXPORT_ATTENDEES)
def download_feedback(forum_id: int) -> Response:
    forum, language = the_record(Forum, forum_id), current_language()
    questions = answered_afterwards(forum)
    head = [question.label.text(language) for question in questions]
    lines = feedback_lines(questions, feedback_of(forum_id), language)
    note_download(forum_id, format="CSV", by=actor(), now=g.now)
    return csv_answer([head, *lines], f"{forum.slug}-feedback")
