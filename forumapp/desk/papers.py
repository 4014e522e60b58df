"""What the secretariat prints for a forum: badges, name plates, sign-in sheet, letters and the like."""

from datetime import date, datetime, time, timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField

from forumapp.core.clock import reckoned_instant
from forumapp.core.errors import Refused
from forumapp.core.paging import the_record
from forumapp.core.text import _
from forumapp.core.translated import LANGUAGE_NAMES
from forumapp.forums.models import Forum
from forumapp.identity.rules import EDIT_RECORDS, EXPORT_ATTENDEES
from forumapp.printing.badges import SHEET_NAMES
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.lists import number_of
from forumapp.registrations.queries.papers import WhoPrints, people_to_print
from forumapp.registrations.queries.places import settings_of
from forumapp.registrations.rules.papers import (
    BADGES,
    CERTIFICATE,
    LETTER,
    OF_THEIR_OWN,
    PAPERS,
    may_have,
)
from forumapp.registrations.rules.states import CONFIRMED, REGISTRATION_STATES
from forumapp.registrations.services.papers import (
    keep_badge_layout,
    note_printed,
    papers_pdf,
    unprintable,
)
from forumapp.web.fields import ChoiceField, DayField, WordField
from forumapp.web.forms import accept, languages, put_refusal, render_form, spell_out_errors
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language
from forumapp.web.papers import pdf_answer

pages = Blueprint("papers", __name__, url_prefix="/forums/<int:forum_id>/papers")

IN_ONE_FILE = 1000
"""So many badges with QR codes take some three seconds and 200 MB; more people are printed in parts."""
PARTS = {
    "1": _("The first 1,000 by name"),
    "2": _("The second 1,000"),
    "3": _("The third 1,000"),
    "4": _("The fourth 1,000"),
}
MOST_PEOPLE = len(PARTS) * IN_ONE_FILE
NOBODYS_ID = 0
IN_OWN_LANGUAGE = (LETTER, CERTIFICATE)
"""These go to people in the language of their mails: one file for each language."""


class PrintForm(FlaskForm):
    """What is printed, and for whom. Its values stand in the address: printing changes nothing."""

    class Meta:
        csrf = False

    paper = WordField(
        lazy_gettext("Paper"), {word: paper.name for word, paper in PAPERS.items()}, default=BADGES
    )
    sheet = WordField(lazy_gettext("Layout of badges"), SHEET_NAMES)
    code = BooleanField(lazy_gettext("With the ticket’s QR code"), default=True)
    language = ChoiceField(lazy_gettext("Language"))
    state = WordField(
        lazy_gettext("State"),
        REGISTRATION_STATES,
        nothing=lazy_gettext("Any state"),
        default=CONFIRMED,
    )
    since = DayField(lazy_gettext("Registered from"))
    until = DayField(lazy_gettext("Registered until"))
    part = WordField(lazy_gettext("Part"), PARTS, nothing=lazy_gettext("Everybody"))
    leave_out = BooleanField(lazy_gettext("Leave out whose characters cannot be printed"))

    def __init__(self, **rest: object) -> None:
        super().__init__(**rest)
        self.language.choices = [(code, LANGUAGE_NAMES.get(code, code)) for code in languages()]


class LayoutForm(FlaskForm):
    sheet = WordField(lazy_gettext("Layout of badges"), SHEET_NAMES)


@pages.get("/")
@needs(EXPORT_ATTENDEES)
def show_papers(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    form = PrintForm(
        formdata=None, language=current_language(), sheet=settings_of(forum).badge_layout or None
    )
    return render_template("desk/papers/show_papers.html", **around(forum, form))


@pages.get("/print")
@needs(EXPORT_ATTENDEES)
def print_papers(forum_id: int) -> ResponseReturnValue:
    """The PDF, written into history before its first byte; or the page again, saying what is in the way."""
    forum = the_record(Forum, forum_id)
    form = PrintForm(formdata=asked_for(forum))
    missing: list[tuple[Registration, str]] = []
    if form.validate():
        try:
            people = chosen_people(forum, form)
            missing = unprintable(people, form.language.data)
            if not missing or form.leave_out.data:
                return printed(forum, form, people, {each.id for each, _characters in missing})
        except Refused as refusal:
            put_refusal(form, refusal)
    spell_out_errors(form)
    page = render_template("desk/papers/show_papers.html", **around(forum, form, missing))
    return page, 422


def asked_for(forum: Forum) -> MultiDict[str, str]:
    """What the address asks for; what it leaves out is as the form first shows it."""
    usual = {
        "paper": BADGES,
        "sheet": settings_of(forum).badge_layout or next(iter(SHEET_NAMES)),
        "language": current_language(),
        "state": CONFIRMED,
        "part": "",
    }
    return MultiDict({**usual, **request.args.to_dict()})


@pages.route("/layout", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def choose_layout(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    form = LayoutForm(sheet=settings_of(forum).badge_layout or None)
    kept = accept(form, lambda: keep(forum, form))
    if kept:
        flash(gettext("Badges of this forum are printed on these sheets from now on."))
        return redirect(url_for("desk.papers.show_papers", forum_id=forum_id), 303)
    return render_form("desk/papers/choose_layout.html", form, forum=forum)


def keep(forum: Forum, form: LayoutForm) -> bool:
    keep_badge_layout(forum, form.sheet.data, by=actor(), now=g.now)
    return True


def printed(
    forum: Forum, form: PrintForm, people: list[Registration], left_out: set[int]
) -> ResponseReturnValue:
    paper, printable = form.paper.data, [each for each in people if each.id not in left_out]
    made = papers_pdf(
        paper,
        forum,
        printable,
        language=form.language.data,
        sheet=form.sheet.data,
        with_code=form.code.data,
        now=g.now,
    )
    note_printed(forum.id, paper, len(printable), by=actor(), now=g.now)
    return pdf_answer(made, f"{forum.slug}-{paper}")


def chosen_people(forum: Forum, form: PrintForm) -> list[Registration]:
    """Those whom the form means, by name; Refused where there is nobody, or too many for one file. A ticket,
    letter or certificate is printed for who may have it, whoever is chosen beside them.
    """
    people = people_to_print(forum.id, who_prints(forum, form), limit=MOST_PEOPLE + 1)
    if len(people) > MOST_PEOPLE:
        raise Refused(
            _(
                "This is more than {most} people. Print them by the days on which they registered, "
                "in parts of at most {most}."
            ),
            most=MOST_PEOPLE,
        )
    if len(people) > IN_ONE_FILE and not form.part.data:
        raise Refused(
            _("These are {count} people, and one file holds {most}. Choose a part of them."),
            field="part",
            count=len(people),
            most=IN_ONE_FILE,
        )
    first = (int(form.part.data or 1) - 1) * IN_ONE_FILE
    part = people[first : first + IN_ONE_FILE]
    if not part:
        raise Refused(_("Nobody is meant by this choice. Choose another state, language or time."))
    paper = form.paper.data
    if paper in OF_THEIR_OWN:
        part = [each for each in part if may_have(paper, each, forum, g.now)]
    if not part:
        raise Refused(PAPERS[paper].who_has_it)
    return part


def who_prints(forum: Forum, form: PrintForm) -> WhoPrints:
    until: date | None = form.until.data
    return WhoPrints(
        state=form.state.data or "",
        language=form.language.data if form.paper.data in IN_OWN_LANGUAGE else "",
        since=midnight(form.since.data, forum.zone),
        until=midnight(until and until + timedelta(days=1), forum.zone),
        checked_in=form.paper.data == CERTIFICATE,
        ids=chosen_ids(),
    )


def chosen_ids() -> tuple[int, ...]:
    """The people whom a list or a person's page means: `?id=1&id=2`; a number of nobody stays one."""
    return tuple(number_of(each) or NOBODYS_ID for each in request.args.getlist("id")[:MOST_PEOPLE])


def midnight(day: date | None, zone: str) -> datetime | None:
    """The instant at which a day begins on the forum's clock."""
    return reckoned_instant(datetime.combine(day, time()), zone) if day else None


def around(
    forum: Forum, form: PrintForm, missing: list[tuple[Registration, str]] | None = None
) -> dict[str, object]:
    """What the page shows beside the form: whose characters are missing, who is meant."""
    named = [
        (each, [(character, f"U+{ord(character):04X}") for character in characters])
        for each, characters in missing or []
    ]
    return {"forum": forum, "form": form, "missing": named, "ids": chosen_ids()}
