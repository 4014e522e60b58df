"""Countries and regions by their ISO 3166 code, named as a language's readers write them."""

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale

from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.translated import LANGUAGE_NAMES

NO_COUNTRY = _("“{text}” is not a country or region: write its name or two letters such as CN.")

# In China's own usage these are named as parts of it; CLDR's Chinese names are not written so there.
_IN_CHINA = {"TW": "中国台湾", "HK": "中国香港", "MO": "中国澳门"}
_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


@lru_cache
def country_names(language: str) -> Mapping[str, str]:
    """Code to name (CLDR)."""
    names = {
        code: name
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    }
    return names | (_IN_CHINA if language == "zh" else {})


def country_name(code: str, language: str) -> str:
    """The name of a country; a code that is none stands for itself."""
    return country_names(language).get(code.upper(), code)


def country_code(text: str) -> str:
    """The code of what is a code already, or a name in a language that we know; nothing of nothing."""
    if not text:
        return ""
    for language in LANGUAGE_NAMES:
        names = country_names(language)
        if text.upper() in names:
            return text.upper()
        found = next((code for code, name in names.items() if name.lower() == text.lower()), "")
        if found:
            return found
    raise Refused(NO_COUNTRY, text=text)
