"""Who may come in: every route declares it, and a route that does not is never served."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from forumapp.core.actor import Actor
from forumapp.core.errors import NotAllowed
from forumapp.identity.models import Account

View = TypeVar("View", bound=Callable[..., Any])

EVERYBODY = "everybody"
LINK = "link"
SIGNED_IN = "signed_in"


def open_to_everybody(view: View) -> View:
    """A public page or an answer that holds nothing private."""
    view.access = EVERYBODY  # type: ignore[attr-defined]
    return view


def open_by_link(view: View) -> View:
    """The token in the address is the right; the view finds its record by it or answers 404."""
    view.access = LINK  # type: ignore[attr-defined]
    return view


def needs_sign_in(view: View) -> View:
    """Any account."""
    view.access = SIGNED_IN  # type: ignore[attr-defined]
    return view


def needs(right: str) -> Callable[[View], View]:
    """An account whose role carries this right (`identity.rules`)."""

    def declare(view: View) -> View:
        view.access = right  # type: ignore[attr-defined]
        return view

    return declare


def access_of(app: Flask, endpoint: str) -> str | None:
    return getattr(app.view_functions[endpoint], "access", None)


def start_guards(app: Flask) -> None:
    app.before_request(check_access)


def check_access() -> ResponseReturnValue | None:
    """Before every view: is the asker among those that the route declares?"""
    if request.endpoint is None:
        return None
    access = access_of(current_app, request.endpoint)
    if access in (EVERYBODY, LINK):
        return None
    if not current_user.is_authenticated:
        here = request.full_path.rstrip("?") if request.method == "GET" else "/desk/"
        return redirect(f"/sign-in?next={here}" if here != "/desk/" else "/sign-in")
    if access != SIGNED_IN and not (access and current_user.may(access)):
        raise NotAllowed
    return None


def current_account() -> Account:
    """Who is signed in (only behind a guard)."""
    return current_user._get_current_object()  # type: ignore[no-any-return]  # noqa: SLF001


def actor() -> Actor:
    """The author of what this request changes."""
    account = current_account()
    return Actor.account(account.id, account.name or account.email)


def may(right: str) -> bool:
    """For templates: whether to show a way that the reader may go."""
    return bool(current_user.is_authenticated and current_user.may(right))


def check_every_route_is_guarded(app: Flask) -> None:
    """Deny by default: an undeclared route stops the program at start."""
    bare = sorted(end for end in app.view_functions if access_of(app, end) is None)
    if bare:
        raise RuntimeError(f"these routes do not say who may use them: {', '.join(bare)}")
