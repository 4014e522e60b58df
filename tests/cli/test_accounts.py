"""Accounts from the command line: the first link, and an invitation."""

import re

import pytest
from sqlalchemy import select

from forumapp.identity.models import Account
from forumapp.mail.models import OutgoingMail

LINK = re.compile(
    r"^    http://127\.0\.0\.1:8000(/account/password/[A-Za-z0-9_-]{43})$", re.MULTILINE
)


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=arguments)


def test_the_first_link_makes_an_administrator_who_is_then_signed_in(app, client, session):
    first, printed = (LINK.search(run(app, "first-link").output)[1] for _time in range(2))
    assert client.get(first).status_code == 404
    page = client.get(printed)
    assert "You become the first administrator" in page.text
    form = {"name": "Chen Wei", "email": "wei@example.org", "password": "harbour lantern rye"}
    answer = client.post(printed, data=form)
    assert (answer.status_code, answer.location) == (303, "/desk/")
    assert client.get("/desk/accounts/").status_code == 200
    assert session.scalars(select(Account.role)).all() == ["administrator"]
    done = run(app, "first-link")
    assert (done.exit_code, done.output) == (0, "")


@pytest.mark.parametrize("missing", ["name", "email", "password"])
def test_the_first_administrator_leaves_nothing_out(app, client, session, missing):
    printed = LINK.search(run(app, "first-link").output)[1]
    form = {"name": "Chen Wei", "email": "wei@example.org", "password": "harbour lantern rye"}
    answer = client.post(printed, data={**form, missing: ""})
    assert answer.status_code == 422
    assert "Fill this in." in answer.text
    assert session.scalars(select(Account.password)).all() == [None]


def test_an_invitation_is_queued(app, session):
    done = run(app, "invite-account", "lin@example.org", "--role", "staff", "--language", "zh")
    assert (done.exit_code, done.output) == (
        0,
        "The invitation to lin@example.org waits for the worker to send it.\n",
    )
    assert session.scalars(select(Account.role)).all() == ["staff"]
    assert session.scalars(select(OutgoingMail.language)).all() == ["zh"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody"], "Error: This is not a mail address. Write it like name@example.org.\n"),
        (["lin@example.org", "--language", "tlh"], "Error: --language must be one of en, zh.\n"),
    ],
)
def test_what_cannot_be_is_one_sentence(app, session, arguments, said):
    done = run(app, "invite-account", *arguments)
    assert (done.exit_code, done.output) == (1, said)
    assert session.scalars(select(Account.id)).all() == []
