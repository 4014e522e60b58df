"""How fast the list of one forum with 100,000 people is: `python3 dev.py bench`.

Started by itself it takes other numbers of people: `.venv/bin/python bench/registrations.py 5000`.

Pages and files are asked for through the WSGI application as a signed-in organizer does, and read to
the end. Medians of several runs, in the processor's time, which other work on the machine does not
stretch: the database works in the same process. Two people in three have a confirmed place; one in
twenty is at another forum, so that a list is never all there is.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from contextvars import Context
from datetime import datetime, timedelta
from pathlib import Path
from platform import python_version
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from measuring import NOW, an_installation, peak, timed
from sqlalchemy import insert

from forumapp.core.clock import instant_of
from forumapp.core.tokens import new_reference, new_uid
from forumapp.core.transaction import writing
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum
from forumapp.identity.models import Account
from forumapp.identity.rules import ORGANIZER
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.rules.lists import name_key, search_key

SIZES = (100_000,)
RUNS = 9
AT_ONCE = 10_000
FAMILIES = ("Lin", "Wang", "Okafor", "Nguyễn", "Ngũgĩ", "Müller", "García", "Smith", "张", "李")
COUNTRIES = ("CN", "US", "KE", "VN", "FR", "DE", "MX")
STATES = ("confirmed", "confirmed", "pending", "confirmed", "confirmed", "cancelled")
LIST = "/desk/forums/1/registrations/"
PAGES = {
    "list": "",
    "last page": "?page=100000",
    "by name": "?sort=name",
    "one state": "?state=pending",
    "search": "?q=okafor+77",
    "nobody found": "?q=zzzz",
    "country and state": "?country=KE&state=confirmed",
    "way in": "?way=form",
    "rare way in": "?way=desk",
    "charts": "charts",
}
COLUMNS = ("people", *PAGES, "CSV rows/s", "XLSX rows/s", "peak memory, CSV")


def main(sizes: Sequence[int]) -> None:
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(
        f"Python {python_version()}, SQLite, one process; {os.cpu_count()} processors, load {load}.\n"
    )
    print("| " + " | ".join(COLUMNS) + " |")
    print("|" + "---:|" * len(COLUMNS))
    for size in sizes:
        with TemporaryDirectory(prefix="forumapp-bench-") as folder:
            print("| " + " | ".join(measured(Path(folder), size)) + " |", flush=True)


def measured(folder: Path, size: int) -> tuple[str, ...]:
    app = an_installation(folder)
    with app.app_context():
        load(size)
    desk = signed_in(app)
    pages = [usual(lambda rest=rest: read(desk, LIST + rest)) for rest in PAGES.values()]
    as_csv, as_xlsx = (
        timed(lambda kind=kind: read(desk, f"{LIST}attendees.{kind}"), clock=time.process_time)
        for kind in ("csv", "xlsx")
    )
    memory = peak(lambda: read(desk, f"{LIST}attendees.csv"))
    people = size - size // 20
    return (
        f"{size:,}",
        *(f"{each * 1000:,.0f} ms" for each in pages),
        f"{people / as_csv:,.0f}",
        f"{people / as_xlsx:,.0f}",
        f"{memory / 2**20:.1f} MiB",
    )


# ------------------------------------------------------------------- measuring


def read(desk: FlaskClient, path: str) -> int:
    """Ask for a page or a file and read it to the end, as a request of its own; its bytes."""

    def ask() -> int:
        answer = desk.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return sum(len(piece) for piece in answer.response)

    return Context().run(ask)


def usual(work: Callable[[], object]) -> float:
    return median(timed(work, clock=time.process_time) for _run in range(RUNS))


# ------------------------------------------------------------- an installation


def signed_in(app: Flask) -> FlaskClient:
    with app.app_context(), writing() as session:
        account = Account(
            email="lin@example.org",
            name="Lin Yue",
            role=ORGANIZER,
            fs_uniquifier="organizer",
            created_at=NOW,
        )
        session.add(account)
    desk = app.test_client()
    with desk.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = "organizer", True
    return desk


def load(size: int) -> None:
    """Two forums, and people straight into the tables: as many forms would take an hour."""
    with writing() as session:
        session.add_all([a_forum(1), a_forum(2)])
    for first in range(1, size + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, size + 1))
        people = [a_person(number, size) for number in numbers]
        with writing() as session:
            session.execute(insert(Booking), [booking for booking, _own in people])
            session.execute(insert(Registration), [own for _booking, own in people])


def a_forum(number: int) -> Forum:
    starts, ends, zone = datetime(2026, 12, 8, 12), datetime(2026, 12, 8, 14), "America/New_York"
    return Forum(
        slug=f"forum-{number}",
        title=Translated({"en": "Forum on open harbours", "zh": "开放港湾论坛"}),
        zone=zone,
        starts=starts,
        ends=ends,
        starts_at=instant_of(starts, zone),
        ends_at=instant_of(ends, zone),
        languages=["en", "zh"],
        state="published",
        release_at=NOW - timedelta(days=30),
    )


def a_person(number: int, size: int) -> tuple[dict[str, Any], dict[str, Any]]:
    family = FAMILIES[number * 7 % len(FAMILIES)]
    name, address = f"{family} {number}", f"guest{number}@example.org"
    organization = (
        f"Harbour Foundation {number % 700}" if number % 3 else f"港湾基金会{number % 700}"
    )
    reference = f"{new_reference()}{number}"
    at = NOW - timedelta(seconds=60 * (size - number))
    shared = {
        "forum_id": 1 if number % 20 else 2,
        "uid": new_uid(),
        "name": name,
        "address": address,
        "address_key": address,
        "language": "zh" if number % 3 else "en",
        "link_hash": f"hash {number}",
    }
    booking = {"id": number, "created_at": at}
    registration = {
        "uid": new_uid(),
        "booking_id": number,
        "reference": reference,
        "organization": organization,
        "country": COUNTRIES[number % len(COUNTRIES)],
        "state": STATES[number % len(STATES)],
        "state_changed_at": at,
        "registered_at": at,
        "made_by": "desk" if number % 1000 == 1 else "form",
        "name_key": name_key(name),
        "search_key": search_key(name, organization, address, reference),
    }
    return {**shared, **booking}, {**shared, **registration}


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
