"""Who is asking: the session's account, by Flask-Security, without its pages and commands."""

from flask import Flask, g, session
from flask_login.utils import _user_context_processor
from flask_security import Security
from flask_security.utils import login_user, logout_user

from forumapp.core.settings import setting
from forumapp.identity.models import Account
from forumapp.identity.services import AccountDatastore

SETTINGS = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    # OWASP's numbers for argon2id (19 MiB, two passes): a flood of sign-ins must not eat the machine.
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__memory_cost": 19456,
        "argon2__time_cost": 2,
        "argon2__parallelism": 1,
    },
    # argon2id salts by itself: without a second key a new secret leaves passwords as they are.
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
    # An account has one role, a word in its own row: nothing to join.
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
}


def start_accounts(app: Flask) -> None:
    app.config.update(SETTINGS)
    security = Security(app, AccountDatastore(), register_blueprint=False)
    security.login_manager.request_loader(lambda _request: None)  # cookies only, no tokens
    stop_reading_every_session(app, security)


def stop_reading_every_session(app: Flask, security: Security) -> None:
    """What is public must not depend on a cookie, or no cache could keep it.

    Our guards decide, not Flask-Principal; nobody is remembered beyond the session; and templates
    ask `may`, not for the account.
    """
    security.principal.identity_loaders.clear()
    app.after_request_funcs[None].remove(security.login_manager._update_remember_cookie)  # noqa: SLF001
    app.template_context_processors[None].remove(_user_context_processor)


def enter(account: Account) -> None:
    """Be this account from now on, in a session with nothing of before in it but the language."""
    language = session.get("language")
    session.clear()
    g.pop("csrf_token", None)
    login_user(account, remember=False, authn_via=["password"])
    if language:
        session["language"] = language


def leave() -> None:
    """Be nobody again."""
    language = session.get("language")
    logout_user()
    session.clear()
    if language:
        session["language"] = language


def remember_language(language: str) -> None:
    """For this browser, signed in or not."""
    if language in setting("LANGUAGES"):
        session["language"] = language
