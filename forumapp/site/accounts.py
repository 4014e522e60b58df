"""Signing in and out, and one's own account. Without language in the address: the reader's choice holds."""

from flask import Blueprint, flash, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from forumapp.core.text import _
from forumapp.core.translated import LANGUAGE_NAMES
from forumapp.identity import services
from forumapp.identity.queries import account_of_link
from forumapp.identity.rules import LONGEST_PASSWORD, ROLES
from forumapp.web.accounts import enter, leave, remember_language
from forumapp.web.fields import LineField
from forumapp.web.forms import accept, languages, render_form
from forumapp.web.guards import (
    actor,
    current_account,
    needs_sign_in,
    open_by_link,
    open_to_everybody,
    own_path,
)
from forumapp.web.languages import address
from forumapp.web.networks import asker_network
from forumapp.web.requests import only_reads

pages = Blueprint("accounts", __name__)

LONGEST_ADDRESS = 254
NEEDED = _("Fill this in.")


def needed() -> InputRequired:
    return InputRequired(lazy_gettext(NEEDED))


def address_field(autocomplete: str = "username") -> Field:
    """A text field: HTML allows no `username` on a field of type email, and password managers want it."""
    return StringField(
        lazy_gettext("Mail address"),
        [needed(), Length(max=LONGEST_ADDRESS)],
        filters=[lambda typed: (typed or "").strip()],
        render_kw={
            "autocomplete": autocomplete,
            "inputmode": "email",
            "autocapitalize": "none",
            "spellcheck": "false",
        },
    )


def password_field(label: str, autocomplete: str) -> Field:
    return PasswordField(
        label,
        [needed(), Length(max=4 * LONGEST_PASSWORD)],
        render_kw={"autocomplete": autocomplete, "data-password": ""},
    )


class SignInForm(FlaskForm):
    email = address_field()
    password = password_field(lazy_gettext("Password"), "current-password")


class AskPasswordForm(FlaskForm):
    email = address_field()


class ChoosePasswordForm(FlaskForm):
    name = LineField(lazy_gettext("Name"), render_kw={"autocomplete": "name"})
    password = password_field(lazy_gettext("New password"), "new-password")


class FirstPasswordForm(FlaskForm):
    """The first administrator's: nobody knows the address yet."""

    name = LineField(lazy_gettext("Name"), [needed()], render_kw={"autocomplete": "name"})
    email = address_field("email")
    password = password_field(lazy_gettext("New password"), "new-password")


class ChangePasswordForm(FlaskForm):
    old = password_field(lazy_gettext("Present password"), "current-password")
    password = password_field(lazy_gettext("New password"), "new-password")


class DetailsForm(FlaskForm):
    name = LineField(lazy_gettext("Name"), render_kw={"autocomplete": "name"})
    language = SelectField(
        lazy_gettext("Language of the desk and of mails to you"),
        choices=lambda: [(code, LANGUAGE_NAMES.get(code, code)) for code in languages()],
    )


# ------------------------------------------------------------------- in and out


@pages.route("/sign-in", methods=["GET", "POST"])
@open_to_everybody
@only_reads
def sign_in() -> ResponseReturnValue:
    onward = own_path(request.args.get("next", ""))
    form = SignInForm()
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(onward, 303)
    account = accept(
        form,
        lambda: services.sign_in(
            form.email.data, form.password.data, network=asker_network(), now=g.now
        ),
    )
    if account:
        enter(account)
        return redirect(onward, 303)
    return render_form("site/accounts/sign_in.html", form)


@pages.post("/sign-out")
@open_to_everybody
@only_reads
def sign_out() -> ResponseReturnValue:
    leave()
    flash(gettext("You are signed out."))
    return redirect(address("home"), 303)


@pages.post("/account/sign-out-everywhere")
@needs_sign_in
def sign_out_everywhere() -> ResponseReturnValue:
    services.end_sessions(current_account())
    leave()
    flash(gettext("You are signed out on every device."))
    return redirect(address("home"), 303)


@pages.post("/account/language")
@open_to_everybody
def switch_language() -> ResponseReturnValue:
    """The language of pages without one in their address, for this browser and for the account."""
    wanted = request.form.get("language", "")
    if wanted in languages():
        remember_language(wanted)
        if current_user.is_authenticated:
            services.choose_language(current_account(), wanted)
    return redirect(own_path(request.form.get("next", "")), 303)


# ---------------------------------------------------------------------- account


@pages.route("/account/", methods=["GET", "POST"])
@needs_sign_in
def show_account() -> ResponseReturnValue:
    account = current_account()
    form = DetailsForm(obj=account)

    def save() -> bool:
        services.change_own_details(
            account, name=form.name.data or "", language=form.language.data, by=actor(), now=g.now
        )
        return True

    if accept(form, save):
        g.language = form.language.data
        flash(gettext("Your account is saved."))
        return redirect(address("account"), 303)
    role = gettext(ROLES[account.role])
    return render_form("site/accounts/show_account.html", form, account=account, role=role)


@pages.route("/account/password", methods=["GET", "POST"])
@needs_sign_in
def change_password() -> ResponseReturnValue:
    account = current_account()
    form = ChangePasswordForm()

    def change() -> bool:
        services.change_password(account, form.old.data, form.password.data, now=g.now)
        return True

    if accept(form, change):
        enter(account)
        flash(gettext("The new password holds. Every other device is signed out."))
        return redirect(address("account"), 303)
    return render_form("site/accounts/change_password.html", form, account=account)


@pages.route("/account/password/new", methods=["GET", "POST"])
@open_to_everybody
def ask_password() -> ResponseReturnValue:
    form = AskPasswordForm()

    def ask() -> bool:
        services.ask_new_password(form.email.data, now=g.now)
        return True

    if accept(form, ask):
        return redirect(address("ask_password", asked="1"), 303)
    was_asked = "asked" in request.args
    return render_form("site/accounts/ask_password.html", form, was_asked=was_asked)


@pages.route("/account/password/<token:token>", methods=["GET", "POST"])
@open_by_link
def choose_password(token: str) -> ResponseReturnValue:
    """Opening the link changes nothing: mail scanners open links too."""
    account = account_of_link(token, g.now)
    form: FlaskForm = ChoosePasswordForm(obj=account) if account.email else FirstPasswordForm()

    def choose() -> object:
        return services.choose_password(
            token,
            form["password"].data,
            name=form["name"].data,
            email=form["email"].data if "email" in form else "",
            now=g.now,
        )

    if accept(form, choose):
        enter(account)
        flash(gettext("Your password is set, and you are signed in."))
        return redirect(address("desk"), 303)
    return render_form("site/accounts/choose_password.html", form, account=account)
