import os
import subprocess

import pytest

from dev import PYTHON, ROOT


@pytest.mark.parametrize(
    ("address", "named"),
    [
        (
            "postgresql://someone:secret@127.0.0.1:1/forums",
            "postgresql://someone:***@127.0.0.1:1/forums",
        ),
        ("sqlite:////nowhere/at/all.sqlite3", "sqlite:////nowhere/at/all.sqlite3"),
    ],
)
def test_an_unreachable_database_is_one_plain_sentence(address, named, tmp_path):
    done = subprocess.run(
        [PYTHON, "-m", "flask", "--app", "forumapp", "migrate-database"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    said = done.stderr.strip().splitlines()
    assert len(said) == 1, done.stderr
    assert said[0].startswith(f"Error: The database {named} cannot be reached (")
    assert said[0].endswith("or give the right address in DATABASE_URL or by --database.")
