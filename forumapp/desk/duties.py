"""Who of the staff looks after a forum, or goes along with a delegation."""

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from forumapp.core.paging import the_record
from forumapp.delegations.models import Delegation
from forumapp.duties.queries import accounts_to_choose
from forumapp.duties.services import give_duty, take_back_duty
from forumapp.forums.models import Forum
from forumapp.identity.rules import EDIT_RECORDS
from forumapp.web.fields import LineField, RecordField
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import actor, needs

pages = Blueprint("duties", __name__)


class DutyForm(FlaskForm):
    account_id = RecordField(_("Who"), accounts_to_choose, needed=True)
    task = LineField(_("Task"))


@pages.route("/forums/<int:forum_id>/duties/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def give_duty_at_forum(forum_id: int) -> ResponseReturnValue:
    return _give(the_record(Forum, forum_id))


@pages.post("/forums/<int:forum_id>/duties/<int:duty_id>/remove")
@needs(EDIT_RECORDS)
def take_back_duty_at_forum(forum_id: int, duty_id: int) -> ResponseReturnValue:
    return _take_back(the_record(Forum, forum_id), duty_id)


@pages.route("/delegations/<int:delegation_id>/duties/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def give_duty_on_journey(delegation_id: int) -> ResponseReturnValue:
    return _give(the_record(Delegation, delegation_id))


@pages.post("/delegations/<int:delegation_id>/duties/<int:duty_id>/remove")
@needs(EDIT_RECORDS)
def take_back_duty_on_journey(delegation_id: int, duty_id: int) -> ResponseReturnValue:
    return _take_back(the_record(Delegation, delegation_id), duty_id)


def _give(place: Forum | Delegation) -> ResponseReturnValue:
    form = DutyForm()
    duty = accept(
        form,
        lambda: give_duty(
            place, form.account_id.data, task=form.task.data or "", by=actor(), now=g.now
        ),
    )
    if duty:
        return _back_to(place)
    return render_form("desk/duties/give_duty.html", form, place=place, here=_page_of(place))


def _take_back(place: Forum | Delegation, duty_id: int) -> ResponseReturnValue:
    take_back_duty(place, duty_id, by=actor(), now=g.now)
    return _back_to(place)


def _back_to(place: Forum | Delegation) -> ResponseReturnValue:
    flash(gettext("Saved."))
    return redirect(_page_of(place), 303)


def _page_of(place: Forum | Delegation) -> str:
    if isinstance(place, Forum):
        return url_for("desk.forums.show_forum", forum_id=place.id)
    return url_for("desk.delegations.show_delegation", delegation_id=place.id)
