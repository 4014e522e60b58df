"""Records to choose from in a form."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from forumapp.core.db import db
from forumapp.core.pinyin import syllables


@dataclass(frozen=True, slots=True)
class RecordChoice:
    """A record by its id and name. An archived one is offered only where it is chosen already."""

    id: int
    name: str
    is_archived: bool = False


def record_choices(model: Any, named: Any, language: str) -> list[RecordChoice]:
    """Every record of an `Archivable` model by its `Translated` name, sorted as the language sorts."""
    rows = db.session.execute(select(model.id, named, model.archived_at))
    choices = [
        RecordChoice(record_id, name.text(language), archived_at is not None)
        for record_id, name, archived_at in rows
    ]
    return sorted(choices, key=lambda choice: sort_key(choice.name))


def sort_key(name: str) -> str:
    """Chinese by its sound, Latin by its letters whatever their accents."""
    letters = unicodedata.normalize("NFD", " ".join(syllables(name)))
    return "".join(each for each in letters if not unicodedata.combining(each)).casefold()
