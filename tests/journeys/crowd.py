"""Many people registering over HTTP at once, and what they were told."""

import re
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlencode, urlsplit

from config import Settings, flask_config
from forumapp import create_app
from forumapp.core.transaction import writing
from forumapp.forums.models import Forum
from forumapp.institution.models import ConsentText
from tests.records import a_forum, a_venue, the_consent_texts
from tests.served import Served

NO_LIMITS = {
    "REGISTRATIONS_PER_NETWORK": "10000000",
    "REQUESTS_PER_NETWORK": "10000000",
    "MAIL_LEASE_SECONDS": "4",
}
"""A crowd of a test comes from one address; and nobody waits two minutes for a killed worker's mail."""
CLIENTS = 32
SECONDS = 240


@contextmanager
def inside(served: Served):
    """The served program's own database and keys, in this process."""
    settings = Settings(
        data_dir=served.instance, database_url=served.database, public_url=served.url
    )
    app = create_app(flask_config(settings))
    with app.app_context():
        yield app


def open_forum(served: Served, **facts: Any) -> str:
    """A published forum in a month of the server's clock that takes registrations; its slug."""
    day = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=30)
    noon = day.replace(hour=12, minute=0, second=0, microsecond=0)
    with inside(served), writing() as session:
        forum = a_forum(venue=a_venue(), starts=noon, ends=noon + timedelta(hours=2), **facts)
        session.add(forum)
        if session.query(ConsentText).count() == 0:
            session.add_all(the_consent_texts())
        return forum.slug


def facts_of(served: Served, slug: str) -> Forum:
    with inside(served), writing() as session:
        forum = session.query(Forum).filter_by(slug=slug).one()
        session.expunge(forum)
        return forum


class Attendee:
    """One browser at the form: a cookie, a token, a connection that is made again when it breaks."""

    def __init__(self, served: Served, slug: str) -> None:
        self.at = urlsplit(served.url)
        self.form = f"/forums/{slug}/register"
        self.cookie = self.token = ""
        self.connection: HTTPConnection | None = None

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """The answer's status, and its page or where it leads."""
        connection = self.connection or HTTPConnection(self.at.hostname, self.at.port, timeout=60)
        self.connection = None
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(fields or {}), headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        self.cookie = (answer.headers["Set-Cookie"] or self.cookie).partition(";")[0]
        self.connection = connection
        return answer.status, answer.headers["Location"] or page

    def open_form(self) -> None:
        status, page = self.ask("GET", self.form)
        assert status == 200, page
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, page
        self.token = found[1]

    def register(self, address: str) -> tuple[int, str]:
        """Send the form once."""
        if not self.token:
            self.open_form()
        fields = {"csrf_token": self.token, "key": f"form-of-{address}", "name": "Lin Qiao"}
        fields |= {"address": address, "language": "en", "country": "", "taking_part": "1"}
        return self.ask("POST", self.form, fields)

    def register_surely(self, address: str) -> tuple[int, str]:
        """As a person does whose connection breaks: send the same form again until it is answered."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            with suppress(OSError, HTTPException):
                return self.register(address)
            time.sleep(0.1)
        raise AssertionError(f"no answer to {address} within {SECONDS} s")


def crowd(
    served: Served,
    slug: str,
    addresses: Iterable[str],
    act: Callable[[Attendee, str], tuple[int, str]],
) -> dict[str, tuple[int, str]]:
    """`CLIENTS` browsers work through the addresses together; each one's answer."""
    left: SimpleQueue[str] = SimpleQueue()
    for address in addresses:
        left.put(address)
    answers: dict[str, tuple[int, str]] = {}

    def work(_number: int) -> None:
        attendee = Attendee(served, slug)
        with suppress(Empty):
            while True:
                address = left.get_nowait()
                answers[address] = act(attendee, address)

    with ThreadPoolExecutor(CLIENTS) as browsers:
        list(browsers.map(work, range(CLIENTS)))
    return answers
