"""A request is one transaction: GET reads, the others write, an answer below 400 commits."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, request, session
from werkzeug.middleware.proxy_fix import ProxyFix

from forumapp.core import transaction
from forumapp.core.clock import now_utc

View = TypeVar("View", bound=Callable[..., Any])

READING = ("GET", "HEAD", "OPTIONS")
ERRORS = 400
EVERY_NAME = "/health/"
HOST = re.compile(r"(?P<name>[a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]+)?")


def only_reads(view: View) -> View:
    """A POST that writes nothing itself, or only `apart`, or only once it calls `write_from_here`: it
    must not hold the write lock meanwhile.
    """
    view.only_reads = True  # type: ignore[attr-defined]
    return view


def start_requests(app: Flask) -> None:
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]
    app.before_request(open_transaction)
    app.before_request(refuse_undecodable_queries)
    app.before_request(refuse_foreign_hosts)
    app.before_request(read_body)
    app.before_request(refuse_null_characters)
    app.after_request(close_transaction)
    app.teardown_request(forget_transaction)


def refuse_undecodable_queries() -> None:
    """Browsers send ASCII, percent-encoded; a raw byte that is no UTF-8 is nobody's question."""
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        abort(400)


def refuse_foreign_hosts() -> None:
    """A Host header that is not ours could end up in a mail; health checks come by any name."""
    if request.path.startswith(EVERY_NAME):
        return
    named = HOST.fullmatch(request.host.lower())
    if named is None or named["name"].strip("[]") not in current_app.config["ALLOWED_HOSTS"]:
        g.language = current_app.config["DEFAULT_LANGUAGE"]
        abort(400)


def read_body() -> None:
    """Read what the client sends before the first query: a slow one must not hold the write lock."""
    if request.method not in READING:
        request.get_data(parse_form_data=True)


def refuse_null_characters() -> None:
    """In a form: no person types one, and PostgreSQL stores none."""
    if request.method not in READING and any("\0" in text for text in request.form.values()):
        g.language = current_app.config["DEFAULT_LANGUAGE"]
        abort(400)


def open_transaction() -> None:
    """`g.now` is the one moment of this request, told by `CLOCK` where a test gives one."""
    g.now = current_app.config.get("CLOCK", now_utc)()
    view = current_app.view_functions.get(request.endpoint or "")
    is_reading = request.method in READING or getattr(view, "only_reads", False)
    transaction.begin(to_write=not is_reading)


def close_transaction(response: Response) -> Response:
    """Commit what an accepted request wrote; a streamed answer goes on reading its snapshot.

    What the database refuses only now is told by an error's page, as if the view had raised it.
    """
    if transaction.is_writing() or not response.is_streamed:
        try:
            transaction.end(accepted=response.status_code < ERRORS)
        except Exception as trouble:  # noqa: BLE001 - its handler tells and logs it
            return answer_instead(trouble)
    return response


def answer_instead(trouble: Exception) -> Response:
    transaction.undo()
    session.pop("_flashes", None)  # “Saved.” is not true any more
    return current_app.make_response(current_app.handle_user_exception(trouble))


def forget_transaction(_error: BaseException | None) -> None:
    transaction.begin(to_write=True)
