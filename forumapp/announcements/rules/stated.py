"""What an announcement states of its forum, and where a text still says what was."""

from dataclasses import dataclass

from forumapp.core.translated import Translated


@dataclass(frozen=True, slots=True)
class Flag:
    """A fact that changed, as it stood and as it stands, and the languages whose text says the old one.

    `new` is empty where there is nothing to put in its place.
    """

    fact: str
    old: Translated
    new: Translated
    languages: tuple[str, ...]
