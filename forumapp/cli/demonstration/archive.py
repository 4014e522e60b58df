"""Old releases that wait to be imported, and an address of the former site."""

import zipfile
from datetime import datetime
from io import BytesIO

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.services.addressing import keep_old_address
from forumapp.announcements.services.archiving import go_on_with, take_in_archive
from forumapp.core.actor import Actor

OLD_ADDRESS = "/ShowNews.aspx?id=777"
LONG_ENOUGH = 60
"""Seconds, for four files."""

RELEASES = {
    "2017/lanterns.txt": """Home > News > Harbour news

Lantern Evening for Two Hundred Volunteers of the Harbour

Source:Harbour Chamber of Commerce Release time:2017/11/3 09:20:00
The chamber and the Lantern Foundation thanked two hundred volunteers with an evening on the quay. Each of them had given at least ten days of the year to schools, libraries and gardens of the city.

Chen Su-yin said that a city is looked after by those who stay when the speeches are over, and asked every member company to give its people one free day a year. Forty companies signed on the spot.
Contact Us""",
    "2018/round-table.html": """<!-- saved from url=(0046)http://www.harbour.example/ShowNews.aspx?id=912 -->
<html><head><title>Round Table on Shade and Benches - Harbour news</title></head><body>
<div class="nav"><a href="/">Home</a> &gt; News</div>
<h1>Round Table on Shade and Benches</h1><div>Source: Harbour Chamber of Commerce　Release time: ２０１８-０６-１２　１４：３０</div>
<p>Twelve towns sent their street keepers to a round table on the simplest of questions: where can one sit down in July? They compared trees, awnings and the width of pavements, and went home with a shared counting sheet.</p>
<p>The next round table takes place in spring, on water.</p><div class="footer">Contact us | Site map</div></body></html>""",
    "2018/圆桌会议.txt": """您现在的位置：首页 > 新闻中心 > 商会动态

树荫与长椅圆桌会议在我市举行

来源：海港商会　发布时间：2018年6月12日 14:30
来自十二个城市的街道管理人员齐聚一堂，讨论一个最朴素的问题：七月里，人们可以在哪里坐下歇脚？与会者交流了行道树、遮阳棚和人行道宽度的经验，并共同拟定了一份统计表。

下一次圆桌会议将于明年春季举行，主题为水。
版权所有：海港商会""",
    "2018/minutes.txt": "",
}


def keep_old_releases(story: Announcement, *, by: Actor, now: datetime) -> None:
    """Four files, read and not imported yet; and where the story of New York once stood."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in RELEASES.items():
            archive.writestr(name, text)
    taken_in = take_in_archive(
        packed.getvalue(), "harbour-news-2017-2018.zip", zone="Asia/Shanghai", by=by, now=now
    )
    go_on_with(taken_in, seconds=LONG_ENOUGH, now=now)
    keep_old_address(story, OLD_ADDRESS)
