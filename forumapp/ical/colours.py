"""COLOR takes a CSS3 name (RFC 7986 §5.9), not a hex code: the nearest of a few clear ones."""

import re

_NAMED = {
    "black": 0x000000,
    "dimgray": 0x696969,
    "maroon": 0x800000,
    "brown": 0xA52A2A,
    "firebrick": 0xB22222,
    "crimson": 0xDC143C,
    "chocolate": 0xD2691E,
    "darkorange": 0xFF8C00,
    "goldenrod": 0xDAA520,
    "olive": 0x808000,
    "darkgreen": 0x006400,
    "forestgreen": 0x228B22,
    "seagreen": 0x2E8B57,
    "teal": 0x008080,
    "steelblue": 0x4682B4,
    "royalblue": 0x4169E1,
    "mediumblue": 0x0000CD,
    "navy": 0x000080,
    "darkslateblue": 0x483D8B,
    "indigo": 0x4B0082,
    "purple": 0x800080,
    "mediumvioletred": 0xC71585,
}


def nearest_name(colour: str) -> str:
    """The CSS3 name nearest to `#RRGGBB`, or nothing where it is no such code."""
    if not re.fullmatch("#[0-9A-Fa-f]{6}", colour):
        return ""
    wanted = int(colour[1:], 16)
    return min(_NAMED, key=lambda name: _distance(_NAMED[name], wanted))


def _distance(one: int, other: int) -> int:
    return sum(((one >> shift & 255) - (other >> shift & 255)) ** 2 for shift in (16, 8, 0))
