"""What a reader of somebody else's calendar has to say: sentences with their values, said later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forumapp.core.text import say


@dataclass(frozen=True, slots=True)
class Remark:
    """A marked sentence and what fills it; `line` is the line of the file it is about, 0 for none."""

    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0

    def text(self, language: str) -> str:
        return say(self.sentence, self.values, language)


class Unreadable(Exception):
    """An entry, or a value in it, cannot be read; the remark says why. It never leaves this package."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.sentence)
        self.remark = remark
