"""Somebody registers on a phone, in Chinese, without scripts; and every page that this leads to is sound."""

import re
from datetime import UTC, datetime
from email.message import EmailMessage

from playwright.sync_api import Page, expect

from forumapp.core.transaction import writing
from forumapp.files.rules import PDF
from forumapp.files.services.stored import CheckedFile, keep_file
from forumapp.forums.models import Forum
from forumapp.questions.models import Question
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.models.places import AccessCode
from forumapp.registrations.services.answering import store_answers
from forumapp.registrations.services.waiting import resume_offers
from tests.journeys.conftest import PHONE, Browse
from tests.journeys.crawl import Crawl
from tests.journeys.crowd import Attendee, facts_of, inside, open_forum
from tests.records import both
from tests.served import Served


def test_on_a_phone_in_chinese_without_scripts(demonstrated: Served, browse: Browse):
    slug = open_forum(demonstrated, capacity_limit=3, slug="open-harbours-phone")
    phone = browse(demonstrated, PHONE, locale="zh-CN", java_script_enabled=False)
    phone.goto(f"/zh/forums/{slug}")
    phone.get_by_role("link", name="报名", exact=True).click()
    phone.get_by_label("姓名", exact=True).fill("林樵")
    phone.get_by_label("邮箱", exact=True).fill("lin.qiao@example.org")
    phone.locator("#taking_part").check()
    phone.get_by_role("button", name="报名").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("名额已确认")
    reference = phone.locator(".reference").inner_text()

    mail = demonstrated.smtp.wait_for("lin.qiao@example.org")
    assert mail["Subject"] == "名额已确认：开放港湾论坛"
    text = mail.get_body(("plain",)).get_content()
    assert reference in text
    day = facts_of(demonstrated, slug).starts
    assert f"时间：{day.year}年{day.month}月{day.day}日" in text
    assert "text/calendar" in [part.get_content_type() for part in mail.walk()]
    (ticket,) = re.findall(r"http://\S+/zh/registrations/\S+", text)
    assert phone.url == ticket

    phone.goto(ticket)
    phone.get_by_role("link", name="取消报名").click()
    phone.get_by_role("button", name="取消报名").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("该报名已取消")
    assert facts_of(demonstrated, slug).taken == 0
    farewell = demonstrated.smtp.wait_for("lin.qiao@example.org", count=2)
    assert farewell["Subject"] == "报名已取消：开放港湾论坛"


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def link_in(mail: EmailMessage, place: str) -> str:
    (link,) = re.findall(rf"http://\S+/zh/{place}/\S+", text_of(mail))
    return link


def ask_for_a_file(served: Served, slug: str) -> None:
    """The one registration of a forum has given a file, and is asked for more."""
    with inside(served), writing() as session:
        registration = session.query(Registration).filter(Registration.forum.has(slug=slug)).one()
        nothing = both("")
        session.add_all(
            Question(
                forum=registration.forum, kind=kind, stage=stage, label=both(*label), help=nothing
            )
            for kind, stage, label in (
                ("file", "registration", ("Passport", "护照")),
                ("text", "confirmation", ("Name in the passport", "护照姓名")),
            )
        )
        session.flush()
        passport = session.query(Question).filter_by(forum=registration.forum, kind="file").one()
        now = datetime.now(UTC)
        file = keep_file(CheckedFile("passport.pdf", PDF, b"%PDF-1.7"), now=now)
        store_answers(registration, {passport.id: file.id}, now=now)


def heading(page: Page):
    return expect(page.get_by_role("heading", level=1))


def test_three_people_wait_on_a_phone_are_offered_places_and_one_sends_a_substitute(
    demonstrated: Served, browse: Browse
):
    slug = open_forum(demonstrated, capacity_limit=2, slug="open-harbours-three")
    phone = browse(demonstrated, PHONE, locale="zh-CN", java_script_enabled=False)
    phone.goto(f"/zh/forums/{slug}/register")
    phone.locator("#name").fill("林樵")
    phone.locator("#address").fill("three.lin@example.org")
    phone.get_by_role("button", name="添加参会人").click()
    phone.locator("#companions-0-name").fill("王敏")
    phone.locator("#companions-0-address").fill("three.wang@example.org")
    phone.get_by_role("button", name="添加参会人").click()
    expect(phone.locator("#name")).to_have_value("林樵")
    expect(phone.locator("#companions-0-name")).to_have_value("王敏")
    phone.locator("#taking_part").check()
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    phone.locator("form.form button.go").click()
    heading(phone).to_have_text("您为 3 人报名")
    expect(phone.get_by_text("您目前排在候补名单第 1 位。")).to_be_visible()

    with inside(demonstrated), writing() as session:
        forum = session.query(Forum).filter_by(slug=slug).one()
        forum.capacity_limit = 3
        session.flush()
        resume_offers(forum, now=datetime.now(UTC))
    offer = demonstrated.smtp.wait_for("three.lin@example.org", count=2)
    phone.goto(link_in(offer, "offers"))
    phone.locator("form[action$='/take'] button").click()
    heading(phone).to_have_text("您为 3 人报名")
    assert facts_of(demonstrated, slug).taken == 3

    wang = demonstrated.smtp.wait_for("three.wang@example.org")
    own = link_in(wang, "registrations")
    phone.goto(own)
    heading(phone).to_have_text("名额已确认")
    expect(phone.get_by_text("林樵", exact=True)).to_have_count(0)
    expect(phone.get_by_role("img", name="参会凭证二维码")).to_be_visible()
    phone.get_by_role("link", name="更换参会人").click()
    phone.locator("#name").fill("温博")
    phone.locator("#address").fill("three.wen@example.org")
    phone.locator("#taking_part").check()
    phone.get_by_role("button", name="更换参会人").click()
    heading(phone).to_have_text("已改由温博参会")
    farewell = demonstrated.smtp.wait_for("three.wang@example.org", count=2)
    assert "温博" in text_of(farewell)
    welcome = demonstrated.smtp.wait_for("three.wen@example.org")
    phone.goto(link_in(welcome, "registrations"))
    heading(phone).to_have_text("名额已确认")
    stale = phone.request.get(own)
    assert stale.status == 404


def test_a_code_opens_a_closed_forum_once_the_address_is_confirmed_and_links_come_again(
    demonstrated: Served, browse: Browse
):
    slug = open_forum(demonstrated, slug="open-harbours-code", registration_mode="invitation")
    with inside(demonstrated), writing() as session:
        forum = session.query(Forum).filter_by(slug=slug).one()
        session.add(
            AccessCode(
                forum=forum, code="HARBOUR 7", code_key="HARBOUR7", created_at=datetime.now(UTC)
            )
        )
    phone = browse(demonstrated, PHONE, locale="zh-CN", java_script_enabled=False)
    phone.goto(f"/zh/forums/{slug}/register")
    heading(phone).to_have_text("凭邀请码报名")
    phone.locator("#code").fill("harbour 7")
    phone.locator("#name").fill("林樵")
    phone.locator("#address").fill("code.lin@example.org")
    phone.locator("#taking_part").check()
    phone.locator("form.form button.go").click()
    heading(phone).to_have_text("我们已向该邮箱发送邮件")
    asked = demonstrated.smtp.wait_for("code.lin@example.org")
    phone.goto(link_in(asked, "registrations/confirm"))
    assert facts_of(demonstrated, slug).taken == 0
    phone.get_by_role("button", name="确认邮箱").click()
    heading(phone).to_have_text("名额已确认")
    assert facts_of(demonstrated, slug).taken == 1

    phone.goto(f"/zh/forums/{slug}")
    phone.get_by_role("link", name="已经报过名？").click()
    phone.locator("#address").fill("code.lin@example.org")
    phone.get_by_role("button", name="发送链接").click()
    heading(phone).to_have_text("我们已向该邮箱发送邮件")
    again = demonstrated.smtp.wait_for("code.lin@example.org", count=3)
    phone.goto(link_in(again, "registrations"))
    phone.get_by_role("link", name="删除信息").click()
    phone.get_by_role("button", name="删除信息").click()
    expect(phone.get_by_role("status")).to_contain_text("信息已删除")
    assert facts_of(demonstrated, slug).taken == 0


def test_the_pages_behind_a_mailed_link_are_accessible_valid_and_fit_a_phone(
    routes, demonstrated: Served, browse: Browse, tmp_path
):
    slug = open_forum(demonstrated, slug="open-harbours-pages")
    attendee = Attendee(demonstrated, slug)
    _status, ticket = attendee.register("wang.min@example.org")
    elsewhere = {"csrf_token": attendee.token, "address": "wang.elsewhere@example.org"}
    assert attendee.ask("POST", f"{ticket}/address", elsewhere)[0] == 303
    asked = demonstrated.smtp.wait_for("wang.elsewhere@example.org")
    (confirm,) = re.findall(r"/registrations/confirm/\S+", text_of(asked))
    ask_for_a_file(demonstrated, slug)
    pages = [f"{ticket}{below}" for below in ("", "/change", "/substitute", "/details")]
    pages += [confirm, "/registrations/", f"/forums/{slug}/register?written=1"]
    start = [f"{language}{page}" for language in ("", "/zh") for page in pages]
    crawl = Crawl(
        routes,
        browse(demonstrated),
        start,
        within=("/registrations/", "/zh/registrations/"),
        is_public=True,
    )
    crawl.walk().expect_no_fault(tmp_path)
    assert crawl.unseen(("site.registrations.", "site_zh.registrations.")) == []
