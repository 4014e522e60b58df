"""Who may come in: every route declares it, and a route that does not is never served."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from forumapp.core.actor import Actor
from forumapp.core.errors import NotAllowed
from forumapp.identity.models import Account
from forumapp.web.languages import address
from forumapp.web.requests import READING

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
    app.before_request(refuse_foreign_writes)
    app.before_request(check_access)


def refuse_foreign_writes() -> None:
    """Beside the CSRF token: what writes must come from a page of ours, as browsers tell it.

    Sec-Fetch-Site is the browser's own word. Older browsers send Origin alone, and "null" from pages
    that keep their address to themselves: there the token decides.
    """
    if request.method in READING:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin", "null")
    if site is not None:
        is_foreign = site not in ("same-origin", "none")
    else:
        is_foreign = origin != "null" and urlsplit(origin).netloc != request.host
    if is_foreign:
        abort(400)


def check_access() -> ResponseReturnValue | None:
    """Before every view: is the asker among those that the route declares?

    Decided before any record is looked at, so what may not be seen answers like what is not there.
    """
    if request.endpoint is None:
        return None
    access = access_of(current_app, request.endpoint)
    if access in (EVERYBODY, LINK):
        return None
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    if access != SIGNED_IN and not (access and current_user.may(access)):
        raise NotAllowed
    return None


def ask_to_sign_in() -> ResponseReturnValue:
    """The sign-in page, which leads back here; a part of a page (htmx) makes the whole page go there."""
    if request.headers.get("HX-Request"):
        here = urlsplit(request.headers.get("HX-Current-URL", "")).path
        return "", 403, {"HX-Redirect": sign_in_address(here)}
    here = request.full_path.rstrip("?") if request.method in READING else ""
    return redirect(sign_in_address(here), 303)


def sign_in_address(onward: str) -> str:
    return address("sign_in", next=onward if own_path(onward) == onward else "")


def own_path(target: str) -> str:
    r"""The target if it is a path of this site, else the desk.

    Browsers read a backslash as a slash and skip tabs and line breaks, so `/\evil.example` and
    `/<tab>/evil.example` lead away as much as `//evil.example` does.
    """
    is_plain = all(" " < letter != "\\" for letter in target)
    if is_plain and target.startswith("/") and not target.startswith("//"):
        return target
    return address("desk")


def current_account() -> Account:
    """Who is signed in (only behind a guard)."""
    return current_user._get_current_object()  # noqa: SLF001


def actor() -> Actor:
    """The author of what this request changes."""
    account = current_account()
    return Actor.account(account.id, account.label)


def may(right: str) -> bool:
    """For templates: whether to show a way that the reader may go."""
    return bool(current_user.is_authenticated and current_user.may(right))


def check_every_route_is_guarded(app: Flask) -> None:
    """Deny by default: an undeclared route stops the program at start."""
    bare = sorted(end for end in app.view_functions if access_of(app, end) is None)
    if bare:
        raise RuntimeError(f"these routes do not say who may use them: {', '.join(bare)}")
