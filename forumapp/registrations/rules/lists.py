"""The words of a forum's list: what it can be narrowed to, what stands in it, in which order."""

from dataclasses import dataclass

from forumapp.core.pinyin import name_syllables
from forumapp.core.text import _
from forumapp.search.rules import MOST_WORDS, folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; "" is any.

    `q` is looked for in what identifies a person. `state`, `way`, `language` and `country` are words of
    their columns, `group` an id or "none", `came` and `details` "yes" or "no", `mail` "returned",
    `answer` a question's id and a word of `answer_words`, with a colon between.
    """

    q: str = ""
    state: str = ""
    group: str = ""
    way: str = ""
    language: str = ""
    country: str = ""
    came: str = ""
    mail: str = ""
    details: str = ""
    answer: str = ""


COLUMNS = {
    "reference": _("Reference"),
    "state": _("State"),
    "name": _("Name"),
    "organization": _("Organization"),
    "position": _("Position"),
    "country": _("Country or region"),
    "address": _("Mail address"),
    "language": _("Language"),
    "group": _("Places"),
    "way": _("Way in"),
    "registered_at": _("Registered"),
    "checked_in_at": _("Checked in"),
    "details_given_at": _("Second form sent"),
    "returned": _("Mail came back"),
}
"""What a list may tell of a person; besides these, consents and answers."""
USUAL_COLUMNS = ("name", "organization", "state", "registered_at", "reference")
SORTS = {
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "name": _("By name"),
    "organization": _("By organization"),
}
CAME = {"yes": _("Came"), "no": _("Did not come")}
MAIL = {"returned": _("Mail came back")}
DETAILS = {"no": _("Second form missing"), "yes": _("Second form sent")}
NO_GROUP = "none"
LONGEST_KEY = 600
"""As long as any name, address and organization that we take, and short enough for an index."""


def name_key(name: str) -> str:
    """What a name is sorted by, and found by where it is typed in letters: as it is spoken, folded.

    “wang xiao ming” of 王小明; Đỗ stands among the Ds.
    """
    return " ".join(folded(" ".join(name_syllables(name))).split())


def search_key(name: str, organization: str, address: str, reference: str) -> str:
    """What identifies a person, folded; the reference also without its hyphen, Chinese also in letters."""
    spoken = "" if name.isascii() else name_key(name).replace(" ", "")
    known = (reference, reference.replace("-", ""), name, spoken, address, organization)
    return folded("\n".join(known))[:LONGEST_KEY]


def search_words(q: str) -> list[str]:
    """The parts that a person's `search_key` must hold, each of them anywhere."""
    return folded(q).split()[:MOST_WORDS]
