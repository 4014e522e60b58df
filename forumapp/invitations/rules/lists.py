"""Who stands on a list that somebody pasted or uploaded: each line read by itself, and told what is
wrong with it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from email_validator import EmailNotValidError, validate_email

from forumapp.core.countries import country_code
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.tokens import normalised_address
from forumapp.registrations.rules.states import looks_like_advertising

MOST_PEOPLE = 5000
MOST_PLACES = 50
LONGEST = 300
LEAST_CELLS = 4
"""So many may be typed in a line of a list without heads: name, address, organization, position."""
COLUMNS = ("name", "address", "organization", "position", "country", "language", "places")
HEADS = {
    "name": _("Name"),
    "address": _("Mail address"),
    "organization": _("Organization"),
    "position": _("Position"),
    "country": _("Country or region"),
    "language": _("Language"),
    "places": _("Places"),
}
"""The columns of a list, and what their heads say."""
_KNOWN_HEADS = {
    "name": "name|full name|guest|姓名|名字|嘉宾|嘉宾姓名",
    "address": "address|mail address|mail|e-mail|email|e-mail address|email address"
    "|邮箱|电子邮箱|邮件|邮件地址|电子邮件|邮箱地址",
    "organization": "organization|organisation|company|institution|affiliation|单位|机构|公司|工作单位|组织",
    "position": "position|title|job title|role|职务|职位|职称",
    "country": "country|region|country or region|国家|地区|国家或地区|国家/地区",
    "language": "language|mail language|language of mails|语言|邮件语言",
    "places": "places|number of places|名额|名额数",
}
_COLUMN_OF = {head: column for column, heads in _KNOWN_HEADS.items() for head in heads.split("|")}
_LANGUAGES = {
    "en": "en|eng|english|英文|英语",
    "zh": "zh|chn|cn|chinese|zh-cn|zh-hans|中文|汉语|简体中文",
    "fr": "fr|fra|french|français|法文|法语",
}
_LANGUAGE_OF = {word: code for code, words in _LANGUAGES.items() for word in words.split("|")}
_WITH_NAME = re.compile(r"\s*\"?([^<>\"]*?)\"?\s*<([^<>]+)>\s*")

NO_ADDRESS = _("There is no mail address in this line.")
NO_NAME = _("There is no name in this line.")
NOT_AN_ADDRESS = _("“{text}” is not a mail address.")
WEB_ADDRESS = _("Write the name without a web address.")
TOO_LONG = _("Something in this line is longer than 300 characters.")
NO_LANGUAGE = _("“{text}” is not a language of ours: write {languages}.")
NO_NUMBER = _("“{text}” is not a number of places from 1 to {most}.")
TWICE = _("This address stands in line {first} already.")
IS_INVITED = _("This address is invited already.")
IS_REGISTERED = _("This address is registered already.")


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to invite. `country` is an ISO 3166 code; an empty language and no number of places
    stand for those of the whole list.
    """

    name: str
    address: str
    organization: str = ""
    position: str = ""
    country: str = ""
    language: str = ""
    places: int | None = None

    @property
    def address_key(self) -> str:
        return normalised_address(self.address)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list, by its number in it: a `guest`, or why there is none (`problem`, `values`).

    `is_known`: nothing is wrong with it, but the person need not be invited again.
    """

    number: int
    guest: Guest | None
    text: str
    problem: str = ""
    values: Mapping[str, Any] | None = None
    is_known: bool = False


def read_list(rows: Iterable[Sequence[str]], languages: Collection[str]) -> list[Line]:
    """Every line that is not empty; a first line of known heads says which column is which."""
    numbered = [
        (number, [" ".join(cell.split()) for cell in row]) for number, row in enumerate(rows, 1)
    ]
    filled = [(number, cells) for number, cells in numbered if any(cells)]
    columns = columns_of(filled[0][1]) if filled else {}
    people = filled[1:] if columns else filled
    if len(people) > MOST_PEOPLE:
        raise Refused(
            _("At most {most} people are read at once. Divide the list."), most=MOST_PEOPLE
        )
    lines = [read_line(number, cells, columns, languages) for number, cells in people]
    return without_doubles(lines)


def corrected(rows: Iterable[Sequence[str]], typed: Mapping[int, Sequence[str]]) -> list[list[str]]:
    """The rows, those that were typed anew (by their number) as typed; an emptied one is read as nobody."""
    return [
        [cell.replace("\0", "") for cell in typed.get(number) or row]
        for number, row in enumerate(rows, 1)
    ]


def cells_to_correct(rows: Sequence[Sequence[str]], number: int) -> list[tuple[str, str]]:
    """The cells of a row by its number, each as the column's name ("" where no head says it) and its text;
    with room for what is missing.
    """
    head = next((row for row in rows if any(cell.strip() for cell in row)), [])
    named = {index: column for column, index in columns_of(head).items()}
    row = rows[number - 1]
    count = max(len(row), *(index + 1 for index in named)) if named else max(len(row), LEAST_CELLS)
    return [
        (named.get(index, ""), row[index] if index < len(row) else "") for index in range(count)
    ]


def columns_of(cells: Sequence[str]) -> dict[str, int]:
    """Which column stands where, if this line has the heads; one of them is the address."""
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        column = _COLUMN_OF.get(" ".join(cell.split()).strip("*:： ").lower())
        if column:
            found.setdefault(column, index)
    return found if "address" in found else {}


def read_line(
    number: int, cells: list[str], columns: Mapping[str, int], languages: Collection[str]
) -> Line:
    given = by_heads(cells, columns) if columns else by_place(cells, languages)
    text = " · ".join(cell for cell in cells if cell)[:LONGEST]
    try:
        return Line(number, guest_of(given, languages), text)
    except Refused as wrong:
        return Line(number, None, text, wrong.sentence, wrong.values)


def by_heads(cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {column: cells[index] if index < len(cells) else "" for column, index in columns.items()}


def by_place(cells: Sequence[str], languages: Collection[str]) -> dict[str, str]:
    """Without heads: the cell with an @ is the address, a language is told by its word, the others are
    name, organization and position in their order.
    """
    given: dict[str, str] = {}
    others = []
    for cell in cells:
        if "@" in cell and "address" not in given:
            given["address"] = cell
        elif _LANGUAGE_OF.get(cell.lower()) in languages and "language" not in given:
            given["language"] = cell
        else:
            others.append(cell)
    named = _WITH_NAME.fullmatch(given.get("address", ""))
    first = () if named and named[1] else ("name",)
    return {**given, **dict(zip((*first, "organization", "position"), others, strict=False))}


def guest_of(given: Mapping[str, str], languages: Collection[str]) -> Guest:
    """Raises `Refused` with the first thing that is wrong."""
    name, address = given.get("name", ""), given.get("address", "")
    with_name = _WITH_NAME.fullmatch(address)
    if with_name:  # Lin Qiao <lin@example.org>
        name, address = name or with_name[1], with_name[2].strip()
    if any(len(text) > LONGEST for text in given.values()):
        raise Refused(TOO_LONG)
    if not address:
        raise Refused(NO_ADDRESS)
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError as wrong:
        raise Refused(NOT_AN_ADDRESS, text=address) from wrong
    if not name:
        raise Refused(NO_NAME)
    if looks_like_advertising(name):
        raise Refused(WEB_ADDRESS)
    return Guest(
        name=name,
        address=address,
        organization=given.get("organization", ""),
        position=given.get("position", ""),
        country=country_code(given.get("country", "")),
        language=language_of(given.get("language", ""), languages),
        places=places_of(given.get("places", "")),
    )


def language_of(text: str, languages: Collection[str]) -> str:
    if not text:
        return ""
    code = _LANGUAGE_OF.get(text.lower(), text.lower())
    if code not in languages:
        raise Refused(NO_LANGUAGE, text=text, languages=", ".join(languages))
    return code


def places_of(text: str) -> int | None:
    if not text:
        return None
    number = int(text) if text.isdecimal() and len(text) < 4 else 0
    if not 1 <= number <= MOST_PLACES:
        raise Refused(NO_NUMBER, text=text, most=MOST_PLACES)
    return number


def without_doubles(lines: Iterable[Line]) -> list[Line]:
    """Only the first line of each address counts."""
    first: dict[str, int] = {}
    checked = []
    for line in lines:
        key = line.guest.address_key if line.guest else ""
        if key and key in first:
            checked.append(known(line, TWICE, first=first[key]))
        else:
            checked.append(line)
            first.setdefault(key, line.number)
    return checked


def known(line: Line, problem: str, **values: Any) -> Line:
    return replace(line, guest=None, problem=problem, values=values, is_known=True)


def without_known(
    lines: Iterable[Line], invited: Collection[str], registered: Collection[str]
) -> list[Line]:
    """Who is invited or registered already is left out, and told so."""
    checked = []
    for line in lines:
        key = line.guest.address_key if line.guest else ""
        if key and key in registered:
            checked.append(known(line, IS_REGISTERED))
        elif key and key in invited:
            checked.append(known(line, IS_INVITED))
        else:
            checked.append(line)
    return checked
