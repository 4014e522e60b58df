"""Write the golden files anew: `python -m tests.calendars.write_golden`, then read the difference."""

from pathlib import Path
from tempfile import TemporaryDirectory

from flask_migrate import upgrade

from dev import ROOT
from forumapp import create_app
from forumapp.core.db import db
from tests.calendars.golden_rows import golden_files
from tests.conftest import settings_for_tests

GOLDEN = Path(__file__).parent / "golden"


def write_golden() -> None:
    with TemporaryDirectory() as folder:
        app = create_app(settings_for_tests(f"sqlite:///{folder}/golden.sqlite", Path(folder)))
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            for name, calendar in golden_files().items():
                (GOLDEN / f"{name}.ics").write_bytes(calendar)
            db.session.rollback()
            db.engine.dispose()


if __name__ == "__main__":
    write_golden()
