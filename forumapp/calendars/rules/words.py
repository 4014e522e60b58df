"""The description of an entry: one text in Markdown, read as plain text and as HTML."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forumapp.core.markdown import escape_markdown, plain_text, render_markdown
from forumapp.core.text import _, say
from forumapp.forums.rules import APPEARANCE_ROLES, ORGANIZER_ROLES

SPEAKERS = _("Speakers")
ORGANIZERS = _("Organizers")
FORUMS = _("Forums")
JOIN = _("Join online: {address}")
MORE = _("More: {address}")
PART_OF = _("Part of {conference}")
FOLLOWS = _("Carries on the work of {forum}")
VISITED_BY = _("Visited by {delegations}")
NAMED = _("{name} ({role})")
NAMED_IN_CAPACITY = _("{name} ({role}), {capacity}")
CANONICAL_LABEL = _("The page")
DATA_LABEL = _("The same as linked data")
FULL_LABEL = _("This entry with everything in it")
JOIN_LABEL = _("Join online")


@dataclass(frozen=True, slots=True)
class Description:
    """The same words twice: `plain` for DESCRIPTION, `html` for what shows it."""

    plain: str
    html: str


def describe(*parts: str) -> Description:
    """Paragraphs and lists of Markdown, in order; empty ones are left out."""
    markdown = "\n\n".join(part.strip() for part in parts if part.strip())
    return Description(plain_text(markdown), render_markdown(markdown))


def paragraph(text: str) -> str:
    """A plain text of our own or of a record, letter by letter."""
    return escape_markdown(text)


def list_of(heading: str, lines: Sequence[str], language: str) -> str:
    if not lines:
        return ""
    items = "\n".join(f"- {escape_markdown(line)}" for line in lines)
    return f"**{escape_markdown(say(heading, {}, language))}**\n\n{items}"


def lines_of(*lines: str) -> str:
    """Short sentences, each on a line of its own."""
    return "\\\n".join(escape_markdown(line) for line in lines if line)


def listed(names: Iterable[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(names)


def linked(sentence: str, address: str, language: str) -> str:
    """A sentence that ends in an address."""
    return say(sentence, {"address": f"<{address}>"}, language) if address else ""


def people(appearances: Iterable[Any], language: str) -> list[str]:
    """Who appears, in which role and capacity."""
    return [
        _named(a.person.name.text(language), a.role, APPEARANCE_ROLES, a.capacity, language)
        for a in appearances
    ]


def bodies(lines: Iterable[Any], language: str) -> list[str]:
    """Who holds it, in which role."""
    return [
        _named(line.organization.name.text(language), line.role, ORGANIZER_ROLES, None, language)
        for line in lines
    ]


def _named(name: str, role: str, roles: Mapping[str, str], capacity: Any, language: str) -> str:
    values = {
        "name": name,
        "role": say(roles[role], {}, language),
        "capacity": capacity.text(language) if capacity else "",
    }
    return say(NAMED_IN_CAPACITY if values["capacity"] else NAMED, values, language)
