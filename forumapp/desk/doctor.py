"""The calendar doctor: what clients will make of one of our calendars, of an address or of a file.

Our own calendars are asked for within this process, by the code that serves them, and examined
wholly, however long they are; others over the network, within limits.
"""

from collections import Counter
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from sqlalchemy.exc import IntegrityError
from wtforms import StringField

from forumapp.calendars.queries.looks import last_look
from forumapp.calendars.queries.own import (
    ENDINGS,
    EVERYTHING,
    MOST_LISTED,
    own_address,
    own_calendars,
)
from forumapp.calendars.queries.private import private_calendar, private_calendars, secret_of
from forumapp.calendars.rules.private import name_of
from forumapp.calendars.services.looks import keep_look
from forumapp.core.errors import NotFound, Refused
from forumapp.core.links import absolute
from forumapp.core.paging import rows_of
from forumapp.core.text import _
from forumapp.core.tokens import capability_token
from forumapp.core.transaction import apart
from forumapp.ical.doctor import (
    IN_A_FILE,
    IN_AN_ANSWER,
    KINDS,
    SEVERITIES,
    File,
    Finding,
    Overview,
    compare_fetches,
    compare_looks,
    examine,
    examine_parts,
    look_of,
    overview,
    overview_parts,
    read_file,
    read_parts,
)
from forumapp.ical.entry import Profile
from forumapp.identity.rules import EDIT_RECORDS, READ_DRAFTS, SEE_ATTENDEES
from forumapp.registrations.mails.tickets import LINK_PURPOSE
from forumapp.registrations.queries.registered import the_registration
from forumapp.web.asking_here import Answer, ask_here, path_here, without_secret
from forumapp.web.fetching import MOST_BYTES, count_fetch, fetch_typed
from forumapp.web.fields import id_of, trimmed
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import may, needs
from forumapp.web.languages import address, current_language
from forumapp.web.rendering import current_institution
from forumapp.web.requests import only_reads

pages = Blueprint("doctor", __name__, url_prefix="/doctor")


class DoctorForm(FlaskForm):
    address = StringField(lazy_gettext("Address of a calendar"), filters=[trimmed])
    file = FileField(lazy_gettext("Or a file"))


class Looked(NamedTuple):
    """What was looked at: where it came from, what clients see, and what was found of how many kinds."""

    source: str
    calendar: Overview
    findings: list[Finding]
    checks: int


@pages.route("/", methods=["GET", "POST"])
@only_reads
@needs(READ_DRAFTS)
def show_doctor() -> ResponseReturnValue:
    """Choose what to look at. What stands at an address is kept `apart`: nobody waits for it."""
    form = DoctorForm()
    looked = accept(form, lambda: _look_at(form))
    if looked is None:
        language = current_language()
        private = rows_of(private_calendars(), limit=MOST_LISTED) if may(EDIT_RECORDS) else []
        return render_form(
            "desk/doctor/show_doctor.html",
            form,
            own=own_calendars(g.now, language),
            private=[(each, name_of(each, language)) for each in private],
        )
    return show_findings(looked)


@pages.get("/own")
@needs(READ_DRAFTS)
def examine_own_calendar() -> ResponseReturnValue:
    wanted = request.args.get("language", "")
    at = own_address(
        request.args.get("calendar", EVERYTHING),
        language=wanted if wanted in current_app.config["LANGUAGES"] else current_language(),
        profile=_wanted_profile(),
        deadlines=request.args.get("deadlines") == "1",
        cancelled=request.args.get("cancelled") != "0",
    )
    return show_findings(_look_here(at, _whole(at)))


@pages.get("/private")
@needs(EDIT_RECORDS)
def examine_private_calendar() -> ResponseReturnValue:
    """By its number: nobody needs its address."""
    calendar_id = id_of(request.args.get("calendar", ""))
    if calendar_id is None:
        return redirect(url_for("desk.doctor.show_doctor"), 303)
    calendar = private_calendar(calendar_id)
    name = name_of(calendar, current_language())
    at = address(f"private_calendar{ENDINGS[_wanted_profile()]}", token=secret_of(calendar))
    return show_findings(_look_here(at, name))


@pages.get("/registrations/<int:registration_id>")
@needs(SEE_ATTENDEES)
def examine_ticket(registration_id: int) -> ResponseReturnValue:
    """The calendar entry on the page of somebody's registration."""
    registration = the_registration(registration_id)
    reference, booking = registration.reference, registration.booking
    token = capability_token(LINK_PURPOSE, booking.uid, booking.link_version)
    at = address("registration.ics", registration.language, token=token)
    return show_findings(_look_here(at, reference))


def show_findings(looked: Looked) -> ResponseReturnValue:
    grouped = {
        severity: [each for each in looked.findings if each.severity == severity]
        for severity in SEVERITIES
    }
    return render_template(
        "desk/doctor/show_findings.html",
        source=looked.source,
        checks=looked.checks,
        calendar=looked.calendar,
        grouped={severity: group for severity, group in grouped.items() if group},
        counts=_counted(looked.findings),
    )


def _counted(findings: list[Finding]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for each in findings:
        counts[each.severity] += 1 + each.more
    return counts


def _wanted_profile() -> Profile:
    return "full" if request.args.get("profile") == "full" else "core"


def _whole(at: str) -> str:
    return absolute(current_app.config["PUBLIC_URL"], at)


def _look_here(at: str, source: str) -> Looked:
    """At a path of ours, twice, a moment apart; `NotFound` where no calendar answers a stranger."""
    with ask_here(at) as answer:
        _check_status(answer, at)
        findings = examine_parts(read_parts(answer.body), answer.headers)
        findings += _again_here(at, answer)
        calendar = overview_parts(
            read_parts(answer.body), zone=current_institution().zone, now=g.now
        )
    return Looked(source, calendar, findings, len(IN_AN_ANSWER))


def _check_status(answer: Answer, at: str) -> None:
    if answer.status in (404, 410):
        raise NotFound
    if target := answer.headers.get("location"):
        raise Refused(
            _("This address leads on to {target}. Enter that one if it is the one you mean."),
            field="address",
            target=urljoin(_whole(at), target),
        )
    if answer.status != 200:
        raise Refused(
            _(
                "This calendar of ours cannot be read at the moment (status {status}): its readers keep"
                " what they have. The log of the program tells why."
            ),
            field="address",
            status=answer.status,
        )


def _again_here(at: str, first: Answer) -> list[Finding]:
    etag = first.headers.get("etag", "")
    with ask_here(at, etag=etag) as second:
        later = None if second.status == 304 else next(read_parts(second.body))
        return compare_fetches(next(read_parts(first.body)), later, has_etag=bool(etag))


def _examined(source: str, body: bytes) -> Looked:
    file = read_file(body)
    return Looked(source, _seen(file), examine(file), len(IN_A_FILE))


def _seen(file: File) -> Overview:
    return overview(file, zone=current_institution().zone, now=g.now)


def _look_at(form: DoctorForm) -> Looked:
    if form.file.data:
        return _look_at_file(form)
    if not form.address.data:
        raise Refused(_("Enter an address or choose a file."), field="address")
    here = path_here(form.address.data)
    return _look_at_ours(here) if here else _look_at_address(form.address.data)


def _look_at_ours(at: str) -> Looked:
    if not urlsplit(at).path.endswith(".ics"):
        raise Refused(
            _("This address of ours is no calendar. The address of a calendar ends in .ics."),
            field="address",
        )
    try:
        return _look_here(at, _whole(without_secret(at)))
    except NotFound:
        raise Refused(
            _("No calendar of ours answers at this address. Check it, or choose one above."),
            field="address",
        ) from None


def _look_at_file(form: DoctorForm) -> Looked:
    body = form.file.data.stream.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Refused(
            _("The file is larger than {limit} kB. Choose a smaller one."),
            field="file",
            limit=MOST_BYTES // 1000,
        )
    name = (form.file.data.filename or "").replace("\\", "/").rpartition("/")[2]
    return _examined(name, body)


def _look_at_address(typed: str) -> Looked:
    """Asked twice, a moment apart, and compared with what stood there at the last look."""
    count_fetch()
    now = g.now
    fetched = fetch_typed(typed)
    file = read_file(fetched.body)
    findings = examine(file, fetched.headers)
    if file.events:
        findings += _again(fetched.address, fetched.headers.get("etag", ""), file)
        last = last_look(fetched.address)
        findings += compare_looks(last.entries, file, now) if last else []
        with suppress(IntegrityError), apart():  # of two looks at one moment either will do
            keep_look(fetched.address, look_of(file), now=now)
    return Looked(fetched.address, _seen(file), findings, len(KINDS))


def _again(address: str, etag: str, file: File) -> list[Finding]:
    try:
        second = fetch_typed(address, etag=etag)
    except Refused:  # it was shown once; a server may refuse to be asked again at once
        return []
    return compare_fetches(
        file, None if second.unchanged else read_file(second.body), has_etag=bool(etag)
    )
