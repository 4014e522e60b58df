"""What an attendee or a person may agree to, and which colour an institution may have."""

import re

from forumapp.core.text import _

TAKING_PART, PHOTOGRAPHS, NAME_ON_LIST, TRANSFER, NEWS, PUBLICATION = (
    "taking_part",
    "photographs",
    "name_on_list",
    "transfer",
    "news",
    "publication",
)
ATTENDEE_PURPOSES = (TAKING_PART, PHOTOGRAPHS, NAME_ON_LIST, TRANSFER, NEWS)
PURPOSES = {
    TAKING_PART: _("Taking part"),
    PHOTOGRAPHS: _("Photographs"),
    NAME_ON_LIST: _("Name on the list of participants"),
    TRANSFER: _("Transfer to a co-organizer or abroad"),
    NEWS: _("News by mail"),
    PUBLICATION: _("Publication as a speaker or member of a delegation"),
}
REQUIRED_PURPOSE = TAKING_PART
PERSON_PURPOSES = {purpose: PURPOSES[purpose] for purpose in (PUBLICATION, PHOTOGRAPHS, TRANSFER)}
"""What a person who appears or travels may agree to."""

OFF, WARN, BLOCK = "off", "warn", "block"
PARITY = {
    OFF: _("Publish without asking"),
    WARN: _("Ask once more"),
    BLOCK: _("Do not publish before every language is there"),
}
"""What publishing does where a text is missing in a language, or older there than in another."""

PAPER, SEAL = "#fbfaf7", "#9f2b22"
"""The ground of every page, and the colour that an institution's own takes the place of."""
READABLE = 4.5
"""The contrast that WCAG 2.2 AA asks of text."""


def is_colour(text: str) -> bool:
    return re.fullmatch("#[0-9a-fA-F]{6}", text) is not None


def is_readable(colour: str) -> bool:
    """Whether letters of this colour can be read on paper (then white ones can be read on it)."""
    return contrast(colour, PAPER) >= READABLE


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def in_the_dark(colour: str) -> str:
    """The colour with as much white as white letters on it bear: what stands on dark paper is seen."""
    for white in range(60, 0, -4):
        lighter = mixed_with_white(colour, white)
        if contrast(lighter, "#ffffff") >= READABLE:
            return lighter
    return colour


def mixed_with_white(colour: str, percent: int) -> str:
    channels = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(c + (255 - c) * percent / 100):02x}" for c in channels)


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
