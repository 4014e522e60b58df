"""How fast calendars are, with 1,000 and 10,000 forums: `python3 dev.py bench`.

Started by itself it takes other numbers of forums: `.venv/bin/python bench/calendars.py 500`.

The entries are written by the code that writes them for the desk, and the calendars are asked for
through the WSGI application, whose answer is read and thrown away. Medians of several runs; what
takes minutes is told by the processor's seconds, which other work on the machine does not stretch.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from contextvars import Context
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from wsgiref.util import setup_testing_defaults

from flask import Flask
from measuring import NOW, an_installation, peak, timed
from sqlalchemy import func, insert, select

from forumapp.calendars.models import StoredEntry
from forumapp.calendars.services.refresh import refresh_forums
from forumapp.core.clock import instant_of
from forumapp.core.db import db
from forumapp.core.revision import raise_revision
from forumapp.core.tokens import new_uid
from forumapp.core.transaction import writing
from forumapp.core.translated import Translated
from forumapp.forums.models import Appearance, Forum, OrganizerLine, forum_theme
from forumapp.organizations.models import Organization
from forumapp.people.models import Person, PersonConsent
from forumapp.themes.models import Theme
from forumapp.venues.models import Venue

SIZES = (1_000, 10_000)
RUNS = 15
ZONES = ("Asia/Shanghai", "America/New_York", "Europe/Paris", "Africa/Nairobi", "Asia/Singapore")
PARAGRAPH = (
    "Mayors, planners and the people who live there speak about what keeps a city open: homes that "
    "can be paid for, water that can be drunk, and a way home after dark. Each session ends with "
    "three commitments, and the next forum begins with what became of them. "
)


def main(sizes: Sequence[int]) -> None:
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(
        f"Python {python_version()}, icalendar {version('icalendar')}, SQLite, one process;"
        f" {os.cpu_count()} processors, load {load}.\n"
    )
    print("| " + " | ".join(COLUMNS) + " |")
    print("|" + "---:|" * len(COLUMNS))
    for size in sizes:
        with TemporaryDirectory(prefix="forumapp-bench-") as folder:
            print("| " + " | ".join(measured(Path(folder), size)) + " |", flush=True)


COLUMNS = (
    "forums",
    "entries written/CPU s",
    "first answer",
    "joined from entries",
    "the same, gzip",
    "kept on disk",
    "kept, gzip",
    "304",
    "bytes",
    "gzip",
    "peak memory, joined",
    "peak memory, kept",
)


def measured(folder: Path, size: int) -> tuple[str, ...]:
    app = an_installation(folder)
    with app.app_context():
        load(size)
        seconds = timed(write_entries, clock=time.process_time)
        written = db.session.scalar(select(func.count()).select_from(StoredEntry)) or 0
    forget = lambda: shutil.rmtree(folder / "calendars", ignore_errors=True)  # noqa: E731
    gzip = {"HTTP_ACCEPT_ENCODING": "gzip"}
    first = timed(lambda: answer(app))
    joined = usual(lambda: answer(app), before=forget)
    joined_gzip = usual(lambda: answer(app, **gzip), before=forget)
    kept, kept_gzip = usual(lambda: answer(app)), usual(lambda: answer(app, **gzip))
    etag = answer(app)["ETag"]
    unchanged = usual(lambda: answer(app, HTTP_IF_NONE_MATCH=etag))
    forget()
    memory_joined, memory_kept = peak(lambda: answer(app)), peak(lambda: answer(app))
    return (
        f"{size:,}",
        f"{written / seconds:,.0f}",
        *(milliseconds(each) for each in (first, joined, joined_gzip, kept, kept_gzip, unchanged)),
        f"{int(answer(app)['Content-Length']):,}",
        f"{int(answer(app, **gzip)['Content-Length']):,}",
        f"{memory_joined / 2**20:.1f} MiB",
        f"{memory_kept / 2**20:.1f} MiB",
    )


# ------------------------------------------------------------------- measuring


def answer(app: Flask, **environ: str) -> dict[str, str]:
    """Ask for the calendar of all, read it to the end, and return the headers."""

    def ask() -> dict[str, str]:
        asked = {"PATH_INFO": "/calendar.ics", "HTTP_HOST": "127.0.0.1", **environ}
        setup_testing_defaults(asked)
        told: dict[str, str] = {}
        body: Any = app.wsgi_app(
            asked, lambda status, headers, *_more: told.update(headers, status=status)
        )
        try:
            read = sum(len(piece) for piece in body)
        finally:
            body.close()
        whole = told["status"] == "200 OK" and read == int(told["Content-Length"])
        if not whole and told["status"] != "304 NOT MODIFIED":
            raise RuntimeError(f"no calendar: {told['status']}, {read} bytes")
        return told

    return Context().run(ask)


def usual(work: Callable[[], object], *, before: Callable[[], object] = lambda: None) -> float:
    seconds = []
    for _run in range(RUNS):
        before()
        seconds.append(timed(work))
    return median(seconds)


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


# ------------------------------------------------------------- an installation


def load(size: int) -> None:
    """Forums over a year at venues in five zones, each with a theme, two speakers and an organizer."""
    with writing() as session:
        session.add_all(everybody())
    with writing() as session:  # another one: nobody names them yet, so no entry is written
        session.execute(insert(Forum), [a_forum(number, size) for number in range(1, size + 1)])
        session.execute(
            insert(forum_theme),
            [{"forum_id": n, "theme_id": 1 + n % 10} for n in range(1, size + 1)],
        )
        session.execute(insert(OrganizerLine), [a_line(n) for n in range(1, size + 1)])
        session.execute(
            insert(Appearance),
            [an_appearance(n, place) for n in range(1, size + 1) for place in (0, 1)],
        )
        raise_revision()


def write_entries() -> None:
    with writing() as session:
        refresh_forums(list(session.scalars(select(Forum.id))), now=NOW)


def both(english: str, chinese: str) -> Translated:
    return Translated({"en": english, "zh": chinese})


def everybody() -> list[object]:
    themes = [
        Theme(slug=f"theme-{n}", title=both(f"Open cities {n}", f"开放的城市{n}"), sdg_goals=[11])
        for n in range(10)
    ]
    venues = [
        Venue(
            name=both(f"Harbour House {n}", f"港湾会馆{n}"),
            street=both(f"{n} River Street", f"河街{n}号"),
            city=both(f"Harbour {n % 20}", f"海港{n % 20}"),
            city_key=f"harbour-{n % 20}",
            country="US",
            zone=ZONES[n % len(ZONES)],
            latitude=40.7,
            longitude=-74.0,
        )
        for n in range(50)
    ]
    bodies = [
        Organization(
            slug=f"body-{n}", kind="foundation", name=both(f"Foundation {n}", f"基金会{n}")
        )
        for n in range(50)
    ]
    people = [
        Person(
            slug=f"person-{n}",
            name=both(f"Lin Yue {n}", f"林悦{n}"),
            consents=[
                PersonConsent(
                    purpose="publication",
                    wording="I agree.",
                    wording_version=1,
                    language="en",
                    given_at=NOW,
                    given_by="Lin Yue",
                )
            ],
        )
        for n in range(200)
    ]
    return [*themes, *venues, *bodies, *people]


def a_forum(number: int, size: int) -> dict[str, Any]:
    zone = ZONES[number % 50 % len(ZONES)]
    starts = datetime(2026, 12, 1, 9) + timedelta(hours=number * 365 * 24 // size)
    ends = starts + timedelta(hours=2)
    return {
        "id": number,
        "uid": new_uid(),
        "slug": f"forum-{number}",
        "title": both(f"Forum {number} on open harbours", f"第{number}届开放港湾论坛"),
        "lead": both("Who keeps a harbour open, and for whom?", "港湾为谁而开？"),
        "description": both(PARAGRAPH, "市长、规划师与市民共话如何让城市保持开放。" * 5),
        "access": both("", ""),
        "stopped_note": both("", ""),
        "zone": zone,
        "starts": starts,
        "ends": ends,
        "starts_at": instant_of(starts, zone),
        "ends_at": instant_of(ends, zone),
        "venue_id": 1 + number % 50,
        "languages": ["en", "zh"],
        "state": "published",
        "release_at": NOW - timedelta(days=30),
        "changed_at": NOW - timedelta(days=30),
        "first_published_at": NOW - timedelta(days=30),
    }


def a_line(number: int) -> dict[str, Any]:
    confirmed = {"confirmed_at": NOW, "confirmed_by": "Lin Yue", "confirmed_how": "letter"}
    return {
        "forum_id": number,
        "organization_id": 1 + number % 50,
        "role": "organizer",
        **confirmed,
    }


def an_appearance(number: int, place: int) -> dict[str, Any]:
    return {
        "forum_id": number,
        "person_id": 1 + (number * 2 + place) % 200,
        "role": "speaker",
        "capacity": both("Chair of the harbour board", "港务委员会主席"),
        "position": place,
    }


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
