"""The names of languages: in themselves, and as the readers of another write them."""

from babel import Locale

from forumapp.core.text import _, say
from forumapp.core.translated import LANGUAGE_NAMES

_NAMED = {"en": _("English"), "zh": _("Chinese")}


def own_name(code: str) -> str:
    """As its own readers write it: “中文”, “Français”; a code that we do not know stands for itself."""
    return LANGUAGE_NAMES.get(code, code)


def language_name(code: str, language: str) -> str:
    """“Chinese” · “中文” · “chinois”: our own words for the two that we write in, CLDR's for others."""
    if code in _NAMED:
        return say(_NAMED[code], {}, language)
    return str(Locale.parse(language).languages.get(code, code))
