"""Somebody or a body as a vCard: RFC 6350, version 4.0. Plain values in, bytes out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from forumapp.ical.entry import Media
from forumapp.ical.folding import fold
from forumapp.ical.text import Text, line, parameter, text, uri


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says in one language. Empty means unknown and is not written.

    `name` is that of the language; `other_names` are by their HTML languages, in other scripts.
    """

    kind: Literal["individual", "org"]
    uid: str
    name: str
    language: str
    page: str
    other_names: Mapping[str, str] = field(default_factory=dict)
    position: str = ""
    organization: str = ""
    note: str = ""
    city: str = ""
    country: str = ""
    languages: tuple[str, ...] = ()
    website: str = ""
    picture: Media | None = None


def write_card(card: Card) -> bytes:
    """The bytes of one card, CRLF at the end of every line. Same facts, same bytes.

    Raises ValueError without a name, which RFC 6350 §6.2.1 requires.
    """
    if not line(card.name):
        raise ValueError("a card has a name")
    return b"".join(fold(each.encode()) + b"\r\n" for each in _lines(card))


def _lines(card: Card) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"KIND:{card.kind}"
    yield f"UID:urn:uuid:{_escaped(line(card.uid))}"
    yield from _names(card)
    yield from _said("TITLE", line(card.position))
    yield from _said("ORG", line(card.organization))
    if card.city or card.country:
        yield f"ADR:;;;{_escaped(line(card.city))};;;{_escaped(line(card.country))}"
    for spoken in card.languages:
        yield from _said("LANG", line(spoken))
    yield from _address("URL", card.page)
    yield from _address("URL", card.website)
    if card.picture:
        name = "PHOTO" if card.kind == "individual" else "LOGO"
        yield from _address(
            f"{name};MEDIATYPE={parameter(card.picture.media_type)}", card.picture.uri
        )
    yield from _said("NOTE", text(card.note))
    yield "END:VCARD"


def _names(card: Card) -> Iterator[str]:
    """One name, in each script that it has: RFC 6350 §5.4."""
    names = {card.language: card.name, **card.other_names}
    alternative = ";ALTID=1" if len(names) > 1 else ""
    for language, name in names.items():
        yield f"FN{alternative};LANGUAGE={parameter(language)}:{_escaped(line(name))}"


def _said(name: str, value: Text) -> Iterator[str]:
    if value:
        yield f"{name}:{_escaped(value)}"


def _address(name: str, value: str) -> Iterator[str]:
    written = uri(value) if value else None
    if written is not None:
        yield f"{name}:{written}"


def _escaped(value: Text) -> str:
    return value.to_ical().decode()
