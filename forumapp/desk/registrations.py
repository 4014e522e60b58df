"""A forum's registrations at the desk: who comes, who waits for a decision, and the list to take along."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.core.clock import wall_of
from forumapp.core.countries import country_name
from forumapp.core.errors import NotFound
from forumapp.core.paging import rows_of, the_record
from forumapp.core.transaction import reading
from forumapp.desk.history import latest_changes
from forumapp.forums.models import Forum
from forumapp.identity.rules import EDIT_RECORDS, EXPORT_ATTENDEES, SEE_ATTENDEES
from forumapp.institution.rules import PURPOSES
from forumapp.mail.queries import mails_about
from forumapp.mail.rules import MAIL_STATES
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.registered import (
    VOLUNTARY_PURPOSES,
    attendees,
    counts_by_state,
    registrations_of,
    the_registration,
)
from forumapp.registrations.rules.replies import ANSWERS
from forumapp.registrations.rules.states import REGISTRATION_STATES
from forumapp.registrations.services import afterwards, deciding
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language
from forumapp.web.listing import LONGEST_FILTER, read_listing
from forumapp.web.spreadsheets import csv_answer, xlsx_answer

pages = Blueprint("registrations", __name__, url_prefix="/forums/<int:forum_id>/registrations")


@pages.get("/")
@needs(SEE_ATTENDEES)
def list_registrations(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    return render_template(
        "desk/registrations/list_registrations.html",
        forum=forum,
        listing=read_listing(partial(registrations_of, forum_id), "state", size=50),
        states=REGISTRATION_STATES,
        counts=counts_by_state(forum),
    )


@pages.get("/<int:registration_id>/")
@needs(SEE_ATTENDEES)
def show_registration(forum_id: int, registration_id: int) -> ResponseReturnValue:
    registration = registration_at(forum_id, registration_id)
    mails = mails_about(Registration.__tablename__, registration.uid)
    return render_template(
        "desk/registrations/show_registration.html",
        registration=registration,
        forum=registration.forum,
        purposes=PURPOSES,
        answers=ANSWERS,
        mails=rows_of(mails, limit=50),
        mail_states=MAIL_STATES,
        country=country_name(registration.country, current_language()),
        changes=latest_changes("registration", registration.id),
    )


@pages.post("/<int:registration_id>/confirm")
@needs(EDIT_RECORDS)
def confirm_registration(forum_id: int, registration_id: int) -> ResponseReturnValue:
    return decided(
        deciding.confirm_registration,
        registration_at(forum_id, registration_id),
        gettext("The place is confirmed and a mail is on its way."),
    )


@pages.post("/<int:registration_id>/decline")
@needs(EDIT_RECORDS)
def decline_registration(forum_id: int, registration_id: int) -> ResponseReturnValue:
    return decided(
        deciding.decline_registration,
        registration_at(forum_id, registration_id),
        gettext("The application is declined and a mail is on its way."),
    )


@pages.post("/<int:registration_id>/cancel")
@needs(EDIT_RECORDS)
def cancel_registration(forum_id: int, registration_id: int) -> ResponseReturnValue:
    return decided(
        afterwards.cancel_registration,
        registration_at(forum_id, registration_id),
        gettext("The registration is cancelled and a mail is on its way."),
    )


def decided(act: Callable[..., None], registration: Registration, said: str) -> ResponseReturnValue:
    act(registration, by=actor(), now=g.now)
    flash(said)
    return redirect(
        url_for(
            "desk.registrations.show_registration",
            forum_id=registration.forum_id,
            registration_id=registration.id,
        ),
        303,
    )


def registration_at(forum_id: int, registration_id: int) -> Registration:
    """The registration, where it is of this forum."""
    registration = the_registration(registration_id)
    if registration.forum_id != forum_id:
        raise NotFound
    return registration


@pages.get("/attendees.csv")
@needs(EXPORT_ATTENDEES)
def download_csv(forum_id: int) -> ResponseReturnValue:
    return download(forum_id, "CSV", csv_answer)


@pages.get("/attendees.xlsx")
@needs(EXPORT_ATTENDEES)
def download_xlsx(forum_id: int) -> ResponseReturnValue:
    return download(forum_id, "XLSX", xlsx_answer)


def download(forum_id: int, kind: str, answer: Callable[..., Response]) -> Response:
    """The list as it is shown (its filters hold), written into history before its first byte."""
    forum = the_record(Forum, forum_id)
    deciding.note_download(forum_id, format=kind, by=actor(), now=g.now)
    wanted = {name: request.args.get(name, "").strip()[:LONGEST_FILTER] for name in ("q", "state")}
    lines = attendee_lines(forum.id, forum.zone, wanted)
    return answer(in_a_snapshot(lines), f"{forum.slug}-attendees")


def in_a_snapshot(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    """What is sent after the request ended reads in a transaction of its own, which keeps nobody waiting."""
    with reading():
        yield from lines


def attendee_lines(forum_id: int, zone: str, wanted: dict[str, str]) -> Iterator[list[str]]:
    """The head, then a line for each person, with times on the forum's own clock."""
    yield attendee_head(zone)
    said = {True: gettext("yes"), False: gettext("no")}
    states = {state: gettext(words) for state, words in REGISTRATION_STATES.items()}
    language = current_language()
    for row in attendees(forum_id, **wanted):
        reference, state, name, organization, position, country, *rest = list(row)
        address, mail_language, registered_at, checked_in_at, *agreed = rest
        yield [
            reference,
            states[state],
            name,
            organization,
            position,
            country_name(country, language),
            address or "",
            mail_language,
            clock_text(registered_at, zone),
            clock_text(checked_in_at, zone),
            *(said[bool(answer)] for answer in agreed),
        ]


def attendee_head(zone: str) -> list[str]:
    return [
        gettext("Reference"),
        gettext("State"),
        gettext("Name"),
        gettext("Organization"),
        gettext("Position"),
        gettext("Country or region"),
        gettext("Mail address"),
        gettext("Language"),
        gettext("Registered at (%(zone)s)", zone=zone),
        gettext("Checked in at (%(zone)s)", zone=zone),
        *(gettext(PURPOSES[purpose]) for purpose in VOLUNTARY_PURPOSES),
    ]


def clock_text(instant: Any, zone: str) -> str:
    return f"{wall_of(instant, zone):%Y-%m-%d %H:%M}" if instant else ""
