"""The invented chamber that runs the demonstration."""

from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.institution.services import edit_institution, ensure_institution

CHAMBER = {
    "name": {"en": "Harbour Chamber of Commerce", "zh": "海港商会"},
    "short_name": {"en": "Harbour Chamber", "zh": "海港商会"},
    "seal": "商",
    "zone": "Asia/Shanghai",
    "country": "CN",
    "tagline": {
        "en": "Forums, delegations and announcements of the Harbour Chamber",
        "zh": "海港商会的论坛、代表团与公告",
    },
    "boilerplate": {
        "en": "The Harbour Chamber is an invented institution: it shows what this program does. Its one true story "
        "is the forum that a delegation held in New York in 2019.",
        "zh": "海港商会为虚构机构，用于演示本系统的功能；其中唯一真实的内容，是2019年某代表团在纽约举办的一场论坛。",
    },
    "address": {"en": "8 Lighthouse Road, Shanghai", "zh": "上海市灯塔路8号"},
    "email": "forums@harbour.example",
    "phone": "+86 21 0000 0000",
    "icp_number": "沪ICP备00000000号-1",
    "security_number": "沪公网安备00000000000000号",
    "press_contact": {
        "en": "Press: Chen Suyin, Secretary-General, press@harbour.example",
        "zh": "新闻联络：秘书长陈素音，press@harbour.example",
    },
}


def describe_institution(*, now: datetime, by: Actor) -> None:
    edit_institution(ensure_institution(by=by, now=now), CHAMBER, by=by, now=now)
