"""Hosts, bodies, proxies: what is refused before any page is looked at."""

import pytest

from forumapp import create_app
from tests.conftest import Client, settings_for_tests

LANGUAGE_FORM = {"language": "zh", "next": "/sign-in"}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "x@127.0.0.1", "[::1"]
)
def test_a_foreign_host_is_refused_and_never_repeated(client, host):
    answer = client.get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:8000"])
def test_this_machines_names_are_answered_on_this_machine(client, host):
    assert client.get("/sign-in", headers={"Host": host}).status_code == 200


def test_a_body_that_is_too_large_is_refused(client):
    answer = client.post("/account/language", data={"language": "x" * 11_000_000})
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.fixture
def behind_a_proxy(tmp_path) -> Client:
    settings = {
        "public_url": "https://forums.example.org",
        "secret_file": str(tmp_path / "secret"),
        "trusted_proxies": 1,
        "requests_per_network": 3,
    }
    (tmp_path / "secret").write_text("s" * 40)
    app = create_app(settings_for_tests("", tmp_path, **settings))
    app.test_client_class = Client
    return app.test_client()


def ask(client, forwarded, path="/account/password/new"):
    headers = {
        "Host": "forums.example.org",
        "X-Forwarded-For": forwarded,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
    }
    return client.get(path, headers=headers)


def test_floods_are_counted_by_the_real_client_behind_the_trusted_proxy(behind_a_proxy):
    answers = [ask(behind_a_proxy, "192.0.2.1").status_code for _turn in range(5)]
    assert answers[3:] == [429, 429]
    assert 429 not in answers[:3]
    assert ask(behind_a_proxy, "192.0.2.1, 198.51.100.2").status_code != 429
    assert ask(behind_a_proxy, "198.51.100.9, 192.0.2.1").status_code == 429


def test_health_is_never_limited(behind_a_proxy):
    answers = {ask(behind_a_proxy, "192.0.2.1", "/health/live").status_code for _turn in range(9)}
    assert answers == {200}


def test_a_flood_is_answered_with_our_page(app, tmp_path):
    limited = create_app(
        {**app.config, "REQUESTS_PER_NETWORK": 1, "SQLALCHEMY_ENGINE_OPTIONS": {}}
        | {"SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"]}
    )
    browser = limited.test_client()
    first, second = browser.get("/sign-in"), browser.get("/zh/forums/")
    assert (first.status_code, second.status_code) == (200, 429)
    assert '<html lang="zh-Hans"' in second.text
    assert "Wait a few minutes" not in second.text
