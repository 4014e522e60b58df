"""The log: one line an event, as text or JSON, each with the id of its request.

It holds no token and nothing about people: a line tells the path without its query, tokens are
masked wherever they turn up, and so are mail addresses.
"""

import logging
import re
import time
from typing import Any, TextIO
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request
from flask.logging import wsgi_errors_stream
from structlog.contextvars import bind_contextvars, clear_contextvars
from structlog.typing import EventDict, Processor

TOKEN = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
MAIL_ADDRESS = re.compile(
    r"[^\s@<>\"'(){}\[\],;:=/]+@[^\s@<>\"'(){}\[\],;:=/]+\.[^\s@<>\"'(){}\[\],;:=/]+"
)
QUIET_PLACES = "/health/"

log = logging.getLogger(__name__)


def start_logs(app: Flask) -> None:
    write_logs(app.config["LOG_FORMAT"])
    app.before_request(begin_line)
    app.after_request(write_line)
    app.teardown_request(lambda _error: clear_contextvars())


def write_logs(log_format: str, stream: TextIO | None = None) -> None:
    """Send every log line of the process to standard error in one form."""
    handler = OurHandler(stream or wsgi_errors_stream)
    handler.setFormatter(MaskingFormatter(log_format))
    root = logging.getLogger()
    for former in [each for each in root.handlers if isinstance(each, OurHandler)]:
        root.removeHandler(former)
    root.addHandler(handler)
    logging.getLogger("forumapp").setLevel(logging.INFO)


class OurHandler(logging.StreamHandler):
    """The one that `write_logs` put in place."""


class MaskingFormatter(structlog.stdlib.ProcessorFormatter):
    def __init__(self, log_format: str) -> None:
        as_json = log_format == "json"
        known: list[Processor] = [
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ExtraAdder(allow=["ms"]),
            without_colour,
        ]
        last: Processor = (
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if as_json
            else structlog.dev.ConsoleRenderer(
                colors=False,
                pad_event_to=0,
                # The pretty one prints local variables: people's data.
                exception_formatter=structlog.dev.plain_traceback,
            )
        )
        traceback = [structlog.processors.format_exc_info] if as_json else []
        super().__init__(
            foreign_pre_chain=known,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *traceback,
                last,
            ],
        )

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def without_colour(_logger: Any, _name: str, event: EventDict) -> EventDict:
    event.pop("color_message", None)
    return event


def masked(text: str) -> str:
    """The text without the secret part of links and without mail addresses."""
    return MAIL_ADDRESS.sub("[address]", TOKEN.sub("[token]", text))


def begin_line() -> None:
    g.began = time.perf_counter()
    g.request_id = uuid4().hex[:12]
    bind_contextvars(request=g.request_id)


def write_line(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    if not request.path.startswith(QUIET_PLACES):
        log.info(
            "%s %s %s",
            request.method,
            request.path,
            response.status_code,
            extra={"ms": round((time.perf_counter() - g.began) * 1000)},
        )
    return response
