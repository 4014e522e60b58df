"""What only a private calendar says of an entry: its travellers' note, its holder's task."""

from typing import Any

from forumapp.calendars.rules.words import listed
from forumapp.core.markdown import plain_text
from forumapp.core.text import _, say

_MEETS = _("Meets: {names}")
_ON_DUTY = _("On duty: {task}")


def words_of_point(item: Any, language: str) -> str:
    """Whom the travellers meet, and the note for them, each of its lines a line."""
    hosts = [each for each in (item.counterpart_organization, item.counterpart_person) if each]
    names = listed((each.name.text(language) for each in hosts), language)
    met = say(_MEETS, {"names": names}, language) if names else ""
    note = plain_text(item.note.text(language).replace("\r\n", "\n").replace("\n", "  \n"))
    return "\n\n".join(filter(None, (met, note.strip())))


def words_of_duty(duty: Any, language: str) -> str:
    """As what somebody is on duty there."""
    return say(_ON_DUTY, {"task": duty.task}, language) if duty.task.strip() else ""
