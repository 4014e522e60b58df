"""What `python3 dev.py bench` starts still runs, on a small number of records."""

import subprocess
import sys

import pytest

from dev import ROOT


@pytest.mark.parametrize(
    ("what", "counted"),
    [("calendars", "forums"), ("readers", "readers"), ("registrations", "people")],
)
def test_it_is_measured(what, counted):
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / f"{what}.py"), "20"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    table = [line.split("|")[1:-1] for line in done.stdout.splitlines() if line.startswith("|")]
    assert [row[0].strip() for row in table] == [counted, "---:", "20"]
    assert len({len(row) for row in table}) == 1
