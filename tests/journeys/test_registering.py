"""Somebody registers on a phone, in Chinese, without scripts; and every page that this leads to is sound."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Browse
from tests.journeys.crawl import Crawl
from tests.journeys.crowd import Attendee, facts_of, open_forum
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


def test_the_pages_behind_a_mailed_link_are_accessible_valid_and_fit_a_phone(
    routes, demonstrated: Served, browse: Browse, tmp_path
):
    slug = open_forum(demonstrated, slug="open-harbours-pages")
    _status, ticket = Attendee(demonstrated, slug).register("wang.min@example.org")
    start = [
        *(f"{language}{ticket}{page}" for language in ("", "/zh") for page in ("", "/change")),
        *(f"{language}/forums/{slug}/register?written=1" for language in ("", "/zh")),
    ]
    crawl = Crawl(
        routes, browse(demonstrated), start, within=("/registrations/", "/zh/registrations/")
    )
    crawl.walk().expect_no_fault(tmp_path)
    assert crawl.unseen(("site.registrations.", "site_zh.registrations.")) == []
