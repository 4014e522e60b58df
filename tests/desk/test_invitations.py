"""Invitations at the desk: from a list to the answers, and mail that came back."""

import io
import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select
from xlsxwriter import Workbook

from forumapp.core.errors import NotFound
from forumapp.core.tokens import capability_token
from forumapp.invitations.models import Invitation
from forumapp.invitations.queries import invitation_by_token
from forumapp.invitations.services.sending import write_owed_mails
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.models.bookings import Registration
from tests.records import a_forum, a_registration, an_invitation
from tests.support import NOW

BATCH = {"language": "zh", "places": "2", "place_group_id": ""}
LIST = """姓名,邮箱,单位
王喆,wang@example.org,开放港湾研究院
Nobody,not an address,
Lin Qiao,lin@example.org,Harbour Foundation
Lin Again,LIN@example.org,
Known,known@example.org,
"""


@pytest.fixture(autouse=True)
def clock(app, monkeypatch):
    monkeypatch.setitem(app.config, "CLOCK", lambda: NOW)


@pytest.fixture
def forum(session):
    forum = a_forum(registration_mode="invitation")
    session.add_all((forum, an_invitation(forum, address="known@example.org")))
    session.commit()
    return forum


def at(forum, rest="") -> str:
    return f"/desk/forums/{forum.id}/invitations/{rest}"


def invited(session) -> list[tuple[str, str, str, int]]:
    session.rollback()
    rows = session.scalars(select(Invitation).order_by(Invitation.id))
    return [(each.address, each.state, each.language, each.places) for each in rows][1:]


def carried(page: str) -> str:
    return re.search(r'name="packed"[^>]* value="([^"]*)"', page)[1]


def a_workbook() -> bytes:
    file = io.BytesIO()
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(LIST.strip().split("\n")):
            sheet.write_row(number, 0, line.split(","))
    return file.getvalue()


@pytest.mark.parametrize("way", ["pasted", "csv", "xlsx"])
def test_a_list_is_shown_line_by_line_and_written_only_when_somebody_says_so(
    session, forum, signed_in, way
):
    desk = signed_in("organizer")
    files = {"csv": LIST.encode("gb18030"), "xlsx": a_workbook()}
    given = (
        {"pasted": LIST}
        if way == "pasted"
        else {"file": (io.BytesIO(files[way]), f"../../list.{way}")}
    )
    page = desk.post(at(forum, "add"), data={**BATCH, **given}).text
    for said in (
        "is not a mail address",
        "stands in line 4 already",
        "invited already",
        "2 people",
    ):
        assert said in page
    assert invited(session) == []
    sent = {**BATCH, "packed": carried(page)}
    for _twice in range(2):
        assert desk.post(at(forum, "add/confirm"), data=sent).status_code == 303
    assert invited(session) == [
        ("wang@example.org", "draft", "zh", 2),
        ("lin@example.org", "draft", "zh", 2),
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "There is nobody on this list"),
        ({"file": (b"PK\x03\x04 nothing", "list.xlsx")}, "no list that can be read"),
        ({"pasted": "Lin,lin@example.org", "answer_by-day": "2026-11-01", "answer_by-time": "9:00"}, ""),
        ({"pasted": "Lin,lin@example.org", "places": "51"}, "At most 50 people"),
    ],
)  # fmt: skip
def test_a_list_or_a_batch_that_cannot_be_is_refused_with_a_sentence(
    session, forum, signed_in, given, said
):
    if "file" in given:
        content, name = given["file"]
        given = {"file": (io.BytesIO(content), name)}
    answer = signed_in("organizer").post(at(forum, "add"), data={**BATCH, **given})
    page = answer.text
    if not said:
        sent = {**BATCH, **given, "packed": carried(page)}
        answer = signed_in("organizer").post(at(forum, "add/confirm"), data=sent)
        page, said = answer.text, "still to come"
    assert (answer.status_code, said in page) == (422, True)
    assert invited(session) == []


def test_wrong_lines_are_corrected_in_place_and_the_right_ones_stay(session, forum, signed_in):
    desk = signed_in("organizer")
    page = desk.post(at(forum, "add"), data={**BATCH, "pasted": LIST}).text
    cells = BeautifulSoup(page, "html.parser").select("[name=line-3]")
    assert [cell["value"] for cell in cells] == ["Nobody", "not an address", ""]
    assert "Mail address" in cells[1].parent.text
    sent = {**BATCH, "packed": carried(page), "line-3": ["No Body", "still wrong", ""]}
    page = desk.post(at(forum, "add/confirm"), data={**sent, "again": "1"}).text
    assert "“still wrong” is not a mail address" in page
    typed = ["No Body", "no\0body@example.org", "Harbour"]
    sent = {**BATCH, "packed": carried(page), "line-3": typed}
    page = desk.post(at(forum, "add/confirm"), data=sent).text
    assert ("3 people" in page, invited(session)) == (True, [])
    desk.post(at(forum, "add/confirm"), data={**BATCH, "packed": carried(page)})
    assert [address for address, *_rest in invited(session)] == [
        "wang@example.org",
        "nobody@example.org",
        "lin@example.org",
    ]


def test_a_list_of_nothing_but_wrong_lines_can_be_corrected_too(session, forum, signed_in):
    desk = signed_in("organizer")
    page = desk.post(
        at(forum, "add"), data={**BATCH, "pasted": "Lin Qiao, lin at example.org"}
    ).text
    soup = BeautifulSoup(page, "html.parser")
    assert [cell["value"].strip() for cell in soup.select("[name=line-1]")] == [
        "Lin Qiao",
        "lin at example.org",
        "",
        "",
    ]
    sent = {**BATCH, "packed": carried(page), "line-1": ["Lin Qiao", "lin@example.org", "", ""]}
    page = desk.post(at(forum, "add/confirm"), data={**sent, "again": "1"}).text
    assert "1 person" in page
    emptied = desk.post(at(forum, "add/confirm"), data={**sent, "line-1": ["", "", "", ""]})
    assert emptied.status_code == 200
    assert invited(session) == []


def test_a_preview_that_was_tampered_with_is_refused(session, forum, signed_in):
    for packed in ("", "x", "eJyrVrIGAAEAAP4="):
        answer = signed_in("organizer").post(
            at(forum, "add/confirm"), data={**BATCH, "packed": packed}
        )
        assert answer.status_code == 409
    assert invited(session) == []


def test_the_chosen_are_sent_then_all_the_others(session, forum, signed_in):
    first, second, third = (an_invitation(forum, state="draft", sent_at=None) for _ in range(3))
    session.add_all((first, second, third))
    session.commit()
    desk = signed_in("organizer")

    def press(**form) -> int:
        assert desk.post(at(forum, "send"), data=form).status_code == 303
        session.rollback()
        write_owed_mails(NOW)
        session.commit()
        return session.scalar(select(func.count()).select_from(OutgoingMail))

    assert press(whom="chosen", chosen=[first.id]) == 1
    assert press(whom="chosen") == 1
    assert press(whom="all") == 3
    assert press(whom="all") == 3


def test_before_letters_go_each_language_is_shown_as_it_will_be_received(session, forum, signed_in):
    lin = an_invitation(forum, name="Lin Qiao", address="lin@example.org", places=3)
    wang = an_invitation(forum, name="王喆", address="wang@example.org", language="zh")
    other = an_invitation(forum, name="Other")
    for each in (lin, wang, other):
        each.state, each.sent_at = "draft", None
    session.add_all((lin, wang, other))
    session.commit()
    desk = signed_in("organizer")
    page = BeautifulSoup(desk.get(at(forum, "send?whom=all")).text, "html.parser").main
    english, chinese = (each.text for each in page.select(".mail-text"))
    assert english.startswith("Dear Lin Qiao,")
    assert "You may bring 2 others." in english
    assert "{{link:" not in page.text
    assert "王喆" in chinese
    assert "3 people get it" in page.text
    assert [each.text for each in page.select("p.small b")] == ["2 people", "1 person"]
    form = page.select_one("form[method=post]")
    assert form.button.text == "Send 3 letters"
    chosen = desk.get(at(forum, f"send?whom=chosen&chosen={wang.id}")).text
    given = re.findall(r'name="chosen" value="(\d+)"', chosen)
    assert given == [str(wang.id)]
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 0
    session.rollback()
    assert desk.post(form["action"], data={"chosen": given}).status_code == 303
    session.rollback()
    assert write_owed_mails(NOW) == 1
    mail = session.scalar(select(OutgoingMail))
    body = mail.text_body.replace("{{link:invitation}}", "[个人链接]")
    assert (mail.to_address, body) == (wang.address, chinese)


def test_a_reminder_is_shown_before_it_goes_and_nobody_to_remind_is_said(session, forum, signed_in):
    desk = signed_in("organizer")
    for rest in ("remind?whom=all", "send?whom=all", "remind?whom=chosen"):
        assert desk.get(at(forum, rest)).location == at(forum)
    assert "a reminder goes once a day" in desk.get(at(forum)).text
    session.add(an_invitation(forum, name="Wang", sent_at=NOW - timedelta(days=2)))
    session.commit()
    page = desk.get(at(forum, "remind?whom=all")).text
    assert "Dear Wang" in page
    assert "Send 1 reminder<" in page


def test_the_list_says_why_not_everybody_without_an_answer_is_reminded(session, forum, signed_in):
    desk, told = signed_in("organizer"), "Nobody is reminded within a day of the last letter"
    known = session.scalar(select(Invitation))
    known.sent_at = NOW - timedelta(days=2)
    session.commit()
    assert told not in desk.get(at(forum)).text
    known.reminded_at = NOW - timedelta(hours=2)
    session.commit()
    assert told in desk.get(at(forum)).text


def test_who_missed_the_time_is_given_more_and_who_was_withdrawn_is_invited_again(
    session, forum, signed_in
):
    late = an_invitation(forum, state="draft", sent_at=None, answer_by=NOW - timedelta(hours=1))
    session.add(late)
    session.commit()
    desk = signed_in("organizer")
    before = capability_token("invitation", late.uid, late.link_version)

    def press(rest: str, **form) -> int:
        return desk.post(at(forum, rest), data=form).status_code

    one = f"{late.id}/"
    assert press("send", whom="chosen", chosen=[late.id]) == 303
    assert "Nobody of those is to be written to now" in desk.get(at(forum, "")).text
    assert press(one + "address", address="new@example.org") == 422
    until = {"answer_by-day": "2026-12-01", "answer_by-time": "12:00"}
    assert press(one + "change", **{**BATCH, "answer_by-day": "2026-11-01"}) == 422
    assert press(one + "change", **BATCH, **until) == 303
    assert 'value="2026-12-01"' in desk.get(at(forum, one + "change")).text
    assert [press(one + "withdraw"), press(one + "reinstate")] == [303, 303]
    assert press(one + "reinstate") == 409
    assert press("send", whom="chosen", chosen=[late.id]) == 303
    session.rollback()
    assert write_owed_mails(NOW) == 1
    session.commit()
    assert (late.state, late.places, late.language) == ("sent", 2, "zh")
    with pytest.raises(NotFound):
        invitation_by_token(before)


def test_the_template_is_a_list_that_can_be_read(forum, signed_in):
    desk = signed_in("organizer")
    for kind in ("csv", "xlsx"):
        body = desk.get(at(forum, f"template.{kind}"), buffered=True).data
        given = {"file": (io.BytesIO(body), f"template.{kind}")}
        assert "Add 2 people" in desk.post(at(forum, "add"), data={**BATCH, **given}).text


def test_today_tells_of_mail_that_came_back_and_the_address_is_corrected_there(
    session, forum, signed_in
):
    row = a_registration(forum, name="Wang Min", bounced_at=NOW, bounce_detail="550 no such user")
    invitation = an_invitation(forum, name="Lin Qiao", state="bounced", bounce_detail="550 no")
    session.add_all((row, invitation))
    session.commit()
    desk = signed_in("organizer")
    assert "mails came back" in desk.get("/desk/").text
    page = desk.get("/desk/mail-came-back").text
    assert "Wang Min" in page
    assert "550 no such user" in page
    assert "Lin Qiao" in page
    address = {"address": "wang@example.org"}
    corrected = desk.post(f"/desk/forums/{forum.id}/registrations/{row.id}/address", data=address)
    assert corrected.status_code == 303
    assert desk.post(at(forum, f"{invitation.id}/address"), data=address).status_code == 422
    address = {"address": "lin@example.org"}
    assert desk.post(at(forum, f"{invitation.id}/address"), data=address).status_code == 303
    session.rollback()
    assert session.scalars(select(Registration)).one().bounced_at is None
    assert "came back" not in desk.get("/desk/").text


def test_the_list_taken_along_holds_no_formula(session, forum, signed_in):
    session.add(an_invitation(forum, name="=1+1", state="declined", decline_note="@SUM(A1)"))
    session.commit()
    answer = signed_in("staff").get(at(forum, "invitations.csv"), buffered=True)
    text = answer.data.decode("utf-8-sig")
    assert "'=1+1" in text
    assert "'@SUM(A1)" in text
