"""The link of a delegation's focal point: its own forums, its own members, and nobody else."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from forumapp.core.clock import wall_of
from forumapp.core.tokens import capability_token, normalised_address
from forumapp.delegations.models import FocalLink
from forumapp.delegations.queries import focal_link_by_token
from forumapp.delegations.rules import RANKS, last_day_of
from forumapp.delegations.services.focal import note_focal_use
from forumapp.institution.queries import current_consent_texts
from forumapp.institution.rules import REQUIRED_PURPOSE
from forumapp.registrations.mails.tickets import TICKET_PURPOSE, recipient
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.delegations import (
    forum_to_register_for,
    forums_to_register_for,
    standings_at,
    standings_at_all,
)
from forumapp.registrations.rules.delegations import Standing
from forumapp.registrations.services.delegating import (
    cancel_by_focal_point,
    register_by_focal_point,
)
from forumapp.site.registrations.forms import ConsentingForm, with_consents
from forumapp.web.delegations import told_of_cancelled, told_of_registered
from forumapp.web.fields import RecordsField
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import open_by_link
from forumapp.web.languages import address

pages = Blueprint("focal", __name__)


class RegisterMembersForm(ConsentingForm):
    """Which members come to a forum."""

    member_ids = RecordsField(lazy_gettext("Who comes"))
    wants_copies = BooleanField(lazy_gettext("Send me copies of the mails to the members"))


class CancelMembersForm(ConsentingForm):
    registration_ids = RecordsField(lazy_gettext("Whose registration is cancelled"))


@pages.get("/focal/<token:token>")
@open_by_link
def show_focal(token: str) -> ResponseReturnValue:
    link = focal_link_by_token(token, g.now)
    forums = forums_to_register_for(link.delegation, g.now)
    note_focal_use(link.id, g.now)
    return render_template(
        "site/focal/show_focal.html",
        forums=forums,
        standings=standings_at_all(link.delegation, forums),
        ticket_of=lambda registration: ticket_of(registration, link),
        ranks=RANKS,
        **words_of(link, token),
    )


@pages.route("/focal/<token:token>/forums/<int:forum_id>", methods=["GET", "POST"])
@open_by_link
def register_members(token: str, forum_id: int) -> ResponseReturnValue:
    link = focal_link_by_token(token, g.now)
    forum = forum_to_register_for(link.delegation, forum_id, g.now)
    standings = standings_at(link.delegation, forum)
    form = register_form(standings)
    registered = accept(
        form,
        lambda: register_by_focal_point(
            link,
            forum,
            form.member_ids.data,
            form.agreed,
            wants_copies=form.wants_copies.data,
            now=g.now,
        ),
    )
    if registered is not None:
        flash(told_of_registered(len(registered)))
        return redirect(address("focal", token=token), 303)
    return render_form(
        "site/focal/register_members.html",
        form,
        forum=forum,
        standings=standings,
        ranks=RANKS,
        **words_of(link, token),
    )


@pages.route("/focal/<token:token>/forums/<int:forum_id>/cancel", methods=["GET", "POST"])
@open_by_link
def cancel_members(token: str, forum_id: int) -> ResponseReturnValue:
    link = focal_link_by_token(token, g.now)
    forum = forum_to_register_for(link.delegation, forum_id, g.now)
    standings = standings_at(link.delegation, forum)
    form = cancel_form(standings)
    cancelled = accept(
        form, lambda: cancel_by_focal_point(link, forum, form.registration_ids.data, now=g.now)
    )
    if cancelled is not None:
        flash(told_of_cancelled(len(cancelled)))
        return redirect(address("focal", token=token), 303)
    return render_form(
        "site/focal/cancel_members.html",
        form,
        forum=forum,
        standings=standings,
        ranks=RANKS,
        **words_of(link, token),
    )


def register_form(standings: list[Standing]) -> Any:
    """All members may be chosen: who is registered meanwhile is no fault of who sends the form."""
    texts = current_consent_texts([REQUIRED_PURPOSE])
    form = with_consents(RegisterMembersForm, texts)()
    form.member_ids.choices = [
        SelectChoice(str(each.member.id), "") for each in standings if each.member
    ]
    return form


def cancel_form(standings: list[Standing]) -> CancelMembersForm:
    form = CancelMembersForm()
    form.registration_ids.choices = [
        SelectChoice(str(each.registration.id), "") for each in standings if each.is_arranged
    ]
    return form


def ticket_of(registration: Registration, link: FocalLink) -> str:
    """The page of a ticket whose mails the focal point gets; of others nothing."""
    if normalised_address(recipient(registration)) != normalised_address(link.address):
        return ""
    token = capability_token(TICKET_PURPOSE, registration.uid, registration.link_version)
    return address("registration", token=token)


def words_of(link: FocalLink, token: str) -> dict[str, Any]:
    """What each of its pages shows."""
    delegation = link.delegation
    return {
        "link": link,
        "delegation": delegation,
        "last_day": last_day_of(wall_of(link.expires_at, delegation.zone)),
        "token": token,
        "here": address("focal", token=token),
    }
