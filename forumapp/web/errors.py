"""Every error has a page in the site's frame, in the reader's language; none has a traceback."""

import logging

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from forumapp.core.errors import CHANGED_MEANWHILE, Gone, NotAllowed, NotFound, Refused, TooOften
from forumapp.core.transaction import undo
from forumapp.web.forms import spoken
from forumapp.web.languages import language_of_path

log = logging.getLogger(__name__)


def start_errors(app: Flask) -> None:
    app.register_error_handler(Refused, show_refusal)
    app.register_error_handler(TooOften, show_too_often)
    app.register_error_handler(NotFound, lambda _error: show_error(404))
    app.register_error_handler(Gone, lambda _error: show_error(410))
    app.register_error_handler(NotAllowed, lambda _error: show_error(403))
    app.register_error_handler(StaleDataError, show_changed_meanwhile)
    app.register_error_handler(IntegrityError, show_changed_meanwhile)
    app.register_error_handler(CSRFError, lambda _error: show_error(400))
    app.register_error_handler(OperationalError, show_database_trouble)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_fault)


def show_refusal(refusal: Refused) -> ResponseReturnValue:
    sentence = spoken(refusal)
    return show_error(409, sentence)


def show_too_often(refusal: TooOften) -> ResponseReturnValue:
    page, code = show_error(429, gettext(refusal.sentence))
    return page, code, {"Retry-After": str(refusal.seconds)}


def show_changed_meanwhile(error: StaleDataError | IntegrityError) -> ResponseReturnValue:
    log.warning("another writer was faster at %s", request.path, exc_info=error)
    return show_error(409, gettext(CHANGED_MEANWHILE))


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if 300 <= code < 400:
        return error
    return show_error(code)


def show_fault(error: Exception) -> ResponseReturnValue:
    log.error("fault at %s", request.path, exc_info=error)
    return show_error(500)


def show_database_trouble(error: OperationalError) -> ResponseReturnValue:
    log.error("database trouble at %s", request.path, exc_info=error)
    return plain_error(503), 503, {"Retry-After": "30"}


def show_error(code: int, sentence: str = "") -> tuple[str, int]:
    undo()
    if "language" not in g:
        g.language = language_of_path(request.path) or "en"
    try:
        page = render_template("errors/show_error.html", code=code, sentence=sentence)
    except Exception:  # the frame itself may need what is broken
        log.exception("no page for error %s", code)
        page = plain_error(code)
    return page, code


def plain_error(code: int) -> str:
    return current_app.jinja_env.get_template("errors/plain_error.html").render(code=code)
