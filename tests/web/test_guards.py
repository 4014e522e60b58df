"""Who is let in, what a foreign page may send, and where a stranger is led."""

import pytest
from flask import Flask

from forumapp.web.guards import check_every_route_is_guarded, own_path
from forumapp.web.logs import masked

FORM = {"language": "zh", "next": "/sign-in"}


def send(client, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/account/language", data=FORM, headers=named).status_code


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything"])
def test_a_form_sent_from_another_site_is_refused_even_with_its_token(client, site):
    assert send(client, Sec_Fetch_Site=site) == 400
    assert send(client, Sec_Fetch_Site=site, Origin="http://localhost") == 400


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost.evil.example", "x:"])
def test_an_older_browsers_foreign_origin_is_refused(client, origin):
    assert send(client, Origin=origin) == 400


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "null"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "http://localhost"},
        {"Origin": "null"},
    ],
)
def test_our_own_forms_pass(client, headers):
    assert send(client, **headers) == 303


@pytest.mark.parametrize("origin", ["null", "http://localhost"])
def test_without_its_token_no_form_passes(client, origin):
    answer = client.post("/account/language", data=FORM, csrf=False, headers={"Origin": origin})
    assert answer.status_code == 400


def test_a_stranger_is_led_to_signing_in_and_back(client):
    answer = client.get("/account/?a=1&b=%2F%2Fevil")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=%2Faccount%2F%3Fa%3D1%26b%3D%252F%252Fevil"


def test_a_part_of_a_page_makes_the_whole_page_go_to_sign_in(client):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/desk/forums/7?x=1"}
    answer = client.get("/account/", headers=headers)
    assert (answer.status_code, answer.text) == (403, "")
    assert answer.headers["HX-Redirect"] == "/sign-in?next=%2Fdesk%2Fforums%2F7"


def test_a_form_of_somebody_whose_session_ended_leads_to_sign_in(client):
    answer = client.post("/account/", data={"name": "x"})
    assert (answer.status_code, answer.location) == (303, "/sign-in")


@pytest.mark.parametrize("path", ["/", "/desk/", "/desk/forums/?q=a&page=2", "/zh/forums/x"])
def test_our_own_paths_are_led_to(app: Flask, path):
    with app.test_request_context():
        assert own_path(path) == path


def test_a_route_that_says_nothing_of_its_users_stops_the_program():
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/x", "x", lambda: "x")
    with pytest.raises(RuntimeError, match="do not say who may use them: x"):
        check_every_route_is_guarded(app)


def test_the_log_masks_tokens_and_addresses():
    token = "AbC-_" * 8 + "xyz"
    assert len(token) == 43
    line = f"GET /registrations/{token}.ics for lin.qiao@example.org ('{token}')"
    assert masked(line) == "GET /registrations/[token].ics for [address] ('[token]')"
    assert masked("sha256 " + "a" * 64) == "sha256 " + "a" * 64
