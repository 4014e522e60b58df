from config import Settings
from forumapp import create_app
from forumapp.core.actor import COMMAND
from forumapp.core.clock import now_utc
from forumapp.core.health import database_warning
from forumapp.core.heartbeat import beat
from forumapp.institution.services import ensure_institution
from tests.conftest import settings_for_tests


def test_a_live_process_says_so_without_asking_the_database(client):
    answer = client.get("/health/live", headers={"Host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.json) == (200, {"status": "live"})


def test_readiness_tells_of_the_database_and_of_the_worker(client, session):
    before = client.get("/health/ready")
    beat("worker", now_utc())
    after = client.get("/health/ready", headers={"Host": "10.0.0.7"})
    assert (before.status_code, before.json["worker"]) == (200, "silent")
    assert after.json == {
        "status": "ready",
        "database": "reachable",
        "worker": "alive",
        "warnings": [],
    }


def test_readiness_warns_where_people_are_told_to_write_to_the_program(
    app, client, session, monkeypatch
):
    ensure_institution(by=COMMAND, now=now_utc()).email = "Events@example.org"
    monkeypatch.setitem(app.config, "REPLY_ADDRESS", "events@example.org")
    (warning,) = client.get("/health/ready").json["warnings"]
    assert "set CONTACT_ADDRESS" in warning
    monkeypatch.setitem(app.config, "CONTACT_ADDRESS", "secretariat@example.org")
    assert client.get("/health/ready").json["warnings"] == []


def test_without_its_database_it_lives_but_is_not_ready(tmp_path):
    app = create_app(settings_for_tests(f"sqlite:///{tmp_path}/nowhere/x.sqlite", tmp_path))
    client = app.test_client()
    assert client.get("/health/live").status_code == 200
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json["status"]) == (503, "not ready")


def test_only_an_affected_sqlite_is_warned_of(monkeypatch):
    monkeypatch.setattr("forumapp.core.db.sqlite_driver", lambda: Old)
    monkeypatch.setattr("forumapp.core.health.sqlite_driver", lambda: Old)
    assert "3.40.1" in database_warning("sqlite:////x")
    assert database_warning(Settings(database_url="postgresql://x/y").database_url) is None


class Old:
    sqlite_version = "3.40.1"
    sqlite_version_info = (3, 40, 1)
