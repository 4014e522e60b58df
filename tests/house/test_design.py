"""docs/design.md says of the stylesheet what is so, and everything can be read."""

import re
from itertools import product

import pytest

from dev import ROOT
from forumapp.institution.rules import contrast, in_the_dark

CSS = (ROOT / "forumapp/static/site.css").read_text()
DESIGN = (ROOT / "docs/design.md").read_text()

LIGHT = r":root \{\s+color-scheme.*?\n\}"
DARK = r"@media \(prefers-color-scheme: dark\) \{ :root \{.*?\n\} \}"
MORE = r"@media \(prefers-contrast: more\) \{\n  :root \{.*?\}"
MORE_DARK = (
    r"@media \(prefers-contrast: more\) and \(prefers-color-scheme: dark\) \{\n  :root \{.*?\}"
)

GROUNDS = ("--paper", "--sheet", "--wash")
TEXTS = ("--ink", "--ink-2", "--soft", "--seal-ink", "--stop", "--pine", "--amber")


def tokens(pattern: str) -> dict[str, str]:
    block = re.search(pattern, CSS, re.DOTALL)[0]
    return {name: whole(value) for name, value in re.findall(r"(--[\w-]+): (#\w{3,6});", block)}


def whole(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])


def set_of(name: str) -> dict[str, str]:
    light = tokens(LIGHT)
    dark = light | tokens(DARK)
    more = tokens(MORE)
    return {
        "light": light,
        "dark": dark,
        "more contrast": light | more,
        "more contrast in the dark": dark | more | tokens(MORE_DARK),
    }[name]


def test_the_page_names_the_colours_of_the_stylesheet():
    told = re.findall(r"^\| `(--[\w-]+)` \| (#\w+) \| (#\w+) \|", DESIGN, re.MULTILINE)
    light, dark = set_of("light"), set_of("dark")
    assert told == [(name, light[name], dark[name]) for name, _light, _dark in told]
    assert {name for name, _light, _dark in told} >= {
        *GROUNDS,
        *TEXTS,
        "--seal",
        "--line",
        "--field",
    }


@pytest.mark.parametrize(
    ("name", "least", "border"),
    [
        ("light", 4.5, 3),
        ("dark", 4.5, 3),
        ("more contrast", 7, 4.5),
        ("more contrast in the dark", 7, 4.5),
    ],
)
def test_every_text_can_be_read_on_every_ground(name, least, border):
    colours = set_of(name)
    weak = [
        (text, ground, round(contrast(colours[text], colours[ground]), 2))
        for text, ground in product(TEXTS, GROUNDS)
        if contrast(colours[text], colours[ground]) < least
    ]
    weak += [
        (state, wash)
        for state, wash in (
            ("--stop", "--stop-wash"),
            ("--pine", "--pine-wash"),
            ("--amber", "--amber-wash"),
        )
        if contrast(colours[state], colours[wash]) < 4.5
    ]
    weak += [
        ("--field", ground)
        for ground in ("--paper", "--sheet")
        if contrast(colours["--field"], colours[ground]) < border
    ]
    weak += [("--on-seal",)] if contrast(colours["--on-seal"], colours["--seal"]) < 4.5 else []
    assert weak == []


@pytest.mark.parametrize("colour", ["#1d3a8a", "#1d5a4a", "#000000", "#5b1a6e", "#7a5200"])
def test_an_institutions_colour_bears_white_letters_and_stands_out_in_the_dark(colour):
    dark = in_the_dark(colour)
    assert contrast(dark, "#ffffff") >= 4.5
    assert contrast(dark, set_of("dark")["--paper"]) >= 3
