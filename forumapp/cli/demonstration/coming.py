"""What is announced of forums to come: a programme that is out, and news under embargo with its previews."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from forumapp.announcements.services.drafting import draft_programme
from forumapp.announcements.services.editing import AnnouncementPlan, create_announcement
from forumapp.announcements.services.previewing import make_preview, revoke_preview
from forumapp.announcements.services.releasing import publish_announcement
from forumapp.core.actor import Actor
from forumapp.core.clock import wall_of
from forumapp.forums.models import Forum

ZONE = "Asia/Shanghai"
EMBARGOED = AnnouncementPlan(
    headline={
        "en": "Chamber and port authority to share one customs form",
        "zh": "商会与港务局|将共用一张报关表",
    },
    lead={
        "en": "From next spring small importers fill in one form instead of nine. The agreement is signed "
        "at the forum.",
        "zh": "自明年春季起，小进口商只需填写一张表，不再填写九张。协议将在论坛上签署。",
    },
    body={
        "en": "Both sides tried the form for six months with forty firms. It took them eleven minutes on "
        "average.\n\nThe text of the agreement is published with this announcement.",
        "zh": "双方用六个月时间与四十家企业试填，平均用时十一分钟。\n\n协议文本将与本消息同时公布。",
    },
    dateline={"en": "Beijing", "zh": "北京"},
    source={"en": "Press office of the chamber", "zh": "商会新闻处"},
    release_zone=ZONE,
)


def announce_what_comes(forums: Mapping[str, Forum], *, by: Actor, now: datetime) -> None:
    yesterday = now - timedelta(days=1)
    programme = draft_programme(forums["inclusive"], by=by, now=yesterday)
    publish_announcement(programme, by=by, now=yesterday)
    news = create_announcement(
        replace(EMBARGOED, forum_id=forums["one_form"].id), by=by, now=yesterday
    )
    release = wall_of(now + timedelta(days=2), ZONE).replace(hour=10, minute=0, second=0)
    publish_announcement(
        news, release_wall=release.replace(microsecond=0), release_zone=ZONE, by=by, now=now
    )
    make_preview(news, for_whom="Press office of the port", days=7, by=by, now=now)
    early = make_preview(news, for_whom="Quay Post", days=3, by=by, now=yesterday)
    revoke_preview(early, by=by, now=now)
