"""Write the golden files anew: `python -m tests.ical.write_golden`, then read the difference."""

from pathlib import Path

from tests.ical.samples import MAIL, PUBLIC

GOLDEN = Path(__file__).parent / "golden"


def write_golden() -> None:
    for name, calendar in {**PUBLIC, **MAIL}.items():
        (GOLDEN / f"{name}.ics").write_bytes(calendar)


if __name__ == "__main__":
    write_golden()
