"""One line an event, with the request's id, without tokens, addresses or what was searched."""

import json
import logging
from io import StringIO

import pytest

from forumapp.web.logs import write_logs

TOKEN = "t" * 43


@pytest.fixture
def logged():
    stream = StringIO()

    def lines(log_format):
        write_logs(log_format, stream)
        return stream

    yield lines
    write_logs("text")


def test_a_request_is_a_line_of_json_with_the_id_that_its_answer_carries(client, logged):
    stream = logged("json")
    answer = client.get(f"/account/password/{TOKEN}?q=lin@example.org")
    (line,) = [json.loads(each) for each in stream.getvalue().splitlines()]
    assert line["event"] == "GET /account/password/[token] 404"
    assert line["request"] == answer.headers["X-Request-ID"]
    assert (line["level"], type(line["ms"])) == ("info", int)
    assert TOKEN not in stream.getvalue()
    assert "lin@" not in stream.getvalue()


def test_a_fault_is_logged_with_its_traceback_and_without_peoples_data(client, logged):
    stream = logged("json")
    try:
        int(f"no mail to lin@example.org about {TOKEN}")
    except ValueError:
        logging.getLogger("forumapp.somewhere").exception("it failed")
    (line,) = [json.loads(each) for each in stream.getvalue().splitlines()]
    assert line["event"] == "it failed"
    assert line["exception"].endswith("'no mail to [address] about [token]'")


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_a_traceback_shows_no_values_of_variables(client, logged, log_format):
    stream = logged(log_format)
    passport = "".join(["E1234", "5678"])
    try:
        len(passport) / 0
    except ZeroDivisionError:
        logging.getLogger("forumapp.somewhere").exception("it failed")
    assert "ZeroDivisionError" in stream.getvalue()
    assert passport not in stream.getvalue()


def test_text_is_one_readable_line(client, logged):
    stream = logged("text")
    client.get("/sign-in")
    client.get("/health/live")
    assert stream.getvalue().count("\n") == 1
    assert "GET /sign-in 200" in stream.getvalue()
