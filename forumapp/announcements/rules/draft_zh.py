"""会议预告、报道与通知：announcements as a secretariat in Beijing writes them."""

from babel import Locale

from forumapp.announcements.rules.facts import (
    Draft,
    ForumFacts,
    SessionFact,
    SpeakerFact,
    When,
    by_day,
    grouped,
    in_markdown,
    outside_sessions,
    quoted,
)
from forumapp.core.when import date_text, moment_text, time_range_text, time_text, zone_text

KINDS = {
    "forum": "论坛",
    "luncheon_forum": "午餐论坛",
    "round_table": "圆桌会议",
    "panel": "专题讨论会",
    "plenary": "全体会议",
    "side_event": "边会",
    "reception": "招待会",
}
NOUNS = {**KINDS, "luncheon_forum": "论坛", "round_table": "会议", "plenary": "会议"}
_KIND_ENDINGS = (
    "论坛",
    "会议",
    "大会",
    "年会",
    "峰会",
    "圆桌",
    "讨论会",
    "研讨会",
    "座谈会",
    "对话会",
    "边会",
    "招待会",
)
ORGANIZED = {
    "host": "承办",
    "organizer": "主办",
    "co_organizer": "协办",
    "co_sponsor": "联合赞助",
    "supporter": "支持",
}
ROLES = {
    "chair": "主席",
    "co_chair": "联合主席",
    "moderator": "主持人",
    "keynote": "主旨演讲人",
    "speaker": "发言嘉宾",
    "panellist": "讨论嘉宾",
    "discussant": "评议人",
    "rapporteur": "会议报告人",
}


def write_notice(facts: ForumFacts, _before: ForumFacts) -> Draft:
    said = in_markdown(facts)
    day = date_text(facts.when.starts.date(), "zh") if facts.when else ""
    will_be = "定于" if facts.when else "将"
    return Draft(
        headline=f"{_forum(facts)}将{_on(day)}{_in_city(facts)}举行",
        lead=f"{_organized(facts)}{_forum(facts)}{will_be}{_time_and_place(facts)}举行。",
        body=_body(
            _theme(said, "将以")
            + _goals(said)
            + _conference(said)
            + _delegation(said)
            + _media(said),
            said.aims,
            _online(said, "会议同时提供线上参会方式。") + _working_languages(said),
            _speakers(said),
            _registration(said),
        ),
        dateline=_dateline(facts),
    )


def write_programme(facts: ForumFacts, _before: ForumFacts) -> Draft:
    said = in_markdown(facts)
    will_be = "定于" if facts.when else "将"
    return Draft(
        headline=f"{_forum(facts)}议程",
        lead=f"{_organized(facts)}{_forum(facts)}{will_be}{_time_and_place(facts)}举行。",
        body=_body(
            "## 会议议程",
            *_timetable(said),
            _speakers(outside_sessions(said)),
            _registration(said),
        ),
        dateline=_dateline(facts),
    )


def write_report(facts: ForumFacts, _before: ForumFacts) -> Draft:
    said = in_markdown(facts)
    day = f"{date_text(facts.when.starts.date(), 'zh')}，" if facts.when else ""
    return Draft(
        headline=f"{_forum(facts)}{_in_city(facts)}举行",
        lead=f"{day}{_organized(facts)}{_forum(facts)}{_at_place(facts)}举行。",
        body=_body(
            _attended(said),
            _theme(said, "以")
            + _goals(said)
            + _conference(said)
            + _delegation(said)
            + _media(said),
            said.aims,
            _online(said, "会议同时以线上方式举行。") + _working_languages(said),
            _speakers(said),
        ),
        dateline=_dateline(facts),
    )


def write_change(facts: ForumFacts, before: ForumFacts) -> Draft:
    moved = facts.when if facts.when != before.when else None
    elsewhere = facts.place != before.place
    what = {(True, True): "时间和地点", (True, False): "时间", (False, True): "地点"}.get(
        (moved is not None, elsewhere), "安排"
    )
    lead = ""
    if moved:
        planned = f"原定于{_time(before.when)}举行的" if before.when else ""
        lead += f"{planned}{_forum(facts)}，时间调整为{_time(moved)}。"
    if elsewhere:
        old = f"由{_place(before)}" if _place(before) else ""
        lead += f"{'' if moved else _forum(facts)}举办地点{old}调整为{_place(facts)}。"
    return Draft(
        headline=f"关于调整{_forum(facts)}{what}的通知",
        lead=lead or write_notice(facts, before).lead,
        body=_body(in_markdown(facts).reason, _registrations_stand(facts)),
        dateline=_dateline(facts),
    )


def write_postponement(facts: ForumFacts, before: ForumFacts) -> Draft:
    return Draft(
        headline=f"关于{_forum(facts)}延期举行的通知",
        lead=f"{_planned(before)}{_forum(facts)}延期举行，具体时间另行通知。",
        body=_body(in_markdown(facts).reason, _registrations_stand(facts)),
        dateline=_dateline(facts),
    )


def write_cancellation(facts: ForumFacts, before: ForumFacts) -> Draft:
    return Draft(
        headline=f"关于取消{_forum(facts)}的通知",
        lead=f"{_planned(before)}{_forum(facts)}现予取消。",
        body=in_markdown(facts).reason,
        dateline=_dateline(facts),
    )


def write_reinstatement(facts: ForumFacts, _before: ForumFacts) -> Draft:
    settled = f"，定于{_time_and_place(facts)}举行" if facts.when else ""
    return Draft(
        headline=f"关于恢复举办{_forum(facts)}的通知",
        lead=f"{_forum(facts)}恢复举办{settled}。",
        body=_body(in_markdown(facts).reason, _registrations_go_on(facts)),
        dateline=_dateline(facts),
    )


def write_new_date(facts: ForumFacts, before: ForumFacts) -> Draft:
    """Of a forum that was postponed; one that is on again at the old time is reinstated."""
    if facts.when == before.when:
        return write_reinstatement(facts, before)
    return Draft(
        headline=f"关于{_forum(facts)}举行时间的通知",
        lead=f"{_planned(before)}{_forum(facts)}此前已延期，现定于{_time_and_place(facts)}举行。",
        body=_body(in_markdown(facts).reason, _registrations_go_on(facts)),
        dateline=_dateline(facts),
    )


def _forum(facts: ForumFacts) -> str:
    """A title that already says what it is stands bare; any other in quotation marks with its kind."""
    if facts.title.endswith(_KIND_ENDINGS):
        return facts.title
    return f"{quoted(facts.title)}{KINDS[facts.kind]}"


def _time(when: When) -> str:
    zone = zone_text(when.zone, when.starts_at, "zh").rstrip("）").replace("（", "，")
    return f"{time_range_text(when.starts, when.ends, 'zh')}（{zone}）"


def _place(facts: ForumFacts) -> str:
    if facts.is_online_only:
        return "线上"
    city = "" if facts.venue.startswith(facts.city) else facts.city
    return f"{city}{facts.venue}{facts.room}"


def _at_place(facts: ForumFacts) -> str:
    place = _place(facts)
    return "以线上方式" if facts.is_online_only else f"在{place}" if place else ""


def _time_and_place(facts: ForumFacts) -> str:
    return (_time(facts.when) if facts.when else "") + _at_place(facts)


def _planned(before: ForumFacts) -> str:
    if before.when:
        return f"原定于{_time_and_place(before)}举行的"
    return f"原定{_at_place(before)}举行的" if _place(before) else ""


def _on(day: str) -> str:
    return f"于{day}" if day else ""


def _in_city(facts: ForumFacts) -> str:
    if facts.is_online_only:
        return "以线上方式"
    return f"在{facts.city}" if facts.city else ""


def _organized(facts: ForumFacts) -> str:
    """“由甲主办、乙协办的”, in the order of the lines."""
    phrases = [
        f"{'、'.join(names)}{ORGANIZED[role]}"
        for role, names in grouped(facts.organizers)
        if role in ORGANIZED
    ]
    between = "，" if any("、" in phrase for phrase in phrases) else "、"
    return f"由{between.join(phrases)}的" if phrases else ""


def _media(facts: ForumFacts) -> str:
    names = [line.name for line in facts.organizers if line.role == "media_partner"]
    return f"合作媒体：{'、'.join(names)}。" if names else ""


def _theme(facts: ForumFacts, opening: str) -> str:
    themes = "".join(map(quoted, facts.themes))
    return f"本次{NOUNS[facts.kind]}{opening}{themes}为主题。" if themes else ""


def _goals(facts: ForumFacts) -> str:
    goals = "、".join(f"目标{number}（{title}）" for number, title in facts.goals)
    return f"{NOUNS[facts.kind]}关注联合国可持续发展{goals}。" if goals else ""


def _attended(facts: ForumFacts) -> str:
    attended = facts.attended
    if attended is None or not attended.people:
        return ""
    origins = "、".join(
        f"{count}{nouns}"
        for count, nouns in (
            (attended.countries, "个国家和地区"),
            (attended.organizations, "家机构"),
        )
        if count > 1
    )
    noun = NOUNS[facts.kind]
    if not origins:
        return f"{attended.people}人出席了本次{noun}。"
    return f"来自{origins}的{attended.people}人出席了本次{noun}。"


def _timetable(facts: ForumFacts) -> list[str]:
    days = by_day(facts.sessions)
    blocks = []
    for day, sessions in days:
        if len(days) > 1:
            blocks.append(f"### {date_text(day, 'zh', weekday=True)}")
        blocks.append("\n".join(map(_point, sessions)))
    return blocks


def _point(session: SessionFact) -> str:
    clock = f"{time_text(session.starts)}\N{EN DASH}{time_text(session.ends)}"
    room = f"（{session.room}）" if session.room else ""
    lines = [f"- **{clock}** {session.title}{room}"]
    return "\n".join([*lines, *(f"  {_speaker(speaker)}" for speaker in session.speakers)])


def _conference(facts: ForumFacts) -> str:
    noun = NOUNS[facts.kind]
    return f"{noun}为{facts.conference}框架下的活动。" if facts.conference else ""


def _delegation(facts: ForumFacts) -> str:
    visits = "、".join(facts.delegations)
    return f"{NOUNS[facts.kind]}是{visits}此行的活动之一。" if visits else ""


def _online(facts: ForumFacts, sentence: str) -> str:
    return sentence if facts.attendance_mode == "both" else ""


def _working_languages(facts: ForumFacts) -> str:
    names = [Locale("zh").languages.get(code, code) for code in facts.languages]
    return f"会议工作语言为{'、'.join(names)}。" if names else ""


def _speakers(facts: ForumFacts) -> str:
    if not facts.speakers:
        return ""
    return "## 出席嘉宾\n\n" + "\n".join(_speaker(speaker) for speaker in facts.speakers)


def _speaker(speaker: SpeakerFact) -> str:
    capacity = f"，{speaker.capacity}" if speaker.capacity else ""
    return f"- **{speaker.name}**{capacity}（{ROLES[speaker.role]}）"


def _registration(facts: ForumFacts) -> str:
    registration = facts.registration
    if registration is None or registration.mode == "none" or registration.is_stopped:
        return ""
    closes = (
        f"报名截止时间为{moment_text(registration.closes_at, registration.zone, 'zh')}"
        if registration.closes_at
        else ""
    )
    page = f"有意参加者可在[报名页面]({registration.address})报名" if registration.address else ""
    if registration.mode == "invitation":
        sentence = f"本次{NOUNS[facts.kind]}凭邀请参加。"
    else:
        told = "，".join(part for part in (page, closes) if part)
        sentence = f"{told}。" if told else ""
    confirmed = "报名经主办方确认后生效。" if registration.mode == "approval" else ""
    text = sentence + confirmed
    return f"## 报名方式\n\n{text}" if text else ""


def _registrations_stand(facts: ForumFacts) -> str:
    registration = facts.registration
    return "已提交的报名继续有效。" if registration and registration.mode != "none" else ""


def _registrations_go_on(facts: ForumFacts) -> str:
    """What stays true when the forum is stopped later: this text does not follow it."""
    stand = _registrations_stand(facts)
    registration = facts.registration
    if not stand or registration is None or registration.mode == "invitation":
        return stand
    page = f"[报名页面]({registration.address})" if registration.address else ""
    return stand + (f"名额情况见{page}。" if page else "")


def _dateline(facts: ForumFacts) -> str:
    day = date_text(facts.issued_on, "zh") if facts.issued_on else ""
    return "，".join(part for part in (facts.issued_city, day) if part)


def _body(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block)


WRITERS = {
    "notice": write_notice,
    "programme": write_programme,
    "report": write_report,
    "change": write_change,
    "postponement": write_postponement,
    "cancellation": write_cancellation,
    "reinstatement": write_reinstatement,
    "new_date": write_new_date,
}
