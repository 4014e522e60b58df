"""Signing in and out, choosing passwords, one's own account: as a browser without scripts sees it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forumapp.core.actor import COMMAND
from forumapp.core.clock import now_utc
from forumapp.core.tokens import capability_token
from forumapp.core.transaction import writing
from forumapp.history.models import HistoryRow
from forumapp.identity import services
from forumapp.identity.models import Account, SignInAttempt
from forumapp.mail.models import OutgoingMail
from forumapp.mail.services import claim_mail
from tests.support import an_account

PASSWORD = "harbour lantern rye"
OTHER_PASSWORD = "seven quiet ferries"
LINK = re.compile(r"/account/password/[A-Za-z0-9_-]{43}")


@pytest.fixture
def account(app, session) -> Account:
    made = an_account("organizer")
    made.password = services.hash_password(PASSWORD)
    session.add(made)
    session.commit()
    return made


def sign_in(client, email, password=PASSWORD, **more):
    return client.post("/sign-in", data={"email": email, "password": password}, **more)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


# ------------------------------------------------------------------- in and out


def test_the_right_password_opens_the_account_and_leads_on(client, account):
    refused = client.get("/account/")
    assert (refused.status_code, refused.location) == (303, "/sign-in?next=%2Faccount%2F")
    answer = sign_in(client, account.email, query_string={"next": "/account/"})
    assert (answer.status_code, answer.location) == (303, "/account/")
    assert account.email in client.get("/account/").text


def test_a_wrong_password_is_a_sentence_and_keeps_the_address(client, account):
    answer = sign_in(client, account.email, "wrong")
    assert answer.status_code == 422
    assert "Address or password is wrong." in answer.text
    assert f'value="{account.email}"' in answer.text
    assert 'wrong"' not in answer.text


def test_known_and_unknown_addresses_get_the_same_page(client, account):
    pages = [
        re.sub(r'value="[^"]*"|csrf_token[^>]*', "", sign_in(client, email, "wrong").text)
        for email in (account.email, "nobody@example.org")
    ]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "https://evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
    ],
)
def test_signing_in_leads_nowhere_but_to_our_own_pages(client, account, target):
    answer = sign_in(client, account.email, query_string={"next": target})
    assert (answer.status_code, answer.location) == (303, "/desk/")


def test_ten_wrong_passwords_leave_ten_rows_and_the_eleventh_answer_is_429(
    client, session, account
):
    answers = [sign_in(client, account.email, "wrong").status_code for _attempt in range(10)]
    late = sign_in(client, account.email)
    assert answers == [422] * 10
    assert (late.status_code, late.headers["Retry-After"]) == (429, "900")
    assert "Too many wrong passwords." in late.text
    assert session.scalar(select(func.count(SignInAttempt.id))) == 10
    assert client.get("/account/").status_code == 303


def test_signing_in_without_the_forms_token_is_refused(client, account):
    assert sign_in(client, account.email, csrf=False).status_code == 400


def test_signing_out_takes_a_form_and_ends_this_session(client, account):
    sign_in(client, account.email)
    assert client.get("/sign-out").status_code == 405
    assert client.get("/account/").status_code == 200
    assert client.post("/sign-out", csrf=False).status_code == 400
    assert client.post("/sign-out").location == "/"
    assert client.get("/account/").status_code == 303


def test_signing_out_everywhere_ends_the_others_too(app, client, account):
    elsewhere = app.test_client().sign_in(account)
    sign_in(client, account.email)
    assert elsewhere.get("/account/").status_code == 200
    client.post("/account/sign-out-everywhere")
    assert [each.get("/account/").status_code for each in (client, elsewhere)] == [303, 303]


def test_a_disabled_account_is_out_at_its_next_request(client, session, account):
    sign_in(client, account.email)
    services.disable(session.get(Account, account.id), by=COMMAND, now=now_utc())
    assert client.get("/account/").status_code == 303


def test_a_session_is_a_new_one_after_signing_in(client, account):
    client.get("/sign-in")
    with client.session_transaction() as before:
        before["planted"] = "x"
        token = before["csrf_token"]
    sign_in(client, account.email)
    client.get("/account/")
    with client.session_transaction() as after:
        assert "planted" not in after
        assert after["csrf_token"] != token


# ---------------------------------------------------------------------- passwords


def new_link(session, account) -> str:
    services.ask_new_password(account.email, now=now_utc())
    services.answer_password_requests(now_utc())
    session.commit()
    token = capability_token("choose-password", account.uid, account.link_version)
    return f"/account/password/{token}"


def test_opening_a_password_link_changes_nothing_and_using_it_does_once(client, session, account):
    link = new_link(session, account)
    for _look in range(3):
        page = client.get(link)
        assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    used = client.post(link, data={"name": "Lin", "password": OTHER_PASSWORD})
    assert (used.status_code, used.location) == (303, "/desk/")
    assert client.get("/account/").status_code == 200
    assert client.get(link).status_code == 404
    assert client.post(link, data={"name": "", "password": PASSWORD}).status_code == 404
    session.refresh(account)
    assert services.is_right(OTHER_PASSWORD, account)


def test_a_weak_password_is_refused_and_the_link_still_works(client, session, account):
    link = new_link(session, account)
    answer = client.post(link, data={"name": "Lin", "password": "password1234"})
    assert answer.status_code == 422
    assert "first that others would try" in answer.text
    assert "password1234" not in answer.text
    assert 'value="Lin"' in answer.text
    assert client.post(link, data={"name": "", "password": PASSWORD}).status_code == 303


def test_an_unknown_link_looks_like_a_page_that_does_not_exist(client, app):
    unknown = client.get(f"/account/password/{'x' * 43}")
    nothing = client.get("/account/password/nothing-here")
    assert (unknown.status_code, nothing.status_code) == (404, 404)
    assert text_of(unknown) == text_of(nothing)


def test_asking_for_a_new_password_tells_nobody_whether_there_is_an_account(client, account):
    answers = []
    for email in (account.email, "nobody@example.org"):
        answer = client.post("/account/password/new", data={"email": email})
        answers.append((answer.status_code, answer.location))
    assert answers == [(303, "/account/password/new?asked=1")] * 2
    assert "If this address belongs to an account" in client.get(answers[0][1]).text


def test_an_organizer_who_asks_for_the_administrators_password_finds_no_link(
    app, session, signed_in
):
    administrator = an_account("administrator")
    administrator.password = services.hash_password(PASSWORD)
    session.add(administrator)
    session.commit()
    organizer = signed_in("organizer")
    organizer.post("/account/password/new", data={"email": administrator.email})
    with app.app_context(), writing():
        services.answer_password_requests(now_utc())
    session.rollback()
    mail_id = session.scalars(select(OutgoingMail.id)).one()
    address = administrator.email
    session.rollback()
    with app.app_context():
        _mail_id, message, _return_path = claim_mail(now_utc(), timedelta(minutes=1))
    link = LINK.search(message.get_body(("plain",)).get_content()).group()
    token = link.rpartition("/")[2]

    stored = [
        value
        for model in (OutgoingMail, HistoryRow, Account)
        for row in session.scalars(select(model))
        for value in map(str, vars(row).values())
    ]
    assert not [value for value in stored if token in value]
    shown = [organizer.get(at).text for at in ("/desk/mail/", f"/desk/mail/{mail_id}")]
    assert address in shown[0]
    for page in shown:
        assert token not in page
        assert not LINK.search(page)
    assert app.test_client().get(link).status_code == 200


def test_a_password_is_changed_by_whoever_knows_the_old_one(app, client, account):
    elsewhere = app.test_client().sign_in(account)
    sign_in(client, account.email)
    wrong = client.post("/account/password", data={"old": "x", "password": OTHER_PASSWORD})
    assert (wrong.status_code, "not the present password" in wrong.text) == (422, True)
    done = client.post("/account/password", data={"old": PASSWORD, "password": OTHER_PASSWORD})
    assert (done.status_code, done.location) == (303, "/account/")
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 303


# ---------------------------------------------------------------------- account


def test_name_and_language_are_ones_own(client, session, account):
    sign_in(client, account.email)
    answer = client.post("/account/", data={"name": "林桥", "language": "zh"})
    assert answer.status_code == 303
    page = client.get("/account/").text
    assert '<html lang="zh-Hans"' in page
    assert 'value="林桥"' in page
    assert client.post("/account/", data={"name": "x", "language": "tlh"}).status_code == 422


def test_anybody_switches_the_language_of_pages_without_one_in_their_address(client, app):
    for language, html in (("zh", "zh-Hans"), ("en", "en"), ("tlh", "en")):
        back = client.post("/account/language", data={"language": language, "next": "/sign-in"})
        assert (back.status_code, back.location) == (303, "/sign-in")
        assert f'<html lang="{html}"' in client.get("/sign-in").text
    away = client.post("/account/language", data={"language": "zh", "next": "//evil.example"})
    assert away.location == "/desk/"


def test_fields_say_to_a_password_manager_what_they_are(client, session, account):
    sign_in_page, link_page = (
        client.get("/sign-in").text,
        client.get(new_link(session, account)).text,
    )
    assert re.findall(r'autocomplete="([^"]+)"', sign_in_page) == ["username", "current-password"]
    assert re.findall(r'autocomplete="([^"]+)"', link_page) == ["name", "username", "new-password"]
    assert "<script>" not in sign_in_page + link_page
    assert not re.search(r"\son\w+=|onpaste|autocomplete=\"off\"", sign_in_page + link_page)
