"""Accounts: who may sign in, in which role. For administrators."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug import Response
from wtforms import EmailField, SelectField
from wtforms.validators import InputRequired, Length

from forumapp.calendars.queries.private import calendar_of_account
from forumapp.core.translated import LANGUAGE_NAMES
from forumapp.desk.history import latest_changes
from forumapp.desk.private_calendars import shown
from forumapp.identity import services
from forumapp.identity.models import Account
from forumapp.identity.queries import account, accounts
from forumapp.identity.rules import ADMINISTER, ORGANIZER, ROLES
from forumapp.web.fields import LineField, WordField
from forumapp.web.forms import accept, languages, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.listing import read_listing

pages = Blueprint("accounts", __name__, url_prefix="/accounts")


class InvitationForm(FlaskForm):
    email = EmailField(
        lazy_gettext("Mail address"),
        [InputRequired(lazy_gettext("Fill this in.")), Length(max=254)],
        filters=[lambda typed: (typed or "").strip()],
        render_kw={"autocomplete": "off"},
    )
    name = LineField(lazy_gettext("Name"))
    role = WordField(lazy_gettext("Role"), ROLES, default=ORGANIZER)
    language = SelectField(
        lazy_gettext("Language of the invitation and of the desk"),
        choices=lambda: [(code, LANGUAGE_NAMES.get(code, code)) for code in languages()],
    )


class RoleForm(FlaskForm):
    role = WordField(lazy_gettext("Role"), ROLES)


@pages.get("/")
@needs(ADMINISTER)
def list_accounts() -> ResponseReturnValue:
    return render_template(
        "desk/accounts/list_accounts.html", listing=read_listing(accounts, "role"), roles=ROLES
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(ADMINISTER)
def invite_account() -> ResponseReturnValue:
    form = InvitationForm()
    invited = accept(
        form,
        lambda: services.invite_account(
            form.email.data or "",
            name=form.name.data or "",
            role=form.role.data,
            language=form.language.data,
            by=actor(),
            now=g.now,
        ),
    )
    if invited:
        flash(gettext("The invitation to %(email)s is on its way.", email=invited.email))
        return redirect(url_for("desk.accounts.list_accounts"), 303)
    return render_form("desk/accounts/invite_account.html", form)


@pages.get("/<int:account_id>/")
@needs(ADMINISTER)
def show_account(account_id: int) -> ResponseReturnValue:
    asked = account(account_id)
    return page_of_account(asked, RoleForm(obj=asked))


@pages.post("/<int:account_id>/role")
@needs(ADMINISTER)
def change_role(account_id: int) -> ResponseReturnValue:
    changed = account(account_id)
    form = RoleForm()

    def change() -> bool:
        services.change_role(changed, form.role.data, by=actor(), now=g.now)
        return True

    if accept(form, change):
        flash(gettext("The role is changed."))
        return back_to(account_id)
    return page_of_account(changed, form)


@pages.post("/<int:account_id>/disable")
@needs(ADMINISTER)
def disable_account(account_id: int) -> ResponseReturnValue:
    services.disable(account(account_id), by=actor(), now=g.now)
    flash(gettext("The account is disabled, and its holder is signed out everywhere."))
    return back_to(account_id)


@pages.post("/<int:account_id>/enable")
@needs(ADMINISTER)
def enable_account(account_id: int) -> ResponseReturnValue:
    services.enable(account(account_id), by=actor(), now=g.now)
    flash(gettext("The account is enabled again."))
    return back_to(account_id)


@pages.post("/<int:account_id>/invite")
@needs(ADMINISTER)
def invite_again(account_id: int) -> ResponseReturnValue:
    services.invite_again(account(account_id), by=actor(), now=g.now)
    flash(gettext("Another invitation is on its way. The link in the one before no longer works."))
    return back_to(account_id)


def page_of_account(shown_account: Account, form: RoleForm) -> ResponseReturnValue:
    return render_form(
        "desk/accounts/show_account.html",
        form,
        account=shown_account,
        roles=ROLES,
        calendars=shown(filter(None, [calendar_of_account(shown_account)])),
        changes=latest_changes("account", shown_account.id),
    )


def back_to(account_id: int) -> Response:
    return redirect(url_for("desk.accounts.show_account", account_id=account_id), 303)
