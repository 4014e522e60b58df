"""A delegation's members at its forums: who is registered, several registered or cancelled in one act."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired

from forumapp.delegations.models import Delegation
from forumapp.delegations.queries import focal_links_of, the_delegation
from forumapp.delegations.rules import RANKS
from forumapp.desk.delegations.blueprint import pages
from forumapp.identity.rules import EDIT_RECORDS, SEE_ATTENDEES
from forumapp.institution.queries import current_consent_texts
from forumapp.institution.rules import REQUIRED_PURPOSE
from forumapp.registrations.queries.delegations import (
    forum_to_register_for,
    forums_to_register_for,
    standings_at,
    standings_at_all,
)
from forumapp.registrations.queries.places import groups_of
from forumapp.registrations.rules.delegations import Standing
from forumapp.registrations.services import delegating
from forumapp.registrations.services.delegating import Arranger
from forumapp.web.delegations import told_of_cancelled, told_of_registered
from forumapp.web.fields import ChoiceField, LanguageField, LineField, RecordsField, id_of
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.languages import current_language


class RegisterMembersForm(FlaskForm):
    """Which members come, and who gets the mails of those without an address of their own."""

    member_ids = RecordsField(_("Who comes"))
    place_group = ChoiceField(_("Which places"))
    name = LineField(_("Name"), [DataRequired(_("Write the name."))])
    address = LineField(
        _("Mail address"), [DataRequired(_("Write the address that the ticket goes to."))]
    )
    language = LanguageField(_("Language of mails"))
    wants_copies = BooleanField(_("Copies of the mails to the members go there too"))
    agreed = BooleanField(_("They have agreed to this"))

    @property
    def place_group_id(self) -> int | None:
        return id_of(self.place_group.data) if "place_group" in self else None

    def arranger(self) -> Arranger:
        texts = current_consent_texts([REQUIRED_PURPOSE]) if self.agreed.data else []
        return Arranger(
            name=self.name.data or "",
            address=self.address.data or "",
            language=self.language.data,
            wants_copies=self.wants_copies.data,
            agreed={text.purpose: text.version for text in texts},
        )


class CancelMembersForm(FlaskForm):
    registration_ids = RecordsField(_("Whose registration is cancelled"))


@pages.get("/<int:delegation_id>/registrations/")
@needs(SEE_ATTENDEES)
def show_registrations(delegation_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    forums = forums_to_register_for(delegation, g.now)
    return render_template(
        "desk/delegations/show_registrations.html",
        delegation=delegation,
        forums=forums,
        standings=standings_at_all(delegation, forums),
        ranks=RANKS,
    )


@pages.route("/<int:delegation_id>/registrations/<int:forum_id>", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def register_members(delegation_id: int, forum_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    forum = forum_to_register_for(delegation, forum_id, g.now)
    standings = standings_at(delegation, forum)
    form = register_form(delegation, forum_id, standings)
    registered = accept(
        form,
        lambda: delegating.register_members(
            delegation,
            forum,
            form.member_ids.data,
            form.arranger(),
            place_group_id=form.place_group_id,
            by=actor(),
            now=g.now,
        ),
    )
    if registered is not None:
        return done(delegation, told_of_registered(len(registered)))
    return render_form(
        "desk/delegations/register_members.html",
        form,
        delegation=delegation,
        forum=forum,
        standings=standings,
        ranks=RANKS,
        wordings=current_consent_texts([REQUIRED_PURPOSE]),
    )


@pages.route("/<int:delegation_id>/registrations/<int:forum_id>/cancel", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def cancel_members(delegation_id: int, forum_id: int) -> ResponseReturnValue:
    delegation = the_delegation(delegation_id)
    forum = forum_to_register_for(delegation, forum_id, g.now)
    standings = standings_at(delegation, forum)
    form = CancelMembersForm()
    form.registration_ids.choices = [
        SelectChoice(str(each.registration.id), "") for each in standings if each.is_arranged
    ]
    cancelled = accept(
        form,
        lambda: delegating.cancel_members(
            delegation, forum, form.registration_ids.data, by=actor(), now=g.now
        ),
    )
    if cancelled is not None:
        told = told_of_cancelled(len(cancelled))
        return done(delegation, told)
    return render_form(
        "desk/delegations/cancel_members.html",
        form,
        delegation=delegation,
        forum=forum,
        standings=standings,
        ranks=RANKS,
    )


def register_form(delegation: Delegation, forum_id: int, standings: list[Standing]) -> Any:
    """Mails go to the focal point unless somebody else is named; all members may be chosen."""
    language, person = current_language(), delegation.focal_point
    link = next(iter(focal_links_of(delegation)), None)
    form = RegisterMembersForm(
        name=link.name if link else person.name.text(language) if person else "",
        address=link.address if link else person.email if person else "",
        language=link.language if link else language,
    )
    form.member_ids.choices = [
        SelectChoice(str(each.member.id), "") for each in standings if each.member
    ]
    if groups := groups_of(forum_id):
        named = [(str(each.id), each.name.text(language)) for each in groups]
        form.place_group.choices = [("", gettext("Of the forum")), *named]
    else:
        del form.place_group
    return form


def done(delegation: Delegation, told: str) -> ResponseReturnValue:
    flash(told)
    here = url_for("desk.delegations.show_registrations", delegation_id=delegation.id)
    return redirect(here, 303)
