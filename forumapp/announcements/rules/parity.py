"""Whether texts say the same in every language: what is missing, and what is older than another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from forumapp.core.languages import own_name
from forumapp.core.text import _, say
from forumapp.core.translated import Translated
from forumapp.history.rules import FIELDS

Named = Iterable[tuple[str, Translated]]
"""Texts, each with the name of its column."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Language code → names of the texts that it lacks, and of those that are older in it than in another.

    As a value of a sentence it reads itself in any language.
    """

    missing: dict[str, list[str]] = field(default_factory=dict)
    older: dict[str, list[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.missing or self.older)

    def text(self, language: str) -> str:
        """“中文 is missing: lead, body. English is older: source.”"""
        sentences = (
            (_("{language} is missing: {texts}."), self.missing),
            (_("{language} is older: {texts}."), self.older),
        )
        return " ".join(
            say(sentence, {"language": own_name(code), "texts": _listed(names, language)}, language)
            for sentence, found in sentences
            for code, names in found.items()
        )


def find_gaps(texts: Named, languages: Sequence[str]) -> Gaps:
    """What these texts lack of being the same in all the languages; an empty text lacks nothing."""
    gaps = Gaps()
    for name, text in texts:
        for language in languages:
            found = (
                gaps.missing
                if text.is_missing(language)
                else gaps.older
                if text.is_older(language)
                else None
            )
            if found is not None and name not in found.setdefault(language, []):
                found[language].append(name)
    return gaps


def _listed(names: list[str], language: str) -> str:
    comma = "、" if language == "zh" else ", "
    return comma.join(
        say(FIELDS[name], {}, language) if name in FIELDS else name.replace("_", " ")
        for name in names
    )
