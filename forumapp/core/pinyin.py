"""Chinese in Latin letters, by a kept library that knows which reading a character has in a word."""


def syllables(text: str) -> list[str]:
    """重庆 → ["chong", "qing"]; anything that is not Chinese stays as it is."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - a second of every start, and seldom needed

    return lazy_pinyin(text)
