"""XML that every reader can read, whatever characters a text holds."""

import re

from flask import render_template

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render_xml(template: str, **context: object) -> str:
    """The document, without the characters that none may hold (XML 1.0, 2.2): one would spoil it all."""
    return _UNWRITABLE.sub("", render_template(template, **context)).lstrip()
