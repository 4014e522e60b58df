"""Accounts on real rows: links work once, the last administrator stays, guessing is held off."""

import re
import time
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from forumapp.core.actor import COMMAND, Actor
from forumapp.core.db import db
from forumapp.core.errors import NotFound, Refused, TooOften
from forumapp.core.tokens import capability_token
from forumapp.core.transaction import reading, writing
from forumapp.history.models import HistoryRow
from forumapp.identity import services
from forumapp.identity.models import Account, PasswordRequest, SignInAttempt
from forumapp.identity.queries import account_of_link, accounts
from forumapp.mail.models import OutgoingMail
from tests.support import NOW, an_account

PASSWORD = "harbour lantern rye"
OTHER_PASSWORD = "seven quiet ferries"
LATER = NOW + timedelta(hours=1)
BY = Actor.account(1, "Chen Wei")


def invited(session, email="lin@example.org", role="editor") -> Account:
    account = services.invite_account(email, role=role, language="zh", by=BY, now=NOW)
    session.flush()
    return account


def token_of(account: Account) -> str:
    return capability_token("choose-password", account.uid, account.link_version)


def with_password(session, role="administrator") -> Account:
    account = an_account(role)
    account.password = services.hash_password(PASSWORD)
    session.add(account)
    session.commit()
    return account


def mails(session) -> list[OutgoingMail]:
    return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def sign_in(address: str, password: str, *, network="192.0.2.1", now=NOW) -> int:
    db.session.rollback()
    with reading():
        return services.sign_in(address, password, network=network, now=now).id


# ------------------------------------------------------------------- inviting


def test_an_invitation_is_an_account_a_mail_and_a_line_of_history(session):
    account = invited(session, " Lin.Qiao@Example.ORG ")
    (mail,) = mails(session)
    (row,) = session.scalars(select(HistoryRow))
    assert (account.email, account.role, account.language) == (
        "lin.qiao@example.org",
        "editor",
        "zh",
    )
    assert (mail.kind, mail.to_address, mail.language) == (
        "account_invitation",
        account.email,
        "zh",
    )
    assert mail.is_account_mail
    assert (row.action, row.actor_label, row.record_label) == ("invited", "Chen Wei", account.email)


def test_a_queued_mail_and_history_hold_nothing_that_acts(session):
    account = invited(session)
    stored = " ".join(
        str(value)
        for model in (OutgoingMail, HistoryRow)
        for row in session.scalars(select(model))
        for value in vars(row).values()
    )
    assert token_of(account) not in stored
    assert account.link_hash not in stored
    assert account.fs_uniquifier not in stored
    assert "{{link:password}}" in stored


@pytest.mark.parametrize(
    ("email", "role", "said"),
    [
        ("nobody", "editor", "not a mail address"),
        ("a@b@c", "editor", "not a mail address"),
        ("LIN@example.org", "editor", "already an account"),
        ("new@example.org", "owner", "one of the roles"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(session, email, role, said):
    invited(session)
    with pytest.raises(Refused, match=said):
        services.invite_account(email, role=role, language="en", by=BY, now=NOW)


def test_inviting_again_ends_the_link_before(session):
    account = invited(session)
    first = token_of(account)
    services.invite_again(account, by=BY, now=LATER)
    session.flush()
    with pytest.raises(NotFound):
        account_of_link(first, LATER)
    assert account_of_link(token_of(account), LATER) is account


def test_the_first_administrator_gets_a_link_until_one_has_a_password(session):
    token = services.first_administrator_link(now=NOW)
    again = services.first_administrator_link(now=LATER)
    session.flush()
    with pytest.raises(NotFound):
        account_of_link(token, LATER)
    with pytest.raises(Refused, match="not a mail address"):
        services.choose_password(again, PASSWORD, now=LATER)
    account = services.choose_password(
        again, PASSWORD, email="Wei@Example.org", name="Chen Wei", now=LATER
    )
    assert (account.email, account.name, account.role) == (
        "wei@example.org",
        "Chen Wei",
        "administrator",
    )
    assert services.first_administrator_link(now=LATER) is None


# ------------------------------------------------------------------ choosing


def test_a_link_sets_a_password_once_and_ends_every_session(session):
    account = invited(session)
    token, sessions = token_of(account), account.fs_uniquifier
    services.choose_password(token, PASSWORD, now=NOW)
    session.commit()
    assert services.is_right(PASSWORD, account)
    assert account.password.startswith("$argon2id$")
    assert account.fs_uniquifier != sessions
    with pytest.raises(NotFound):
        services.choose_password(token, OTHER_PASSWORD, now=NOW)


@pytest.mark.parametrize(
    ("lasts", "issue"),
    [(timedelta(days=7), invited), (timedelta(hours=2), lambda session: asked(session)[0])],
)
def test_a_link_runs_out(session, lasts, issue):
    account = issue(session)
    just_before = NOW + lasts - timedelta(seconds=1)
    assert account_of_link(token_of(account), just_before) is account
    with pytest.raises(NotFound):
        account_of_link(token_of(account), NOW + lasts)


def asked(session) -> tuple[Account, int]:
    account = with_password(session, "organizer")
    services.ask_new_password(account.email.upper(), now=NOW)
    return account, services.answer_password_requests(NOW)


def test_who_asks_for_a_new_password_gets_one_link_by_mail(session):
    account, sent = asked(session)
    services.ask_new_password(account.email, now=NOW + timedelta(minutes=1))
    again = services.answer_password_requests(NOW + timedelta(minutes=1))
    assert (sent, again) == (1, 0)
    assert [(mail.kind, mail.to_address) for mail in mails(session)] == [
        ("new_password", account.email)
    ]
    session.flush()
    assert session.scalar(select(func.count(PasswordRequest.id))) == 0


def test_an_unknown_or_disabled_account_gets_nothing(session):
    account = with_password(session, "editor")
    services.disable(account, by=COMMAND, now=NOW)
    for address in (account.email, "nobody@example.org", "", "not an address"):
        services.ask_new_password(address, now=NOW)
    assert services.answer_password_requests(NOW) == 0
    assert mails(session) == []


def test_the_old_password_is_asked_before_another(session):
    account = with_password(session)
    with pytest.raises(Refused, match="not the present password"):
        services.change_password(account, OTHER_PASSWORD, OTHER_PASSWORD, now=NOW)
    with pytest.raises(Refused, match="choose another"):
        services.change_password(account, PASSWORD, PASSWORD, now=NOW)
    before = account.fs_uniquifier
    services.change_password(account, PASSWORD, OTHER_PASSWORD, now=NOW)
    assert services.is_right(OTHER_PASSWORD, account)
    assert account.fs_uniquifier != before
    assert [mail.kind for mail in mails(session)] == ["password_changed"]


# ---------------------------------------------------------- the last administrator


def test_the_last_administrator_is_neither_demoted_nor_disabled(session):
    last = with_password(session)
    session.add_all([an_account("administrator"), an_account("organizer")])
    disabled = with_password(session)
    services.disable(disabled, by=BY, now=NOW)
    session.flush()
    with pytest.raises(Refused, match="last administrator"):
        services.change_role(last, "organizer", by=BY, now=NOW)
    with pytest.raises(Refused, match="last administrator"):
        services.disable(last, by=BY, now=NOW)
    assert (last.role, last.active) == ("administrator", True)


def test_disabling_ends_sessions_and_links(session):
    account = invited(session)
    token, sessions = token_of(account), account.fs_uniquifier
    services.disable(account, by=BY, now=NOW)
    session.flush()
    assert account.fs_uniquifier != sessions
    with pytest.raises(NotFound):
        account_of_link(token, NOW)
    services.enable(account, by=BY, now=NOW)
    session.flush()
    with pytest.raises(NotFound):
        account_of_link(token, NOW)


def test_two_administrators_who_demote_each_other_at_once_leave_one(app: Flask):
    for _round in range(5):
        with app.app_context():
            db.session.execute(Account.__table__.delete())
            first, second = with_password(db.session).id, with_password(db.session).id
        barrier, answers = Barrier(2), []

        def demote(victim, barrier=barrier, answers=answers):
            with app.app_context():
                barrier.wait()
                try:
                    with writing():
                        account = db.session.get(Account, victim)
                        services.change_role(account, "editor", by=BY, now=NOW)
                    answers.append("done")
                except Refused:
                    answers.append("refused")

        threads = [Thread(target=demote, args=(victim,)) for victim in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with app.app_context():
            roles = sorted(db.session.scalars(select(Account.role)))
        assert (sorted(answers), roles) == (["done", "refused"], ["administrator", "editor"])


# ------------------------------------------------------------------- signing in


def attempts(session) -> int:
    session.rollback()
    return session.scalar(select(func.count(SignInAttempt.id)))


def test_a_right_password_leaves_no_attempt_and_notes_the_time(session):
    account = with_password(session)
    assert sign_in(f" {account.email.upper()} ", PASSWORD) == account.id
    assert attempts(session) == 0
    session.refresh(account)
    assert account.last_signed_in_at == NOW


def test_ten_wrong_passwords_leave_ten_rows_and_the_eleventh_is_too_often(session):
    account = with_password(session)
    for number in range(10):
        with pytest.raises(Refused, match="wrong"):
            sign_in(account.email, "wrong", network=f"198.51.100.{number}")
    assert attempts(session) == 10
    for password in ("wrong", PASSWORD):
        with pytest.raises(TooOften):
            sign_in(account.email, password, network="203.0.113.9")
    assert attempts(session) == 10
    assert sign_in(account.email, PASSWORD, now=NOW + timedelta(minutes=15)) == account.id


def test_one_network_cannot_try_one_password_on_everybody(session):
    for number in range(100):
        session.add(SignInAttempt(address_key=f"{number}", network="192.0.2.1", at=NOW))
    account = with_password(session)
    with pytest.raises(TooOften):
        sign_in(account.email, PASSWORD)
    assert sign_in(account.email, PASSWORD, network="192.0.2.2") == account.id


def test_many_at_once_do_not_get_more_than_ten_tries(app: Flask, session):
    account = with_password(session)
    address, answers = account.email, []
    session.rollback()

    def guess():
        with app.app_context():
            try:
                sign_in(address, "wrong")
            except (Refused, TooOften) as answer:
                answers.append(type(answer).__name__)

    threads = [Thread(target=guess) for _guess in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 16
    assert answers.count("Refused") <= 10


def test_a_new_password_ends_the_waiting(session):
    account = with_password(session)
    services.ask_new_password(account.email, now=NOW)
    services.answer_password_requests(NOW)
    session.commit()
    for _attempt in range(10):
        with pytest.raises(Refused):
            sign_in(account.email, "wrong")
    services.choose_password(token_of(account), OTHER_PASSWORD, now=NOW)
    session.commit()
    assert sign_in(account.email, OTHER_PASSWORD) == account.id


@pytest.mark.parametrize("change", ["disabled", "without a password"])
def test_an_account_that_may_not_sign_in_gets_the_sentence_of_a_wrong_password(session, change):
    account = with_password(session)
    account.active = change != "disabled"
    account.password = account.password if change == "disabled" else None
    session.commit()
    with pytest.raises(Refused, match="Address or password is wrong"):
        sign_in(account.email, PASSWORD)


def test_an_unknown_address_is_answered_with_as_much_work_as_a_known_one(session):
    """In processor time, which does not depend on what else the machine is doing."""
    account = with_password(session)

    @contextmanager
    def measured(times):
        began = time.process_time()
        yield
        times.append(time.process_time() - began)

    known, unknown = [], []
    services.is_right("warm up", None)
    for _turn in range(7):
        with measured(known):
            services.is_right("wrong", account)
        with measured(unknown):
            services.is_right("wrong", None)
    assert 0.5 < min(known) / min(unknown) < 2


def test_attempts_are_forgotten_after_a_day_and_hold_no_address(session):
    with pytest.raises(Refused):
        sign_in("my.secret.password@example.org", "x")
    (row,) = session.scalars(select(SignInAttempt))
    assert re.fullmatch("[0-9a-f]{64}", row.address_key)
    services.forget_old_attempts(NOW + timedelta(hours=23))
    assert session.scalar(select(func.count(SignInAttempt.id))) == 1
    services.forget_old_attempts(NOW + timedelta(hours=25))
    assert session.scalar(select(func.count(SignInAttempt.id))) == 0


# ------------------------------------------------------------------------ lists


def test_accounts_are_found_by_name_address_and_role(session):
    lin = Account(email="lin@example.org", name="Lin Qiao", role="editor", fs_uniquifier="1")
    wei = Account(email="wei@example.org", name="100% Wei", role="door", fs_uniquifier="2")
    for account in (lin, wei):
        account.created_at = NOW
        session.add(account)
    session.flush()
    found = {
        (q, role): [each.name for each in session.scalars(accounts(q, role))]
        for q, role in [
            ("", ""),
            ("QIAO", ""),
            ("wei@", ""),
            ("%", ""),
            ("", "editor"),
            ("zzz", ""),
        ]
    }
    assert found == {
        ("", ""): ["100% Wei", "Lin Qiao"],
        ("QIAO", ""): ["Lin Qiao"],
        ("wei@", ""): ["100% Wei"],
        ("%", ""): ["100% Wei"],
        ("", "editor"): ["Lin Qiao"],
        ("zzz", ""): [],
    }
