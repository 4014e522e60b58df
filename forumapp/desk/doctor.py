"""The calendar doctor: what clients will make of one of our calendars, of an address or of a file."""

from collections import Counter
from contextlib import suppress
from typing import NamedTuple

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from sqlalchemy.exc import IntegrityError
from wtforms import StringField

from forumapp.calendars.queries.looks import last_look
from forumapp.calendars.queries.own import EVERYTHING, own_calendar, own_calendars
from forumapp.calendars.services.looks import keep_look
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.transaction import apart
from forumapp.ical.doctor import (
    IN_A_FILE,
    KINDS,
    SEVERITIES,
    File,
    Finding,
    compare_fetches,
    compare_looks,
    examine,
    look_of,
    overview,
    read_file,
)
from forumapp.identity.rules import READ_DRAFTS
from forumapp.web.fetching import MOST_BYTES, count_fetch, fetch_typed
from forumapp.web.fields import trimmed
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import needs
from forumapp.web.languages import current_language
from forumapp.web.rendering import current_institution
from forumapp.web.requests import only_reads

pages = Blueprint("doctor", __name__, url_prefix="/doctor")


class DoctorForm(FlaskForm):
    address = StringField(lazy_gettext("Address of a calendar"), filters=[trimmed])
    file = FileField(lazy_gettext("Or a file"))


class Looked(NamedTuple):
    """What was looked at, where it came from, and what was found by how many kinds of checks."""

    source: str
    file: File
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
        own = own_calendars(g.now, current_language())
        return render_form("desk/doctor/show_doctor.html", form, own=own)
    return show_findings(looked)


@pages.get("/own")
@needs(READ_DRAFTS)
def examine_own_calendar() -> ResponseReturnValue:
    name = request.args.get("calendar", EVERYTHING)
    address, body = own_calendar(name, language=current_language(), now=g.now)
    return show_findings(_examined(address, body))


def show_findings(looked: Looked) -> ResponseReturnValue:
    grouped = {
        severity: [each for each in looked.findings if each.severity == severity]
        for severity in SEVERITIES
    }
    return render_template(
        "desk/doctor/show_findings.html",
        source=looked.source,
        checks=looked.checks,
        calendar=overview(looked.file, zone=current_institution().zone, now=g.now),
        grouped={severity: group for severity, group in grouped.items() if group},
        counts=_counted(looked.findings),
    )


def _counted(findings: list[Finding]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for each in findings:
        counts[each.severity] += 1 + each.more
    return counts


def _examined(source: str, body: bytes) -> Looked:
    file = read_file(body)
    return Looked(source, file, examine(file), len(IN_A_FILE))


def _look_at(form: DoctorForm) -> Looked:
    if form.file.data:
        return _look_at_file(form)
    if not form.address.data:
        raise Refused(_("Enter an address or choose a file."), field="address")
    return _look_at_address(form.address.data)


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


def _look_at_address(address: str) -> Looked:
    """Asked twice, a moment apart, and compared with what stood there at the last look."""
    count_fetch()
    now = g.now
    fetched = fetch_typed(address)
    file = read_file(fetched.body)
    findings = examine(file, fetched.headers)
    if file.events:
        findings += _again(fetched.address, fetched.headers.get("etag", ""), file)
        last = last_look(fetched.address)
        findings += compare_looks(last.entries, file, now) if last else []
        with suppress(IntegrityError), apart():  # of two looks at one moment either will do
            keep_look(fetched.address, look_of(file), now=now)
    return Looked(fetched.address, file, findings, len(KINDS))


def _again(address: str, etag: str, file: File) -> list[Finding]:
    try:
        second = fetch_typed(address, etag=etag)
    except Refused:  # it was shown once; a server may refuse to be asked again at once
        return []
    return compare_fetches(
        file, None if second.unchanged else read_file(second.body), has_etag=bool(etag)
    )
