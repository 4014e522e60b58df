"""A calendar by the contract of HTTP: whole or 503, compressed where wanted, 304 where the reader has it.

A calendar is a function of its address and of a state, so its ETag is known before anything is
read. Its bytes are written to a file first: an error in the middle of them is still an error, and
never a calendar cut short, which would take from a client what it has.
"""

import logging
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from hashlib import blake2b
from importlib.metadata import version
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar, cast

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.http import is_resource_modified
from werkzeug.wsgi import FileWrapper

from forumapp.calendars.queries.facts import program_version
from forumapp.core.errors import Gone, NotFound
from forumapp.web.kept_calendars import CHUNK, keep_calendar, kept_calendar

log = logging.getLogger(__name__)

RETRY_AFTER = 300
IN_MEMORY = 4 * 1024 * 1024
"""Bytes of a calendar that are written to memory; a longer one goes to a file."""
GZIP = zlib.MAX_WBITS | 16
LEVEL = 6
PUBLIC = {"Access-Control-Allow-Origin": "*"}
MAX_AGE = 900
"""Seconds for which whoever asks again may do with the public calendar that they have."""
PRIVATE = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True, slots=True)
class Edition:
    """One calendar in one state: its ETag, when the state began, and whether it is compressed."""

    etag: str
    changed_at: datetime
    zipped: bool


def edition(address: str, language: str, state: str, changed_at: datetime) -> Edition:
    """What this reader is to get. `state`: all that the calendar tells, besides its own address.

    The compressed bytes are others, so their ETag is.
    """
    zipped = request.accept_encodings.quality("gzip") > 0
    parts = (
        current_app.config["PUBLIC_URL"],
        address,
        language,
        state,
        version("tzdata"),
        program_version(),
        "gzip" if zipped else "",
    )
    etag = blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
    return Edition(etag, changed_at, zipped)


def never_empty(view: View) -> View:
    """A fault is 503 and never a calendar: a client keeps what it has and asks again."""

    @wraps(view)
    def whole_or_503(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        try:
            return view(*args, **kwargs)
        except (HTTPException, NotFound, Gone):
            raise
        except Exception:
            log.exception("no calendar by %s", request.endpoint)
            return Response("", 503, {"Retry-After": str(RETRY_AFTER)}, mimetype="text/plain")

    return cast(View, whole_or_503)


def answer(
    wanted: Edition,
    build: Callable[[], Iterable[bytes]],
    headers: dict[str, str],
    *,
    is_kept: bool = False,
) -> Response:
    """The calendar that `build` reads; it may raise NotFound or Gone before the first piece.

    `is_kept`: it is the same for everybody, and asked for often.
    """
    asked = request.if_none_match
    if asked.contains_weak(wanted.etag) and not asked.star_tag:  # “*”: is there anything at all?
        return _described(Response(status=304), wanted, headers)
    file = kept_calendar(wanted.etag) if is_kept else None
    if file is None:
        pieces = build()
        if not is_resource_modified(request.environ, wanted.etag, None, wanted.changed_at):
            return _described(Response(status=304), wanted, headers)
        file = _written(pieces, zipped=wanted.zipped)
        if is_kept:
            keep_calendar(wanted.etag, file)
    return _sent(file, wanted, headers)


def _written(pieces: Iterable[bytes], *, zipped: bool) -> IO[bytes]:
    """All pieces in a file that goes when it is closed."""
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it
    try:
        # One by one: `writelines` looks only afterwards whether it is too long for memory.
        for piece in _compressed(pieces) if zipped else pieces:
            file.write(piece)
    except BaseException:
        file.close()
        raise
    return cast(IO[bytes], file)


def _compressed(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """Gzip that names no time: the same calendar is the same bytes."""
    compress = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    yield from map(compress.compress, pieces)
    yield compress.flush()


def _sent(file: IO[bytes], wanted: Edition, headers: dict[str, str]) -> Response:
    length = file.seek(0, SEEK_END)
    file.seek(0)
    response = Response(FileWrapper(file, CHUNK), direct_passthrough=True)
    response.content_length = length
    if wanted.zipped:
        response.headers["Content-Encoding"] = "gzip"
    _described(response, wanted, headers)
    return cast(
        Response, response.make_conditional(request, accept_ranges=True, complete_length=length)
    )


def _described(response: Response, wanted: Edition, headers: dict[str, str]) -> Response:
    """The headers that an answer with and without a body share."""
    response.set_etag(wanted.etag)
    response.last_modified = wanted.changed_at
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers.update(headers)
    return response
