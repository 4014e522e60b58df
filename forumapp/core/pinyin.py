"""Chinese in Latin letters, by a kept library that knows which reading a character has in a word."""

SURNAMES = {
    "长孙": "zhang sun",
    "单于": "chan yu",
    "令狐": "ling hu",
    "万俟": "mo qi",
    "尉迟": "yu chi",
    "澹台": "tan tai",
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "曾": "zeng",
    "查": "zha",
    "翟": "zhai",
    "缪": "miao",
    "朴": "piao",
    "区": "ou",
    "薄": "bo",
    "覃": "qin",
    "员": "yun",
    "种": "chong",
    "繁": "po",
    "秘": "bi",
    "折": "she",
    "洗": "xian",
    "盖": "ge",
    "祭": "zhai",
}
"""Characters that are read otherwise where they begin a person's name."""


def name_syllables(name: str) -> list[str]:
    """As `syllables`, of a person's name: 曾志伟 → ["zeng", "zhi", "wei"]."""
    for surname in (name[:2], name[:1]):
        if surname in SURNAMES:
            return [*SURNAMES[surname].split(), *syllables(name[len(surname) :])]
    return syllables(name)


def syllables(text: str) -> list[str]:
    """重庆 → ["chong", "qing"]; anything that is not Chinese stays as it is."""
    if text.isascii():
        return [text]
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - a second of every start, and seldom needed

    return lazy_pinyin(text)
