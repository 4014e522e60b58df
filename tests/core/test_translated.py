"""Text in several languages."""

from datetime import UTC, datetime, timedelta

from forumapp.core.translated import Translated, html_language

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


def test_a_missing_language_falls_back_and_says_which_it_is() -> None:
    only_chinese = Translated({"zh": "论坛", "en": ""})
    assert only_chinese.in_language("en") == ("论坛", "zh")
    assert only_chinese.exact("en") == ""
    assert only_chinese.is_missing("en")
    assert not only_chinese.is_missing("zh")


def test_nothing_is_missing_from_nothing() -> None:
    nothing = Translated()
    assert not nothing
    assert not nothing.is_missing("en")
    assert nothing.text("en") == ""


def test_a_translation_older_than_its_source_is_known() -> None:
    both = Translated().revised({"en": "Forum", "zh": "论坛"}, MONDAY)
    assert not both.is_older("zh")
    edited = both.revised({"en": "Luncheon forum", "zh": "论坛"}, TUESDAY)
    assert edited.is_older("zh")
    assert not edited.is_older("en")


def test_the_same_text_keeps_its_date() -> None:
    first = Translated().revised({"en": "Forum"}, MONDAY)
    assert first.revised({"en": "Forum"}, TUESDAY).changed("en") == MONDAY


def test_it_survives_storage() -> None:
    text = Translated().revised({"en": "Forum", "zh": "论坛"}, MONDAY)
    stored = Translated.from_json(text.to_json())
    assert stored == text
    assert stored.changed("zh") == MONDAY


def test_chinese_pages_say_which_script() -> None:
    assert html_language("zh") == "zh-Hans"
    assert html_language("en") == "en"
