"""Private calendars at the desk: made, shown, renewed and revoked; and everybody's own duties."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField

from forumapp.calendars.models import PrivateCalendar
from forumapp.calendars.queries.private import (
    calendar_of_account,
    private_calendar,
    private_calendars,
    secret_of,
)
from forumapp.calendars.rules.private import (
    ALARMS,
    NO_ALARM,
    PRIVATE_KINDS,
    journey_of,
    name_of,
    reader_name,
    recipient_of,
)
from forumapp.calendars.services import private as services
from forumapp.calendars.services.private import Holder
from forumapp.core.clock import wall_of
from forumapp.core.links import absolute
from forumapp.core.paging import the_record
from forumapp.core.settings import setting
from forumapp.core.tokens import new_uid
from forumapp.core.when import date_text
from forumapp.delegations.queries import member_of, the_delegation
from forumapp.duties.queries import coming_duties
from forumapp.identity.models import Account
from forumapp.identity.rules import EDIT_RECORDS, ENTER_DESK
from forumapp.people.models import Person
from forumapp.web.fields import LanguageField, LineField, WordField, id_of, uid_of, word_pairs
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import actor, current_account, needs
from forumapp.web.languages import address, current_language
from forumapp.web.listing import read_listing
from forumapp.web.rendering import current_institution

pages = Blueprint("private_calendars", __name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """A private calendar as lists tell of it: never its address."""

    name: str
    label: str
    href: str
    used: str
    kind: str
    member_id: int | None


def shown(calendars: Iterable[PrivateCalendar]) -> list[Shown]:
    return [
        Shown(
            name=name_of(calendar, current_language()),
            label=calendar.label,
            href=_page_of(calendar),
            used=last_use(calendar),
            kind=gettext(PRIVATE_KINDS[calendar.kind]),
            member_id=calendar.member_id,
        )
        for calendar in calendars
    ]


class OwnCalendarForm(FlaskForm):
    language = LanguageField(_("Language of the entries"))
    alarm_minutes = WordField(
        _("Reminder"),
        {str(minutes): name for minutes, name in ALARMS.items()},
        nothing=_("No reminder"),
        coerce=id_of,
    )

    def wishes(self) -> dict[str, Any]:
        return {"language": self.language.data, "alarm_minutes": self.alarm_minutes.data}


class CalendarForm(OwnCalendarForm):
    label = LineField(_("Label"))

    def wishes(self) -> dict[str, Any]:
        return {**super().wishes(), "label": self.label.data or ""}


class NewCalendarForm(CalendarForm):
    """`key` makes a form that is sent twice one calendar."""

    key = HiddenField()

    def wishes(self) -> dict[str, Any]:
        return {**super().wishes(), "key": uid_of(self.key.data)}


# ------------------------------------------------------------------ whose duties these are


@pages.route("/my-calendar", methods=["GET", "POST"])
@needs(ENTER_DESK)
def show_my_calendar() -> ResponseReturnValue:
    account = current_account()
    calendar = calendar_of_account(account)
    form = OwnCalendarForm(obj=calendar, language=current_language())
    if accept(form, lambda: _make_or_change(calendar, account, form)):
        flash(gettext("Saved."))
        return redirect(url_for("desk.private_calendars.show_my_calendar"), 303)
    return render_form(
        "desk/private_calendars/show_my_calendar.html",
        form,
        calendar=calendar,
        duties=coming_duties(account.id, g.now),
        **_words_of(calendar),
    )


@pages.route("/my-calendar/renew", methods=["GET", "POST"])
@needs(ENTER_DESK)
def renew_my_calendar() -> ResponseReturnValue:
    here = url_for("desk.private_calendars.show_my_calendar")
    calendar = calendar_of_account(current_account())
    return _renew(calendar, here) if calendar else redirect(here, 303)


@pages.route("/my-calendar/revoke", methods=["GET", "POST"])
@needs(ENTER_DESK)
def revoke_my_calendar() -> ResponseReturnValue:
    here = url_for("desk.private_calendars.show_my_calendar")
    calendar = calendar_of_account(current_account())
    return _revoke(calendar, here, onward=here) if calendar else redirect(here, 303)


# ------------------------------------------------------------------ those of others


@pages.get("/private-calendars/")
@needs(EDIT_RECORDS)
def list_private_calendars() -> ResponseReturnValue:
    listing = read_listing(private_calendars, "kind")
    return render_template(
        "desk/private_calendars/list_private_calendars.html",
        listing=listing,
        calendars=shown(listing.rows),
        kinds=word_pairs(PRIVATE_KINDS),
    )


@pages.get("/private-calendars/<int:calendar_id>/")
@needs(EDIT_RECORDS)
def show_private_calendar(calendar_id: int) -> ResponseReturnValue:
    calendar = private_calendar(calendar_id)
    return render_template(
        "desk/private_calendars/show_private_calendar.html",
        calendar=calendar,
        place=_page_of_holder(calendar),
        recipient=recipient_of(calendar),
        reader=reader_name(calendar, current_language()),
        **_words_of(calendar),
    )


@pages.route("/delegations/<int:delegation_id>/private-calendars/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def make_calendar_of_delegation(delegation_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    here = url_for("desk.delegations.show_delegation", delegation_id=delegation_id)
    return _make(delegation, delegation.name.text(current_language()), here)


@pages.route(
    "/delegations/<int:delegation_id>/members/<int:member_id>/private-calendars/new",
    methods=["GET", "POST"],
)
@needs(EDIT_RECORDS)
def make_calendar_of_member(delegation_id: int, member_id: int) -> ResponseReturnValue:
    member = member_of(the_delegation(delegation_id), member_id)
    here = url_for("desk.delegations.show_delegation", delegation_id=delegation_id)
    return _make(member, member.person.name.text(current_language()), here)


@pages.route("/people/<int:person_id>/private-calendars/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def make_calendar_of_person(person_id: int) -> ResponseReturnValue:
    person = the_record(Person, person_id)
    here = url_for("desk.people.show_person", person_id=person_id)
    return _make(person, person.name.text(current_language()), here)


@pages.route("/accounts/<int:account_id>/private-calendars/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def make_calendar_of_account(account_id: int) -> ResponseReturnValue:
    account = the_record(Account, account_id)
    here = url_for("desk.private_calendars.list_private_calendars")
    return _make(account, account.label, here)


@pages.route("/private-calendars/<int:calendar_id>/edit", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_private_calendar(calendar_id: int) -> ResponseReturnValue:
    calendar = private_calendar(calendar_id)
    form = CalendarForm(obj=calendar)
    done = accept(
        form,
        lambda: services.change_calendar(calendar, **form.wishes(), by=actor(), now=g.now),
    )
    if done:
        return _saved(calendar, gettext("Saved."))
    here = _page_of(calendar)
    return render_form(
        "desk/private_calendars/edit_private_calendar.html", form, here=here, **_words_of(calendar)
    )


@pages.route("/private-calendars/<int:calendar_id>/renew", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def renew_private_calendar(calendar_id: int) -> ResponseReturnValue:
    calendar = private_calendar(calendar_id)
    return _renew(calendar, _page_of(calendar))


@pages.route("/private-calendars/<int:calendar_id>/revoke", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def revoke_private_calendar(calendar_id: int) -> ResponseReturnValue:
    calendar = private_calendar(calendar_id)
    return _revoke(calendar, _page_of(calendar), onward=_page_of_holder(calendar))


@pages.post("/private-calendars/<int:calendar_id>/mail")
@needs(EDIT_RECORDS)
def mail_private_calendar(calendar_id: int) -> ResponseReturnValue:
    calendar = private_calendar(calendar_id)
    to = services.mail_address_of_calendar(calendar, by=actor(), now=g.now)
    return _saved(calendar, gettext("The address is on its way to %(to)s.", to=to))


# ------------------------------------------------------------------ what they share


def _make(holder: Holder, name: str, here: str) -> ResponseReturnValue:
    form = NewCalendarForm(language=current_language(), key=str(new_uid()))
    calendar = accept(
        form, lambda: services.make_calendar(holder, **form.wishes(), by=actor(), now=g.now)
    )
    if calendar:
        return _saved(
            calendar, gettext("The calendar is made. Give its address to nobody but its reader.")
        )
    return render_form(
        "desk/private_calendars/make_private_calendar.html", form, name=name, here=here
    )


def _make_or_change(
    calendar: PrivateCalendar | None, account: Account, form: OwnCalendarForm
) -> PrivateCalendar:
    if calendar is None:
        return services.make_calendar(account, **form.wishes(), by=actor(), now=g.now)
    return services.change_calendar(
        calendar, label=calendar.label, **form.wishes(), by=actor(), now=g.now
    )


def _renew(calendar: PrivateCalendar, here: str) -> ResponseReturnValue:
    form = FlaskForm()
    if accept(form, lambda: services.renew_address(calendar, by=actor(), now=g.now)):
        flash(gettext("The calendar has a new address. The one before answers nobody any more."))
        return redirect(here, 303)
    return render_form(
        "desk/private_calendars/renew_private_calendar.html", form, here=here, **_words_of(calendar)
    )


def _revoke(calendar: PrivateCalendar, here: str, *, onward: str) -> ResponseReturnValue:
    form = FlaskForm()
    if accept(form, lambda: services.revoke_calendar(calendar, by=actor(), now=g.now)):
        flash(gettext("The calendar is revoked. Its address answers nobody any more."))
        return redirect(onward, 303)
    return render_form(
        "desk/private_calendars/revoke_private_calendar.html",
        form,
        here=here,
        **_words_of(calendar),
    )


def _words_of(calendar: PrivateCalendar | None) -> dict[str, Any]:
    """What its page shows beside the row: the secret addresses among it."""
    if calendar is None:
        return {}
    token, public_url = secret_of(calendar), setting("PUBLIC_URL")
    alarm = ALARMS.get(calendar.alarm_minutes or 0, NO_ALARM)
    (named,) = shown([calendar])
    return {
        "reader_page": absolute(public_url, address("private_calendar", token=token)),
        "program_address": absolute(public_url, address("private_calendar.ics", token=token)),
        "alarm": alarm,
        "named": named,
    }


def last_use(calendar: PrivateCalendar) -> str:
    """“Never used”, “Used today”, “Used yesterday”, “Used on 3 December 2026”."""
    if calendar.last_used_at is None:
        return gettext("Never used")
    zone = current_institution().zone
    used = wall_of(calendar.last_used_at, zone).date()
    days = (wall_of(g.now, zone).date() - used).days
    if days <= 0:
        return gettext("Used today")
    if days == 1:
        return gettext("Used yesterday")
    return gettext("Used on %(day)s", day=date_text(used, current_language()))


def _saved(calendar: PrivateCalendar, told: str) -> ResponseReturnValue:
    flash(told)
    return redirect(_page_of(calendar), 303)


def _page_of(calendar: PrivateCalendar) -> str:
    return url_for("desk.private_calendars.show_private_calendar", calendar_id=calendar.id)


def _page_of_holder(calendar: PrivateCalendar) -> str:
    journey = journey_of(calendar)
    if journey:
        return url_for("desk.delegations.show_delegation", delegation_id=journey.id)
    if calendar.person_id:
        return url_for("desk.people.show_person", person_id=calendar.person_id)
    return url_for("desk.private_calendars.list_private_calendars")
