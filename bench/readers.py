"""How long it takes to queue an announcement for many readers: `python3 dev.py bench`.

Started by itself it takes other numbers of readers: `.venv/bin/python bench/readers.py 500`.

Half of them read in each language, one in four chose a theme. Each run of the worker's job is a
transaction of its own, as in the worker; the time is the processor's, which other work on the machine
does not stretch.
"""

import os
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from platform import python_version
from tempfile import TemporaryDirectory

from measuring import NOW, an_installation, timed

from forumapp.announcements.models.announcements import Announcement
from forumapp.core.tokens import new_uid
from forumapp.core.transaction import writing
from forumapp.core.translated import Translated
from forumapp.readers.models import Reader
from forumapp.readers.services.telling import tell_readers
from forumapp.themes.models import Theme

SIZES = (10_000,)
COLUMNS = ("readers", "queued in", "runs", "longest run")


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
    told: list[int] = []

    def run() -> None:
        with writing():
            told.append(tell_readers(NOW))

    with app.app_context():
        with writing() as session:
            session.add_all(rows(size))
        runs = [timed(run, clock=time.process_time)]
        while told[-1]:
            runs.append(timed(run, clock=time.process_time))
    if sum(told) != size:
        raise RuntimeError(f"{sum(told)} of {size} readers were told")
    return f"{size:,}", f"{sum(runs):.1f} s", str(len(runs)), f"{max(runs) * 1000:.0f} ms"


def rows(size: int) -> list[object]:
    """An announcement, and so many who want it."""
    theme = Theme(
        slug="harbours", title=Translated({"en": "Harbours", "zh": "港口"}), sdg_goals=[14]
    )
    announcement = Announcement(
        slug="harbours-open",
        headline=Translated({"en": "Harbours open", "zh": "港湾开放"}),
        lead=Translated({"en": "They open in spring. " * 8, "zh": "明春开放。" * 12}),
        themes=[theme],
        state="published",
        release_at=NOW,
    )
    return [announcement, *(a_reader(number, theme) for number in range(size))]


def a_reader(number: int, theme: Theme) -> Reader:
    address, before = f"reader{number}@example.org", NOW - timedelta(days=1)
    return Reader(
        uid=new_uid(),
        address=address,
        address_key=address,
        language=("en", "zh")[number % 2],
        wants_all=number % 4 > 0,
        themes=[] if number % 4 else [theme],
        link_hash=address,
        asked_at=before,
        confirmed_at=before,
    )


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or SIZES)
