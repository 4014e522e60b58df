"""What is asked of pictures before everybody sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from babel import Locale

from forumapp.core.text import _, say
from forumapp.core.translated import Translated

UNDESCRIBED = _("picture {number}, in {language}")


@dataclass(frozen=True, slots=True)
class Undescribed:
    """Which pictures say nothing to readers who cannot see them; reads in each language."""

    gaps: tuple[tuple[int, str], ...]

    def text(self, language: str) -> str:
        names = Locale.parse(language).languages
        said = [
            say(UNDESCRIBED, {"number": number, "language": names.get(missing, missing)}, language)
            for number, missing in self.gaps
        ]
        return ("；" if language == "zh" else "; ").join(said)


def undescribed(alternatives: Iterable[Translated], languages: Sequence[str]) -> Undescribed | None:
    """The pictures, counted from 1, whose alternative text is missing in a language of the text."""
    gaps = tuple(
        (number, language)
        for number, alternative in enumerate(alternatives, 1)
        for language in languages
        if not alternative.exact(language)
    )
    return Undescribed(gaps) if gaps else None
