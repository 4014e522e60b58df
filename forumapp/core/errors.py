"""The ways in which the product says no, each with a sentence for the reader."""

from collections.abc import Sequence
from typing import Any

from forumapp.core.text import _


class Refused(Exception):
    """A rule says no: the sentence tells what is wrong and what to do.

    `field` names the form field the sentence belongs to, when there is one. `values` fill the
    sentence's `{names}`.
    """

    def __init__(self, sentence: str, *, field: str | None = None, **values: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.values = values


class TooOften(Exception):
    """Asked too often: the sentence says so, `seconds` after how long it is worth trying again."""

    def __init__(self, sentence: str, *, seconds: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.seconds = seconds


class RefusedTogether(Refused):
    """Several rules say no at once; everything that is wrong is told, not the first of it alone."""

    def __init__(self, refusals: Sequence[Refused]) -> None:
        first = refusals[0]
        super().__init__(first.sentence, field=first.field, **first.values)
        self.refusals = refusals


class NotFound(Exception):
    """There is no such thing, or the asker may not know of it (the two look the same)."""


class Gone(Exception):
    """It was public and has been withdrawn or erased."""


class NotAllowed(Exception):
    """The asker is known and may see the place, but not do this."""


CHANGED_MEANWHILE = _(
    "Somebody else changed this record while you were editing it. "
    "Your entries are still here: compare them with the record and save again."
)


class ChangedMeanwhile(Refused):
    """Another editor was faster; `version` is the record's version now."""

    def __init__(self, version: int) -> None:
        super().__init__(CHANGED_MEANWHILE)
        self.version = version
