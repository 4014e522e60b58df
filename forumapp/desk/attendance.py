"""Who came to a forum: the count of the day, what should be looked at, and the devices at its doors."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.core.errors import NotFound
from forumapp.core.paging import rows_of, the_record
from forumapp.core.transaction import reading
from forumapp.core.when import clock_text
from forumapp.door.models import CheckIn, DoorDevice
from forumapp.door.queries.attendance import (
    attendance_rows,
    check_in_at,
    check_ins_without_place,
    count_attendance,
    count_by_session,
    latest_check_ins,
    repeated_check_ins,
    sessions_by_person,
    who_is_missing,
)
from forumapp.door.queries.opening import devices_of
from forumapp.door.rules import CHECK_IN_WAYS
from forumapp.door.services.devices import revoke_device
from forumapp.door.services.notes import check_in_by_hand, undo_check_in
from forumapp.forums.models import Forum
from forumapp.identity.rules import CHECK_IN, EDIT_RECORDS, EXPORT_ATTENDEES, SEE_ATTENDEES
from forumapp.registrations.queries.registered import the_registration
from forumapp.registrations.rules.states import REGISTRATION_STATES
from forumapp.registrations.services.deciding import note_download
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language
from forumapp.web.spreadsheets import csv_answer

pages = Blueprint("attendance", __name__, url_prefix="/forums/<int:forum_id>/attendance")

MOST_SHOWN = 50


@pages.get("/")
@needs(SEE_ATTENDEES)
def show_attendance(forum_id: int) -> ResponseReturnValue:
    forum = the_record(Forum, forum_id)
    is_over = forum.ends_at <= g.now
    return render_template(
        "desk/attendance/show_attendance.html",
        forum=forum,
        is_over=is_over,
        missing=rows_of(who_is_missing(forum_id), limit=MOST_SHOWN) if is_over else [],
        devices=devices_of(forum_id),
        **day_so_far(forum),
    )


@pages.post("/registrations/<int:registration_id>/check-in")
@needs(CHECK_IN)
def check_in_registration(forum_id: int, registration_id: int) -> ResponseReturnValue:
    registration = the_registration(registration_id)
    if registration.forum_id != forum_id:
        raise NotFound
    check_in_by_hand(registration, by=actor(), now=g.now)
    flash(gettext("%(name)s is checked in.", name=registration.name))
    return redirect(
        url_for(
            "desk.registrations.show_registration",
            forum_id=forum_id,
            registration_id=registration_id,
        ),
        303,
    )


@pages.post("/check-ins/<int:check_in_id>/undo")
@needs(CHECK_IN)
def undo(forum_id: int, check_in_id: int) -> ResponseReturnValue:
    undo_check_in(check_in_at(forum_id, check_in_id), by=actor(), now=g.now)
    flash(gettext("The check-in is taken back."))
    return back(forum_id)


@pages.post("/devices/<int:device_id>/revoke")
@needs(EDIT_RECORDS)
def revoke(forum_id: int, device_id: int) -> ResponseReturnValue:
    device = the_record(DoorDevice, device_id)
    if device.forum_id != forum_id:
        raise NotFound
    revoke_device(device, by=actor(), now=g.now)
    flash(gettext("The device wipes its list as soon as it has a network."))
    return back(forum_id)


@pages.get("/attendance.csv")
@needs(EXPORT_ATTENDEES)
def download_attendance(forum_id: int) -> Response:
    forum = the_record(Forum, forum_id)
    note_download(forum_id, format="CSV", by=actor(), now=g.now)
    sessions = [
        (session.id, session.title.text(current_language()).replace("|", ""))
        for session in forum.sessions
    ]
    return csv_answer(attendance_lines(forum.id, forum.zone, sessions), f"{forum.slug}-attendance")


def back(forum_id: int) -> ResponseReturnValue:
    return redirect(url_for("desk.attendance.show_attendance", forum_id=forum_id), 303)


def attendance_lines(
    forum_id: int, zone: str, sessions: list[tuple[int, str]]
) -> Iterator[list[str]]:
    """A head, then a line for each person, with times on the forum's own clock; last who has no place."""
    yield [
        gettext("Reference"),
        gettext("State"),
        gettext("Name"),
        gettext("Organization"),
        gettext("Checked in at (%(zone)s)", zone=zone),
        *(title for _number, title in sessions),
    ]
    said = {True: gettext("yes"), False: gettext("no")}
    states = {state: gettext(words) for state, words in REGISTRATION_STATES.items()}
    with reading():
        were_at = sessions_by_person(forum_id)
        for number, reference, state, name, organization, at in attendance_rows(forum_id):
            own = were_at.get(number, set())
            noted = [said[session_id in own] for session_id, _title in sessions]
            yield [reference, states[state], name, organization, clock_text(at, zone), *noted]
        for each in rows_of(check_ins_without_place(forum_id)):
            noted = [said[session_id == each.session_id] for session_id, _title in sessions]
            came = clock_text(each.at, zone)
            yield [
                "",
                gettext("Let in without a place"),
                each.name,
                each.organization,
                came,
                *noted,
            ]


def day_so_far(forum: Forum) -> dict[str, Any]:
    return {
        "count": count_attendance(forum.id),
        "sessions": count_by_session(forum),
        "repeated": rows_of(repeated_check_ins(forum.id), limit=MOST_SHOWN),
        "unplaced": rows_of(check_ins_without_place(forum.id), limit=MOST_SHOWN),
        "latest": rows_of(latest_check_ins(forum.id), limit=10),
        "ways": CHECK_IN_WAYS,
        "door_of": door_names(forum.id),
    }


def door_names(forum_id: int) -> Any:
    """A function: which door a check-in was made at, in words."""
    names = {device.uid: device.name for device in devices_of(forum_id)}

    def door_of(check_in: CheckIn) -> str:
        if check_in.device_uid is None:
            return gettext("at the desk")
        return names.get(check_in.device_uid) or gettext("a device without a name")

    return door_of
