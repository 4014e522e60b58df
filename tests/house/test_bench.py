"""What `python3 dev.py bench` starts still runs, on a small number of records."""

import subprocess
import sys

from dev import ROOT


def test_calendars_are_measured():
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "calendars.py"), "20"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    table = [line.split("|")[1:-1] for line in done.stdout.splitlines() if line.startswith("|")]
    assert [row[0].strip() for row in table] == ["forums", "---:", "20"]
    assert len({len(row) for row in table}) == 1
