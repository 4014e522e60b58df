"""What an address of this installation answers, asked within this process as a stranger asks it.

Nothing goes over the network. Nor does the asker's session go with it: what answers is open to
everybody, or to whoever holds the link.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from contextvars import Context
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.test import EnvironBuilder, run_wsgi_app

from forumapp.core.transaction import undo

IN_MEMORY = 4 * 1024 * 1024
"""Bytes of an answer that are held in memory; a longer one goes to a file."""
SCHEMES = ("http", "https", "webcal", "webcals")
FROM_HERE = "forumapp.from_here"
_SECRET = re.compile(r"(?<=s/)[A-Za-z0-9_-]{43}(?=\.)")


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers by their names in lower case, and the body."""

    status: int
    headers: Mapping[str, str]
    body: IO[bytes]


def path_here(typed: str) -> str:
    """The path and query of an address of ours; empty where it leads elsewhere."""
    home = urlsplit(current_app.config["PUBLIC_URL"])
    try:
        url = urlsplit(typed)
    except ValueError:
        return ""
    is_ours = url.scheme in SCHEMES and url.netloc.lower() == home.netloc.lower()
    is_path = typed.startswith("/") and not typed.startswith("//")
    if not is_ours and not is_path:
        return ""
    return (url.path or "/") + (f"?{url.query}" if url.query else "")


def without_secret(address: str) -> str:
    """The address as it may be shown to whoever stands by."""
    return _SECRET.sub("…", address)


def is_asked_from_here() -> bool:
    """In a view: nobody's calendar program asks, only somebody at the desk looks."""
    return FROM_HERE in request.environ


@contextmanager
def ask_here(address: str, *, etag: str = "") -> Iterator[Answer]:
    """What a path of ours answers. The secret of a link is blacked out wherever the body tells it."""
    undo()  # nobody waits for what was read so far
    builder = EnvironBuilder(
        address,
        current_app.config["PUBLIC_URL"],
        headers=[("If-None-Match", etag)] if etag else [],
        environ_base={"REMOTE_ADDR": request.remote_addr, FROM_HERE: True},
    )
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's way to the app itself
    # A context of its own: that request shares neither the transaction nor the language of this one.
    answer = Context().run(_asked, app, builder.get_environ())
    with closing(answer.body):
        secret = _SECRET.search(urlsplit(address).path)
        if secret:
            yield Answer(answer.status, answer.headers, _blacked_out(answer.body, secret[0]))
        else:
            yield answer


def _asked(app: Any, environ: dict[str, Any]) -> Answer:
    pieces, status, headers = run_wsgi_app(app, environ)
    body = cast(IO[bytes], SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - `ask_here` closes it
    with closing(cast(Any, pieces)):
        for piece in pieces:
            body.write(piece)
    return Answer(
        int(status.partition(" ")[0]), {name.lower(): value for name, value in headers}, body
    )


def _blacked_out(body: IO[bytes], secret: str) -> IO[bytes]:
    """The same lines of the same length, also where the secret is folded over two of them."""
    body.seek(0)
    folded = rb"(?:\r\n )?".join(re.escape(letter.encode()) for letter in secret)
    return BytesIO(re.sub(folded, lambda told: re.sub(rb"[\w-]", b"x", told[0]), body.read()))
