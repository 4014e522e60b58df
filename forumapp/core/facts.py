"""The facts of a record as plain values, on their way into its row."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from forumapp.core.errors import ChangedMeanwhile
from forumapp.core.translated import Translated

Texts = Mapping[str, str]
"""One text by language: {"en": "…", "zh": "…"}."""
NO_TEXT: Texts = {}


def write_facts(record: Any, facts: Any, now: datetime) -> None:
    """Give `record` the value of each field of the dataclass `facts`.

    Texts by language revise the `Translated` that is there; what is equal stays untouched.
    """
    for field in fields(facts):
        value = getattr(facts, field.name)
        present = getattr(record, field.name)
        if isinstance(value, Mapping):
            value = (present or Translated()).revised(value, now)
        if present is None or value != present:
            setattr(record, field.name, value)


def refuse_stale(record: Any, version: int | None) -> None:
    """Refuse an edit that began from an older version of the record; None: the editor did not read it."""
    if version is not None and version != record.version:
        raise ChangedMeanwhile(record.version)
