"""What was written after a forum of the demonstration: with pictures, quotes and a paper to take along."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.services.documents import DocumentPlan
from forumapp.announcements.services.editing import (
    AnnouncementPlan,
    create_announcement,
    edit_announcement,
)
from forumapp.announcements.services.gallery import PicturePlan
from forumapp.announcements.services.quotes import QuotePlan
from forumapp.announcements.services.releasing import publish_announcement
from forumapp.cli.demonstration.drawings import paper, street
from forumapp.cli.demonstration.records import Words
from forumapp.core.actor import Actor
from forumapp.core.translated import Translated
from forumapp.files.services.pictures import store_picture
from forumapp.files.services.stored import check_file, keep_file
from forumapp.forums.models import Forum
from forumapp.people.models import Person
from forumapp.themes.models import Theme

HEADLINE = (
    "Ten streets of Shenzhen, ten years on: where shade grew, people stayed",
    "深圳十条街，|十年之后：|树荫所至，人气所聚",
)
LEAD = (
    "A researcher who walked the same ten streets every month since 2014 told a full house what changed on "
    "them, and what small, patient money did.",
    "自二〇一四年起，研究者每月走访同样的十条街道。论坛上，他们讲述了街道的变与不变，以及小额、耐心的投入带来的改变。",
)
BODY = (
    "The forum asked one question of ten streets: what is still there, ten years after somebody paid for it? "
    "Of forty-one projects counted in 2014, twenty-three go on. Nearly all of them had a paying neighbour from "
    "the first day.\n\n"
    "## What was counted\n\n"
    "Shade, benches and open shop doors, each month, at the same hour. On the seven streets where trees were "
    "planted before paving, the number of people sitting down at noon more than doubled.\n\n"
    "## What comes next\n\n"
    "- The counting sheet is free for every town to use.\n"
    "- Three towns begin their own count this winter.\n"
    "- The series goes on with the question of who waters the trees.",
    "论坛只问一个问题：有人出资十年之后，街上还留下什么？二〇一四年统计的四十一个项目中，二十三个延续至今，"
    "几乎都从第一天起就有本地出资人。\n\n"
    "## 数了什么\n\n"
    "每月同一时刻，统计树荫、长椅和开着的店门。在先种树、后铺路的七条街道上，正午驻足就座的人数增加了一倍以上。\n\n"
    "## 下一步\n\n"
    "- 统计表免费提供给各地使用。\n"
    "- 今冬将有三座城镇开始自己的统计。\n"
    "- 系列论坛将继续讨论：谁来给树浇水。",
)
PICTURES: tuple[tuple[int, int, Words, Words], ...] = (
    (
        7,
        6,
        ("Houses of a narrow street behind six young trees", "窄街上的房屋与六棵小树"),
        (
            "The fourth street, drawn from the count of last May.",
            "第四条街，根据去年五月的统计绘制。",
        ),
    ),
    (
        21,
        1,
        ("The same street with a single tree", "同一条街，只有一棵树"),
        ("The same corner as it stood in 2014.", "二〇一四年的同一街角。"),
    ),
    (
        34,
        9,
        ("A wide street under nine crowns", "九棵大树荫蔽的宽街"),
        ("The tenth street, planted before it was paved.", "第十条街，先种树，后铺路。"),
    ),
)
"""Which street, how many trees, what it shows, what it is."""
CREDIT = ("Institute of Urban Practice", "城市实践研究院")
QUOTES: tuple[tuple[str, Words], ...] = (
    (
        "lin",
        (
            "Nobody sits down on a plan. They sit down where there is shade and somebody to talk to.",
            "没有人会坐在规划图上。人们坐下，是因为有树荫，有人说话。",
        ),
    ),
    (
        "zhao",
        (
            "A bench costs less than the meeting about it.",
            "一张长椅的花费，比讨论它的会议还少。",
        ),
    ),
)
PAPER = ["Counting sheet", "", "Street", "Hour", "Shade in metres", "Benches", "Open doors"]
PAPER_TITLE = ("The counting sheet", "统计表")
CORRECTION = (
    "An earlier version spoke of forty projects; there were forty-one.",
    "此前版本称有四十个项目，实为四十一个。",
)


def report_on_ten_streets(
    forum: Forum,
    people: Mapping[str, Person],
    themes: Mapping[str, Theme],
    *,
    by: Actor,
    now: datetime,
) -> Announcement:
    """Published the day after the forum, corrected two days later."""
    written = forum.ends_at + timedelta(hours=20)
    plan = _plan(forum, people, themes, now=written)
    report = create_announcement(plan, by=by, now=written)
    publish_announcement(report, by=by, now=written)
    corrected = replace(plan, correction=both(CORRECTION), release_wall=report.release_wall)
    corrected_at = min(written + timedelta(days=2), now)
    return edit_announcement(report, corrected, by=by, now=corrected_at)


def both(words: Words) -> dict[str, str]:
    return {"en": words[0], "zh": words[1]}


def _plan(
    forum: Forum, people: Mapping[str, Person], themes: Mapping[str, Theme], *, now: datetime
) -> AnnouncementPlan:
    sheet = keep_file(check_file(paper(PAPER), "counting-sheet.pdf", field="documents"), now=now)
    return AnnouncementPlan(
        kind="report",
        headline=both(HEADLINE),
        lead=both(LEAD),
        body=both(BODY),
        dateline=both(("Shenzhen", "深圳")),
        forum_id=forum.id,
        theme_ids=(themes["cities"].id,),
        pictures=tuple(
            PicturePlan(
                picture_id=store_picture(
                    street(seed, trees=trees), Translated(both(shows)), now=now
                ).id,
                alternative=both(shows),
                caption=both(caption),
                credit=both(CREDIT),
                leads=number == 0,
            )
            for number, (seed, trees, shows, caption) in enumerate(PICTURES)
        ),
        quotes=tuple(
            QuotePlan(person_id=people[key].id, wording=both(words)) for key, words in QUOTES
        ),
        documents=(DocumentPlan(file_uid=sheet.uid, title=both(PAPER_TITLE), language="en"),),
    )
