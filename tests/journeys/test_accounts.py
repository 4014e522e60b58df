"""An editor is invited, works, is shut out, let in again, and gets a new password: by real mail."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Browse
from tests.journeys.steps import become_first_administrator
from tests.served import Served

EDITOR = "lin.qiao@example.org"
LINK = re.compile(r"http://\S+/account/password/[A-Za-z0-9_-]{43}")


def link_mailed(served: Served, number: int) -> str:
    mail = served.smtp.wait_for(EDITOR, number)
    return LINK.search(mail.get_body(("plain",)).get_content()).group()


def test_an_account_from_its_invitation_to_a_new_password(served: Served, browse: Browse):
    desk, phone = browse(served), browse(served, PHONE, locale="zh-CN")
    become_first_administrator(desk, served)
    desk.get_by_role("link", name="Accounts").click()
    desk.get_by_role("link", name="Invite somebody").click()
    desk.get_by_label("Mail address").fill(EDITOR)
    desk.get_by_label("Role").select_option("Editor")
    desk.get_by_label("Language of the invitation").select_option("中文")
    desk.get_by_role("button", name="Send the invitation").click()

    invitation = link_mailed(served, 1)
    phone.goto(invitation)
    phone.get_by_label("新密码", exact=True).fill("港口的灯笼今晚很亮，像一艘白船")
    phone.get_by_role("button", name="设置密码并登录").click()
    expect(phone).to_have_url(f"{served.url}/desk/")

    desk.get_by_role("link", name=EDITOR).click()
    desk.get_by_role("button", name="Disable the account").click()
    phone.goto("/desk/announcements/")
    expect(phone).to_have_url(f"{served.url}/sign-in?next=%2Fdesk%2Fannouncements%2F")
    desk.get_by_role("button", name="Enable the account").click()

    phone.get_by_role("link", name="重设密码").click()
    phone.get_by_label("邮箱").fill(EDITOR.upper())
    phone.get_by_role("button", name="发送链接").click()
    phone.goto(link_mailed(served, 2))
    phone.get_by_label("新密码", exact=True).fill("seven quiet ferries")
    phone.get_by_role("button", name="设置密码并登录").click()
    expect(phone).to_have_url(f"{served.url}/desk/")
    assert phone.request.get(invitation).status == 404

    phone.goto("/account/")
    phone.get_by_role("button", name="退出登录").click()
    expect(phone).not_to_have_url(f"{served.url}/account/")
    phone.goto("/sign-in?next=/desk/announcements/")
    phone.get_by_label("邮箱").fill(EDITOR)
    phone.get_by_label("密码", exact=True).fill("seven quiet ferries")
    phone.get_by_role("button", name="登录", exact=True).click()
    expect(phone).to_have_url(f"{served.url}/desk/announcements/")
