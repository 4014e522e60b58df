import os
import subprocess

import pytest
from flask import Flask

from dev import PYTHON, ROOT
from forumapp.core.db import sqlite_driver
from forumapp.core.heartbeat import beat
from forumapp.institution.models import Institution
from forumapp.institution.queries import current_consent_texts
from forumapp.institution.rules import TAKING_PART
from tests.support import NOW


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


def test_a_new_installation_can_ask_for_consent_at_once(app: Flask, session):
    for _start in range(2):
        done = app.test_cli_runner().invoke(args=["migrate-database"])
        assert (done.exit_code, done.output) == (0, "")
    assert [text.purpose for text in current_consent_texts([TAKING_PART])] == [TAKING_PART]
    assert session.query(Institution).count() == 1


def test_a_copy_holds_every_row_and_refuses_to_overwrite(app: Flask, session, tmp_path):
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        copied = app.test_cli_runner().invoke(args=["copy-database", str(tmp_path / "copy")])
        assert copied.exit_code == 1
        assert copied.output == "Error: This database is PostgreSQL: copy it with pg_dump.\n"
        return
    beat("somebody", NOW)
    session.commit()
    first, second = (
        app.test_cli_runner().invoke(args=["copy-database", str(tmp_path / "copy")]) for _ in "12"
    )
    assert (first.exit_code, first.output) == (0, "")
    assert second.output == f"Error: {tmp_path / 'copy'} is there already: name a new file.\n"
    with sqlite_driver().connect(tmp_path / "copy") as copy:
        assert copy.execute("SELECT name FROM heartbeat").fetchall() == [("somebody",)]
