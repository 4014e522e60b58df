"""The line under a headline: source, release time and what else stands there, in English or Chinese."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

SOURCE, TIME, OTHER, TOOLBAR = "source", "time", "other", "toolbar"

_LABELS = {
    SOURCE: (
        "Source",
        "来源",
        "稿源",
        "信息来源",
        "文章来源",
        "新闻来源",
        "稿件来源",
        "來源",
        "資料來源",
        "新聞來源",
    ),
    TIME: (
        *(
            "Release time",
            "Release date",
            "Released on",
            "Released",
            "Release Time",
            "Release Date",
        ),
        *("Published on", "Published at", "Published", "Publish time", "Publish date", "Posted on"),
        *("Publication date", "Publication time", "Updated", "Posted", "Date", "Time"),
        *("发布时间", "发布日期", "发表时间", "发表日期", "发稿时间", "更新时间", "时间", "日期"),
        *("發布時間", "發佈時間", "發布日期", "發佈日期", "發表時間", "更新時間", "時間"),
    ),
    OTHER: (
        "Author",
        "Editor",
        "Reporter",
        "作者",
        "编辑",
        "责任编辑",
        "责编",
        "记者",
        "撰稿",
        "审核",
        "編輯",
        "責任編輯",
    ),
    TOOLBAR: (
        *("Views", "Hits", "Clicks", "Reads", "Read", "Font size", "Font", "Share"),
        *(
            "浏览次数",
            "浏览量",
            "浏览",
            "点击数",
            "点击",
            "阅读次数",
            "阅读量",
            "阅读",
            "字号",
            "字体",
        ),
        *("【字体", "【字号", "分享到", "分享"),
    ),
}
_WEAK = frozenset({"Date", "Time", "时间", "日期", "時間", "Updated", "Read", "分享", "Share"})
_KIND_OF = {label: kind for kind, labels in _LABELS.items() for label in labels}
_LABEL = re.compile(
    "("
    + "|".join(re.escape(label) for label in sorted(_KIND_OF, key=len, reverse=True))
    + r")\s*[:：]\s*"
)
_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<month>jan\w*|feb\w*|mar\w*|apr\w*|may|jun\w*|jul\w*|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)\.?"
_CLOCK = (
    r"(?:[\sT,]{0,4}(?P<half>上午|下午|晚上|[AaPp]\.?[Mm]\.?)?\s{0,3}(?P<hour>\d{1,2})\s?[:时点點]"
    r"(?:\s?(?P<minute>\d{1,2})\s?分?(?:\s?:?\s?(?P<second>\d{1,2})\s?秒?)?)?"
    r"(?:\s?(?P<half_after>[AaPp]\.?[Mm])(?![A-Za-z])\.?)?)?"
)
_DAYS = (
    r"(?P<year>\d{4})\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})(?!\d)\s?[日号]?",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{_MONTH},?\s(?P<year>\d{{4}})",
    rf"{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4}})",
    r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})",
    r"(?P<first>\d{1,2})[-/](?P<other>\d{1,2})[-/](?P<year>\d{4})",
)
_PRINTED = tuple(re.compile(rf"(?<![\d]){day}{_CLOCK}", re.IGNORECASE) for day in _DAYS)
_CHINESE_DATE = re.compile(
    r"[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}


@dataclass(frozen=True, slots=True)
class PrintedTime:
    """A date found in a text. `moment` is naive, none where the print has two readings or none."""

    moment: datetime | None
    day_only: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LabelLine:
    """What a label line says; `before` stood ahead of its first label, `remains` was not understood."""

    source: str = ""
    time: PrintedTime | None = None
    before: str = ""
    toolbar: tuple[str, ...] = ()
    remains: tuple[str, ...] = ()


def label_line(line: str, *, below_another: bool = False) -> LabelLine | None:
    """The source and release time that a line names, or none if it is no such line.

    `below_another` label line, or below the text, an author or a counter alone is one too.
    """
    if len(line) > 400:
        return None
    folded = fold_widths(line)
    labels = list(_LABEL.finditer(folded))
    before_end = labels[0].start() if labels else len(line)
    dated = _bare_date(folded[:before_end])
    is_short_label = before_end == 0 and len(line) <= 80
    if not (_names_source_or_time(labels, dated) or (below_another and labels and is_short_label)):
        return None
    kinds = {_KIND_OF[label[1]] for label in labels}
    source, time = "", dated
    toolbar: list[str] = []
    remains: list[str] = []
    ends = [*(label.start() for label in labels[1:]), len(line)]
    for label, end in zip(labels, ends, strict=False):
        kind, value = _KIND_OF[label[1]], line[label.end() : end].strip(" |/　\xa0;；")
        found = printed_time(fold_widths(value))
        if kind == TIME and found and found.moment is None:
            remains.append(line[label.start() : end].strip())
        elif kind == TIME and time is None and found:
            time = found
            remains += _rests(value[: found.start], value[found.end :])
        elif kind == SOURCE and not source:
            if found and TIME not in kinds and time is None:
                time = found
                remains += _rests(value[found.end :])
                value = value[: found.start]
            source = value.strip(" |/　\xa0[]【】()（）")
        elif kind == TOOLBAR:
            toolbar.append(line[label.start() : end].strip())
        elif value:
            remains.append(line[label.start() : end].strip())
    before = "" if dated else line[:before_end].strip(" |【[（(　\xa0")
    return LabelLine(source, time, before, tuple(toolbar), tuple(remains))


def _names_source_or_time(labels: list[re.Match[str]], dated: PrintedTime | None) -> bool:
    kinds = {_KIND_OF[label[1]] for label in labels if label[1] not in _WEAK}
    return bool({SOURCE, TIME} & kinds) or (dated is not None and (bool(kinds) or not labels))


def _bare_date(text: str) -> PrintedTime | None:
    """The date, if the text is nothing else."""
    found = printed_time(text)
    rest = found and text[: found.start].strip(" [(【|-·") + text[found.end :].strip(" ])】|-·/")
    return None if rest else found


def printed_time(text: str) -> PrintedTime | None:
    """The first date, with its time of day if there is one, in a text of ordinary-width letters."""
    chinese = _CHINESE_DATE.search(text)
    if chinese:
        year, month, day = re.split("[年月日]", chinese[0])[:3]
        moment = _moment(_number_of_year(year), _number(month), _number(day), {})
        return PrintedTime(moment, True, *chinese.span())
    for pattern in _PRINTED:
        found = pattern.search(text)
        if found:
            parts = found.groupdict()
            month, day = _month_and_day(parts)
            moment = _moment(int(parts["year"]), month, day, parts)
            return PrintedTime(moment, parts["hour"] is None, found.start(), found.end())
    return None


def fold_widths(text: str) -> str:
    """Full-width digits, letters and colons as ordinary ones, place by place."""
    return text.translate(_WIDTHS)


def _rests(*rests: str) -> list[str]:
    return [rest for rest in (rest.strip(" |/　\xa0[]【】()（）,，;；") for rest in rests) if rest]


def _month_and_day(parts: dict[str, str | None]) -> tuple[int, int]:
    """Month and day; (0, 0) where figures alone do not say which is which."""
    if parts.get("first"):
        first, other = int(parts["first"] or 0), int(parts["other"] or 0)
        if first > 12 or first == other:
            return other, first
        return (first, other) if other > 12 else (0, 0)
    month, day = str(parts["month"]), int(parts["day"] or 0)
    return (int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1), day


def _moment(year: int, month: int, day: int, clock: dict[str, str | None]) -> datetime | None:
    hour, minute, second = (int(clock.get(part) or 0) for part in ("hour", "minute", "second"))
    half = unicodedata.normalize("NFKC", clock.get("half") or clock.get("half_after") or "").lower()
    if half and (half[0] == "p" or half in {"下午", "晚上"}) and hour < 12:
        hour += 12
    if half and (half[0] == "a" or half == "上午") and hour == 12:
        hour = 0
    try:
        moment = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    return moment if 1900 <= year <= 2100 else None


def _number_of_year(text: str) -> int:
    return int("".join(str(_DIGITS[digit]) for digit in text))


def _number(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    value = _DIGITS.get(ones, 0) if len(ones) <= 1 else 0
    return ((_DIGITS.get(tens, 0) if tens else 1) * 10 if ten else 0) + value
