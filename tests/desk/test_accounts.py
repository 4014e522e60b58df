"""Administrators invite, change and disable accounts in the desk."""

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import event, select

from forumapp.core.db import db
from forumapp.identity.models import Account
from forumapp.mail.models import OutgoingMail
from tests.support import an_account


@pytest.fixture
def administrator(signed_in):
    return signed_in("administrator")


@pytest.fixture
def editor(session) -> Account:
    account = an_account("editor")
    account.password = "x"
    session.add(account)
    session.commit()
    return account


def invite(client, **more):
    data = {"email": "lin@example.org", "name": "Lin Qiao", "role": "staff", "language": "zh"}
    return client.post("/desk/accounts/new", data=data | more)


def test_somebody_is_invited_and_stands_in_the_list(administrator, session):
    assert invite(administrator).location == "/desk/accounts/"
    account = session.scalars(select(Account).filter_by(email="lin@example.org")).one()
    assert (account.name, account.role, account.language) == ("Lin Qiao", "staff", "zh")
    assert session.scalars(select(OutgoingMail.to_address)).all() == ["lin@example.org"]
    page = administrator.get("/desk/accounts/").text
    assert "The invitation to lin@example.org is on its way." in page
    assert re.search(r"Lin Qiao</a>.*?Staff.*?Invited.*?Never", page, re.DOTALL)


def test_an_invitation_that_is_refused_keeps_what_was_typed(administrator, session, editor):
    answer = invite(administrator, email=editor.email.upper(), name="林桥")
    assert answer.status_code == 422
    assert "already an account with this address" in answer.text
    assert 'value="林桥"' in answer.text
    assert session.scalars(select(OutgoingMail)).all() == []


def test_a_role_is_changed_and_the_change_is_in_the_history(administrator, session, editor):
    at = f"/desk/accounts/{editor.id}/"
    assert administrator.post(f"{at}role", data={"role": "organizer"}).location == at
    session.refresh(editor)
    assert editor.role == "organizer"
    page = administrator.get(at).text
    assert "Administrator" in page
    assert "edited" in page


def test_an_account_is_disabled_and_enabled(app, administrator, session, editor):
    at, theirs = f"/desk/accounts/{editor.id}/", app.test_client().sign_in(editor)
    assert theirs.get("/account/").status_code == 200
    assert administrator.post(f"{at}disable").status_code == 303
    assert theirs.get("/account/").status_code == 303
    assert "Nobody can sign in with this account." in administrator.get(at).text
    administrator.post(f"{at}enable")
    session.refresh(editor)
    assert editor.active


def test_an_invitation_is_sent_again(administrator, session):
    invite(administrator)
    account = session.scalars(select(Account).filter_by(email="lin@example.org")).one()
    answer = administrator.post(f"/desk/accounts/{account.id}/invite")
    assert answer.status_code == 303
    assert len(session.scalars(select(OutgoingMail)).all()) == 2


def test_the_last_administrator_is_told_why_nothing_changes(administrator, session):
    me = session.scalars(select(Account)).one()
    at = f"/desk/accounts/{me.id}/"
    demoted = administrator.post(f"{at}role", data={"role": "editor"})
    disabled = administrator.post(f"{at}disable")
    assert (demoted.status_code, disabled.status_code) == (422, 409)
    for answer in (demoted, disabled):
        assert "This is the last administrator who can sign in." in answer.text
    session.refresh(me)
    assert (me.role, me.active) == ("administrator", True)


def test_an_account_that_is_not_there_is_not_found(administrator):
    assert administrator.get("/desk/accounts/999/").status_code == 404
    assert administrator.post("/desk/accounts/999/disable").status_code == 404


def test_the_list_asks_as_much_of_the_database_for_three_as_for_one(administrator, session):
    def asked() -> int:
        count = SimpleNamespace(number=0)

        def tick(*_arguments):
            count.number += 1

        event.listen(db.engine, "before_cursor_execute", tick)
        administrator.get("/desk/accounts/")
        event.remove(db.engine, "before_cursor_execute", tick)
        return count.number

    once = asked()
    session.add_all([an_account("editor"), an_account("staff")])
    session.commit()
    assert asked() == once
