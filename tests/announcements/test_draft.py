"""Drafts: each fact has its sentence in English and in Chinese, and none without it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from forumapp.announcements.rules.draft import DRAFTED_LANGUAGES, KIND_OF_OCCASION, draft
from forumapp.announcements.rules.facts import (
    Draft,
    ForumFacts,
    OrganizerFact,
    Registration,
    SpeakerFact,
    When,
)
from forumapp.announcements.rules.kinds import ANNOUNCEMENT_KINDS
from forumapp.core.markdown import plain_text
from forumapp.forums.rules import APPEARANCE_ROLES, FORUM_KINDS, ORGANIZER_ROLES

NEW_YORK = When(
    starts=datetime(2027, 3, 14, 12),
    ends=datetime(2027, 3, 14, 14, 30),
    zone="America/New_York",
    starts_at=datetime(2027, 3, 14, 16, tzinfo=UTC),
)
REGISTRATION = Registration(
    mode="open",
    address="/forums/inclusive-cities/register",
    closes_at=datetime(2027, 3, 10, 23, tzinfo=UTC),
    zone="America/New_York",
)
FACTS = {
    "en": ForumFacts(
        title="Civil Society and Inclusive Cities",
        kind="luncheon_forum",
        when=NEW_YORK,
        venue="Riverside Hall",
        room="Room 4",
        city="New York",
        attendance_mode="both",
        organizers=(
            OrganizerFact("host", "Harbour Chamber"),
            OrganizerFact("co_organizer", "Lantern Foundation"),
            OrganizerFact("co_organizer", "Sail Society"),
            OrganizerFact("media_partner", "Quay Post"),
        ),
        themes=("Cities for All",),
        speakers=(
            SpeakerFact("Ada Lindqvist", "keynote", "Chair of the Congress of Small Ports"),
            SpeakerFact("Wen Hai", "moderator"),
        ),
        languages=("en", "zh"),
        registration=REGISTRATION,
        delegations=("Northern Coast 2027",),
        conference="the Congress of Small Ports",
        issued_city="Beijing",
        issued_on=date(2027, 2, 1),
    ),
    "zh": ForumFacts(
        title="公民社会与包容性城市",
        kind="luncheon_forum",
        when=NEW_YORK,
        venue="河畔大厅",
        room="四号厅",
        city="纽约",
        attendance_mode="both",
        organizers=(
            OrganizerFact("host", "海港商会"),
            OrganizerFact("co_organizer", "灯笼基金会"),
            OrganizerFact("co_organizer", "帆船协会"),
            OrganizerFact("media_partner", "码头报"),
        ),
        themes=("人人共享的城市",),
        speakers=(
            SpeakerFact("阿达·林德奎斯特", "keynote", "小港大会主席"),
            SpeakerFact("文海", "moderator"),
        ),
        languages=("en", "zh"),
        registration=REGISTRATION,
        delegations=("北方海岸代表团",),
        conference="小港大会",
        issued_city="北京",
        issued_on=date(2027, 2, 1),
    ),
}


def notice(language: str, **changes: Any) -> Draft:
    return draft("notice", replace(FACTS[language], **changes), language)


def whole(written: Draft) -> str:
    return f"{written.headline}\n{written.lead}\n{written.body}\n{written.dateline}"


def test_the_english_notice_reads_as_a_secretariat_writes() -> None:
    written = notice("en")
    assert written.headline == (
        "Civil Society and Inclusive Cities to be held in New York on 14 March 2027"
    )
    assert written.dateline == "Beijing, 1 February 2027"
    assert written.lead == (
        "The luncheon forum “Civil Society and Inclusive Cities” will be held on Sunday 14 March 2027, "
        "12:00–14:30 New York time (EDT, UTC−4), in Room 4, Riverside Hall, New York."
    )
    assert written.body == (
        "It is hosted by Harbour Chamber, and co-organized by Lantern Foundation and Sail Society. "
        "Media partner: Quay Post. Its theme is “Cities for All”.\n\n"
        "The forum is part of the Congress of Small Ports."
        " It is on the itinerary of the delegation “Northern Coast 2027”."
        " It can also be attended online. The working languages are English and Chinese.\n\n"
        "## Speakers\n\n"
        "- **Ada Lindqvist**, Chair of the Congress of Small Ports (keynote speaker)\n"
        "- **Wen Hai** (moderator)\n\n"
        "## Registration\n\n"
        "Register on [the registration page](/forums/inclusive-cities/register) "
        "by 10 March 2027, 18:00 New York time."
    )


def test_the_chinese_notice_reads_as_a_secretariat_writes() -> None:
    written = notice("zh")
    assert written.headline == "“公民社会与包容性城市”午餐论坛将于2027年3月14日在纽约举行"
    assert written.dateline == "北京，2027年2月1日"
    assert written.lead == (
        "由海港商会承办，灯笼基金会、帆船协会协办的“公民社会与包容性城市”午餐论坛"
        "定于2027年3月14日（星期日）12:00–14:30（纽约时间，EDT，UTC−4）在纽约河畔大厅四号厅举行。"
    )
    assert written.body == (
        "本次论坛将以“人人共享的城市”为主题。"
        "论坛为小港大会框架下的活动。论坛是北方海岸代表团此行的活动之一。合作媒体：码头报。\n\n"
        "会议同时提供线上参会方式。会议工作语言为英语、中文。\n\n"
        "## 出席嘉宾\n\n"
        "- **阿达·林德奎斯特**，小港大会主席（主旨演讲人）\n"
        "- **文海**（主持人）\n\n"
        "## 报名方式\n\n"
        "有意参加者可在[报名页面](/forums/inclusive-cities/register)报名，"
        "报名截止时间为2027年3月10日 18:00（纽约时间）。"
    )


ALONE = {"en": "The forum “T” will be held.", "zh": "“T”论坛将举行。"}


@pytest.mark.parametrize("language", DRAFTED_LANGUAGES)
def test_a_title_alone_makes_one_sentence(language: str) -> None:
    written = draft("notice", ForumFacts(title="T"), language)
    assert (written.lead, written.body, written.dateline) == (ALONE[language], "", "")


def assert_only_with_the_fact(language: str, words: str, **without: Any) -> None:
    """Without the fact the draft is the full one less these words, and nothing else."""
    full, less = whole(notice(language)), whole(notice(language, **without))
    assert words in full
    assert "".join(full.replace(words, "").split()) == "".join(less.split())


def test_the_kind_is_stated() -> None:
    for kind, words in {
        "forum": ("The forum “", "”论坛"),
        "luncheon_forum": ("The luncheon forum “", "”午餐论坛"),
        "round_table": ("The round table “", "”圆桌会议"),
        "panel": ("The panel “", "”专题讨论会"),
        "plenary": ("The plenary “", "”全体会议"),
        "side_event": ("The side event “", "”边会"),
        "reception": ("The reception “", "”招待会"),
    }.items():
        assert notice("en", kind=kind).lead.startswith(words[0])
        assert words[1] in notice("zh", kind=kind).lead


def test_every_kind_role_and_mode_has_its_words() -> None:
    for language in DRAFTED_LANGUAGES:
        for kind in FORUM_KINDS:
            assert notice(language, kind=kind).headline
        for role in ORGANIZER_ROLES:
            assert "Chandlers" in whole(
                notice(language, organizers=(OrganizerFact(role, "Chandlers"),))
            )
        for role in APPEARANCE_ROLES:
            assert "**Ada**（" in notice(
                language, speakers=(SpeakerFact("Ada", role),)
            ).body.replace(" (", "（")


def test_date_time_and_zone_are_stated() -> None:
    assert "on Sunday 14 March 2027, 12:00–14:30 New York time (EDT, UTC−4)" in notice("en").lead
    assert "2027年3月14日（星期日）12:00–14:30（纽约时间，EDT，UTC−4）" in notice("zh").lead
    assert notice("en", when=None).lead == (
        "The luncheon forum “Civil Society and Inclusive Cities” will be held in Room 4, "
        "Riverside Hall, New York."
    )
    assert notice("en", when=None).headline == (
        "Civil Society and Inclusive Cities to be held in New York"
    )
    assert "2027年3月14日" not in whole(notice("zh", when=None))


def test_several_days_are_stated_from_first_to_last() -> None:
    long = replace(NEW_YORK, ends=datetime(2027, 3, 15, 17))
    assert (
        "from Sunday 14 March 2027, 12:00, to Monday 15 March 2027, 17:00 New York time (EDT, UTC−4)"
        in notice("en", when=long).lead
    )
    assert (
        "2027年3月14日（星期日）12:00 – 2027年3月15日（星期一）17:00（纽约时间"
        in notice("zh", when=long).lead
    )


def test_the_venue_is_stated() -> None:
    assert "in Room 4, Riverside Hall, New York." in notice("en").lead
    assert "at Riverside Hall, New York." in notice("en", room="").lead
    assert ", in New York." in notice("en", room="", venue="").lead
    assert notice("en", room="", venue="", city="").lead.endswith("(EDT, UTC−4).")
    assert "在纽约河畔大厅四号厅举行" in notice("zh").lead
    assert "在纽约举行" in notice("zh", room="", venue="").lead
    assert notice("zh", room="", venue="", city="").lead.endswith("UTC−4）举行。")
    assert "在纽约河畔大厅举行" in notice("zh", room="", venue="纽约河畔大厅").lead


def test_an_online_forum_names_no_place() -> None:
    english, chinese = (notice(language, attendance_mode="online") for language in ("en", "zh"))
    assert english.lead.endswith("(EDT, UTC−4), online.")
    assert (
        english.headline == "Civil Society and Inclusive Cities to be held online on 14 March 2027"
    )
    assert chinese.lead.endswith("UTC−4）以线上方式举行。")
    assert "Riverside" not in whole(english)
    assert "河畔" not in whole(chinese)


def test_organizers_are_stated_in_their_order() -> None:
    backwards = tuple(reversed(FACTS["en"].organizers))
    assert (
        "co-organized by Sail Society and Lantern Foundation, and hosted by Harbour Chamber."
        in whole(notice("en", organizers=backwards))
    )
    assert_only_with_the_fact(
        "en",
        "It is hosted by Harbour Chamber, and co-organized by Lantern Foundation and Sail Society. "
        "Media partner: Quay Post. ",
        organizers=(),
    )
    assert notice("zh", organizers=()).lead.startswith("“公民社会与包容性城市”午餐论坛定于")


def test_chinese_organizers_stand_before_the_forum_each_with_its_part() -> None:
    lines = (
        OrganizerFact("organizer", "海港商会"),
        OrganizerFact("host", "帆船协会"),
        OrganizerFact("supporter", "灯笼基金会"),
    )
    assert notice("zh", organizers=lines).lead.startswith(
        "由海港商会主办、帆船协会承办、灯笼基金会支持的“"
    )
    media = (OrganizerFact("media_partner", "码头报"),)
    assert notice("zh", organizers=media).lead.startswith("“公民社会")
    assert "合作媒体：码头报。" in notice("zh", organizers=media).body


def test_the_theme_is_stated() -> None:
    assert_only_with_the_fact("en", "Its theme is “Cities for All”.", themes=())
    assert_only_with_the_fact("zh", "本次论坛将以“人人共享的城市”为主题。", themes=())
    assert "Its themes are “A”, “B” and “C”." in notice("en", themes=("A", "B", "C")).body
    assert "将以“甲”“乙”为主题" in notice("zh", themes=("甲", "乙")).body


def test_each_speaker_is_stated_with_role_and_capacity() -> None:
    for language in DRAFTED_LANGUAGES:
        for speaker in FACTS[language].speakers:
            others = tuple(one for one in FACTS[language].speakers if one != speaker)
            assert f"- **{speaker.name}**" in notice(language).body
            assert f"- **{speaker.name}**" not in notice(language, speakers=others).body
    assert "Speakers" not in notice("en", speakers=()).body
    assert "嘉宾" not in notice("zh", speakers=()).body


def test_how_to_register_and_by_when_is_stated() -> None:
    for language, words in (
        ("en", "## Registration\n\nRegister on"),
        ("zh", "## 报名方式\n\n有意参加者"),
    ):
        assert words in notice(language).body
        assert words not in notice(language, registration=None).body
        assert words not in notice(language, registration=replace(REGISTRATION, mode="none")).body
    open_ended = replace(REGISTRATION, closes_at=None)
    assert notice("en", registration=open_ended).body.endswith("/register).")
    assert notice("zh", registration=open_ended).body.endswith("/register)报名。")
    by_hand = replace(REGISTRATION, address="")
    assert notice("en", registration=by_hand).body.endswith(
        "Registration closes on 10 March 2027, 18:00 New York time."
    )
    approval = replace(REGISTRATION, mode="approval")
    assert notice("en", registration=approval).body.endswith("The organizer confirms each place.")
    assert notice("zh", registration=approval).body.endswith("报名经主办方确认后生效。")
    invitation = replace(REGISTRATION, mode="invitation")
    assert notice("en", registration=invitation).body.endswith("Participation is by invitation.")
    assert notice("zh", registration=invitation).body.endswith("本次论坛凭邀请参加。")
    stopped = replace(REGISTRATION, is_stopped=True)
    assert "egistration" not in notice("en", registration=stopped).body
    assert "报名" not in notice("zh", registration=stopped).body


def test_the_delegation_is_stated() -> None:
    assert_only_with_the_fact(
        "en", "It is on the itinerary of the delegation “Northern Coast 2027”.", delegations=()
    )
    assert_only_with_the_fact("zh", "论坛是北方海岸代表团此行的活动之一。", delegations=())


def test_the_conference_is_stated() -> None:
    assert_only_with_the_fact(
        "en", "The forum is part of the Congress of Small Ports.", conference=""
    )
    assert_only_with_the_fact("zh", "论坛为小港大会框架下的活动。", conference="")


def test_the_working_languages_are_stated() -> None:
    assert_only_with_the_fact("en", "The working languages are English and Chinese.", languages=())
    assert_only_with_the_fact("zh", "会议工作语言为英语、中文。", languages=())
    assert "The working language is French." in notice("en", languages=("fr",)).body


def test_attendance_online_is_stated() -> None:
    assert_only_with_the_fact("en", "It can also be attended online.", attendance_mode="in_person")
    assert_only_with_the_fact("zh", "会议同时提供线上参会方式。", attendance_mode="in_person")


def test_a_chinese_title_that_says_what_it_is_stands_bare() -> None:
    assert notice("zh", title="宁静港湾论坛").headline == "宁静港湾论坛将于2027年3月14日在纽约举行"
    assert "“宁静‘港湾’”午餐论坛" in notice("zh", title="宁静“港湾”").lead


def test_the_report_says_what_was() -> None:
    english, chinese = (draft("report", FACTS[language], language) for language in ("en", "zh"))
    assert english.headline == "Civil Society and Inclusive Cities held in New York"
    assert english.lead == (
        "The luncheon forum “Civil Society and Inclusive Cities” was held on Sunday 14 March 2027 "
        "in Room 4, Riverside Hall, New York."
    )
    assert "It was hosted by Harbour Chamber" in english.body
    assert "Register" not in english.body
    assert chinese.headline == "“公民社会与包容性城市”午餐论坛在纽约举行"
    assert chinese.lead.startswith("2027年3月14日，由海港商会承办，灯笼基金会、帆船协会协办的")
    assert "报名" not in chinese.body


def test_a_change_states_old_and_new() -> None:
    before = {
        language: replace(
            FACTS[language],
            venue="Old Hall",
            room="",
            when=replace(NEW_YORK, starts=datetime(2027, 3, 14, 9), ends=datetime(2027, 3, 14, 11)),
        )
        for language in DRAFTED_LANGUAGES
    }
    english, chinese = (
        draft("change", FACTS[language], language, before=before[language])
        for language in ("en", "zh")
    )
    assert english.headline == "Civil Society and Inclusive Cities: new time and place"
    assert english.lead == (
        "The luncheon forum “Civil Society and Inclusive Cities” will be held on Sunday 14 March 2027, "
        "12:00–14:30 New York time (EDT, UTC−4), not on Sunday 14 March 2027, 09:00–11:00 "
        "New York time (EDT, UTC−4). It will take place in Room 4, Riverside Hall, New York, "
        "not at Old Hall, New York."
    )
    assert english.body == "Registrations remain valid."
    assert chinese.headline == "关于调整“公民社会与包容性城市”午餐论坛时间和地点的通知"
    assert chinese.lead == (
        "原定于2027年3月14日（星期日）09:00–11:00（纽约时间，EDT，UTC−4）举行的“公民社会与包容性城市”午餐论坛，"
        "时间调整为2027年3月14日（星期日）12:00–14:30（纽约时间，EDT，UTC−4）。"
        "举办地点由纽约Old Hall调整为纽约河畔大厅四号厅。"
    )
    assert chinese.body == "已提交的报名继续有效。"


def test_a_change_of_one_fact_names_that_fact_alone() -> None:
    elsewhere = replace(FACTS["en"], venue="Old Hall", room="")
    written = draft("change", FACTS["en"], "en", before=elsewhere)
    assert written.headline.endswith(": new place")
    assert written.lead == (
        "The luncheon forum “Civil Society and Inclusive Cities” will take place in Room 4, "
        "Riverside Hall, New York, not at Old Hall, New York."
    )
    chinese = draft(
        "change", FACTS["zh"], "zh", before=replace(FACTS["zh"], attendance_mode="online")
    )
    assert chinese.headline == "关于调整“公民社会与包容性城市”午餐论坛地点的通知"
    assert chinese.lead == "“公民社会与包容性城市”午餐论坛举办地点由线上调整为纽约河畔大厅四号厅。"


@pytest.mark.parametrize(
    ("occasion", "english", "chinese"),
    [
        (
            "postponement",
            "is postponed. A new date will be announced.",
            "延期举行，具体时间另行通知。",
        ),
        ("cancellation", "is cancelled.", "现予取消。"),
    ],
)
def test_a_forum_that_stops_says_what_was_planned_and_why(
    occasion: str, english: str, chinese: str
) -> None:
    written = draft(occasion, replace(FACTS["en"], reason="The hall is *closed*."), "en")
    assert written.lead == (
        "The luncheon forum “Civil Society and Inclusive Cities”, planned for Sunday 14 March 2027, "
        f"12:00–14:30 New York time (EDT, UTC−4), in Room 4, Riverside Hall, New York, {english}"
    )
    assert plain_text(written.body).startswith("The hall is *closed*.")
    assert draft(occasion, replace(FACTS["zh"]), "zh").lead == (
        "原定于2027年3月14日（星期日）12:00–14:30（纽约时间，EDT，UTC−4）在纽约河畔大厅四号厅举行的"
        f"“公民社会与包容性城市”午餐论坛{chinese}"
    )


def test_a_reinstated_forum_says_when_and_where_to_look_for_places() -> None:
    written = draft("reinstatement", FACTS["en"], "en")
    assert "will be held after all on Sunday 14 March 2027" in written.lead
    assert written.body == (
        "Registrations remain valid. "
        "For free places see [the registration page](/forums/inclusive-cities/register)."
    )
    assert "恢复举办，定于2027年3月14日" in draft("reinstatement", FACTS["zh"], "zh").lead


def test_a_new_date_after_a_postponement_names_the_old_and_the_new_one() -> None:
    planned = replace(NEW_YORK, starts=datetime(2027, 1, 20, 9), ends=datetime(2027, 1, 20, 11))
    english, chinese = (
        draft("new_date", known, language, before=replace(known, when=planned, room=""))
        for language, known in FACTS.items()
    )
    assert english.headline == "Civil Society and Inclusive Cities: new date"
    assert english.lead == (
        "The luncheon forum “Civil Society and Inclusive Cities”, planned for Wednesday 20 January "
        "2027, 09:00–11:00 New York time (EDT, UTC−4), at Riverside Hall, New York, was postponed. "
        "It will now be held on Sunday 14 March 2027, 12:00–14:30 New York time (EDT, UTC−4), "
        "in Room 4, Riverside Hall, New York."
    )
    assert chinese.headline == "关于“公民社会与包容性城市”午餐论坛举行时间的通知"
    assert chinese.lead == (
        "原定于2027年1月20日（星期三）09:00–11:00（纽约时间，EDT，UTC−4）在纽约河畔大厅举行的"
        "“公民社会与包容性城市”午餐论坛此前已延期，"
        "现定于2027年3月14日（星期日）12:00–14:30（纽约时间，EDT，UTC−4）在纽约河畔大厅四号厅举行。"
    )


def test_a_postponed_forum_that_only_gets_another_place_is_on_after_all() -> None:
    elsewhere = replace(FACTS["en"], venue="Old Hall")
    written = draft("new_date", FACTS["en"], "en", before=elsewhere)
    assert written == draft("reinstatement", FACTS["en"], "en")


def test_facts_are_text_and_never_marks() -> None:
    hostile = "*Star* [x](https://evil.example) <b>"
    written = notice(
        "en",
        themes=(hostile,),
        conference=hostile,
        delegations=(hostile,),
        organizers=(OrganizerFact("host", hostile),),
        speakers=(SpeakerFact(hostile, "speaker", hostile),),
    )
    assert plain_text(written.body).count(hostile) == 6


def test_every_occasion_has_an_announcement_kind_and_both_languages() -> None:
    for occasion, kind in KIND_OF_OCCASION.items():
        assert kind in ANNOUNCEMENT_KINDS
        for language in DRAFTED_LANGUAGES:
            assert FACTS[language].title in draft(occasion, FACTS[language], language).headline
