"""From the facts of a forum to the draft of an announcement about it, in each language that has a writer."""

from collections.abc import Callable, Mapping

from forumapp.announcements.rules import draft_en, draft_zh
from forumapp.announcements.rules.facts import Draft, ForumFacts

Writer = Callable[[ForumFacts, ForumFacts], Draft]

NOTICE, PROGRAMME, REPORT = "notice", "programme", "report"
CHANGE, POSTPONEMENT = "change", "postponement"
CANCELLATION, REINSTATEMENT, NEW_DATE = "cancellation", "reinstatement", "new_date"
KIND_OF_OCCASION = {
    NOTICE: "notice",
    PROGRAMME: "programme",
    REPORT: "report",
    CHANGE: "change",
    POSTPONEMENT: "change",
    CANCELLATION: "cancellation",
    REINSTATEMENT: "change",
    NEW_DATE: "change",
}
"""The announcement kind under which each occasion is published."""

_WRITERS: Mapping[str, Mapping[str, Writer]] = {"en": draft_en.WRITERS, "zh": draft_zh.WRITERS}
DRAFTED_LANGUAGES = tuple(_WRITERS)


def draft(
    occasion: str, facts: ForumFacts, language: str, *, before: ForumFacts | None = None
) -> Draft:
    """The draft for an occasion, from facts in that language.

    `before` holds the facts before a change; a language without a writer (`DRAFTED_LANGUAGES`) is a
    `KeyError`.
    """
    return _WRITERS[language][occasion](facts, before or facts)
