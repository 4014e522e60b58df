"""The first page of the desk: what needs doing today, and what is coming."""

from flask import Blueprint, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.announcements.queries.flags import flagged_announcements
from forumapp.announcements.rules.parity import Gaps
from forumapp.core.paging import rows_of
from forumapp.core.translated import LANGUAGE_NAMES
from forumapp.desk.history import KINDS, PLACES, field_name
from forumapp.door.queries.opening import doors_open_to
from forumapp.duties.queries import coming_duties
from forumapp.forums.rules import is_at_skipped_time
from forumapp.identity.rules import ENTER_DESK, READ_DRAFTS, SEE_ATTENDEES
from forumapp.invitations.queries import mail_that_came_back
from forumapp.publishing.queries import (
    Untranslated,
    desk_counts,
    forums_ahead,
    found_records,
    found_registrations,
    lines_unconfirmed,
    registrations_waiting,
    texts_to_translate,
    unfinished_announcements,
)
from forumapp.web.guards import current_account, may, needs
from forumapp.web.listing import LONGEST_FILTER

pages = Blueprint("today", __name__)

MOST_FORUMS = 8
MOST_TEXTS = 12


@pages.get("/")
@needs(ENTER_DESK)
def show_today() -> ResponseReturnValue:
    duties = coming_duties(current_account().id, g.now)
    doors = doors_open_to(current_account(), g.now)
    if not may(READ_DRAFTS):
        return render_template("desk/today/show_welcome.html", duties=duties, doors=doors)
    ahead = rows_of(forums_ahead(g.now))
    texts = texts_to_translate(g.now, current_app.config["LANGUAGES"])
    waiting = registrations_waiting(g.now)
    return render_template(
        "desk/today/show_today.html",
        duties=duties[:MOST_FORUMS],
        doors=doors,
        forums=ahead[:MOST_FORUMS],
        more_forums=max(0, len(ahead) - MOST_FORUMS),
        drafts=[forum for forum in ahead if forum.state == "draft"],
        skipped=[forum for forum in ahead if is_at_skipped_time(forum)],
        announcements=rows_of(unfinished_announcements(), limit=MOST_FORUMS),
        flagged=rows_of(flagged_announcements(), limit=MOST_FORUMS),
        waiting=waiting,
        pending={each.forum.id: each.count for each in waiting},
        returned=mail_that_came_back(g.now) if may(SEE_ATTENDEES) else [],
        lines=rows_of(lines_unconfirmed(g.now), limit=MOST_FORUMS),
        texts=texts[:MOST_TEXTS],
        more_texts=max(0, len(texts) - MOST_TEXTS),
        gaps=gaps_in_words,
        counts=desk_counts(g.now),
        kinds=KINDS,
        places_of=PLACES,
    )


@pages.get("/find")
@needs(READ_DRAFTS)
def find() -> ResponseReturnValue:
    query = request.args.get("q", "").strip()[:LONGEST_FILTER]
    return render_template(
        "desk/today/find.html",
        query=query,
        found=found_records(query) if query else [],
        registrations=found_registrations(query) if may(SEE_ATTENDEES) else [],
        kinds=KINDS,
        places_of=PLACES,
    )


def gaps_in_words(text: Untranslated | Gaps) -> list[str]:
    """“中文 is missing: title, lead”, one sentence per language and gap."""
    return [
        *(
            gettext(
                "%(language)s is missing: %(texts)s",
                language=LANGUAGE_NAMES[language],
                texts=", ".join(field_name(column) for column in columns),
            )
            for language, columns in text.missing.items()
        ),
        *(
            gettext(
                "%(language)s is older: %(texts)s",
                language=LANGUAGE_NAMES[language],
                texts=", ".join(field_name(column) for column in columns),
            )
            for language, columns in text.older.items()
        ),
    ]
