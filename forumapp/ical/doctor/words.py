"""Texts of a calendar as a client shows them."""

import re

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def plain_text(value: str) -> str:
    r"""A TEXT value (RFC 5545 §3.3.11) on one line: `\,` is a comma, a line break a space."""
    return " ".join(
        _ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], value).split()
    )
