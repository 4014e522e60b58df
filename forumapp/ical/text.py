"""Values that may be written: what breaks out of a line is taken away before it gets there.

RFC 5545 §3.1 (no control characters), §3.2 (parameter values), §3.3.11 (TEXT), §3.3.13 (URI).
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import SplitResult, quote, urlsplit

from icalendar import vCategory, vGeo, vText, vUri

# U+0085, U+2028 and U+2029 end a line for many readers (str.splitlines among them).
_LINE_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_WEB = ("https", "http")
_MEETING = (*_WEB, "tel", "sip", "sips", "xmpp")
# Reserved and unreserved characters of RFC 3986; everything else is percent-encoded.
_URI_SAFE = "!#$%&'()*+,/:;=?@[]~-._"
_MAILBOX = re.compile(r"[^\s@\"<>()\[\]\\,;:]+@[^\s@\"<>()\[\]\\,;:]+")
_MAILTO_SAFE = "!$&'*+-/=_~.@"
_TOKEN = re.compile("[A-Za-z0-9-]+")


def clean(text: str) -> str:
    """Text of any number of lines: each kind of break is one LF, control characters are gone."""
    return _UNWRITABLE.sub("", _LINE_BREAK.sub("\n", text)).strip()


def one_line(text: str) -> str:
    """Text on a single line: runs of white space, line breaks too, become one space."""
    return " ".join(clean(text).split())


def parameter(text: str) -> str:
    """A parameter value without the characters that quoting (RFC 6868) would have to encode.

    `^'` for a double quote is not understood by vobject 2 for PHP, so it is never needed.
    """
    return one_line(text).replace('"', "'").replace("^", "")


class Text(vText):
    r"""TEXT, RFC 5545 §3.3.11, escaped to the letter.

    icalendar takes a typed `\N` for a line break, so a Windows path lost its backslash.
    """

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return escaped.replace("\n", "\\n").encode()


class Geo(vGeo):
    """GEO, RFC 5545 §3.8.1.6: latitude and longitude in degrees, always six decimals."""

    def to_ical(self) -> str:
        return f"{self.latitude:.6f};{self.longitude:.6f}"


def text(value: str, **parameters: str) -> Text:
    return Text(clean(value), params=parameters)


def line(value: str, **parameters: str) -> Text:
    return Text(one_line(value), params=parameters)


def label(value: str) -> str:
    """A category: readers split at a comma even where it is escaped, so none is left."""
    return re.sub(r"\s*[,;]\s*", " / ", one_line(value))


class Labels(vCategory):
    """CATEGORIES, RFC 5545 §3.8.1.2."""

    def __init__(self, values: Iterable[str]) -> None:
        super().__init__([])
        self.cats = [Text(each) for each in map(label, values) if each]


def uri(value: str, **parameters: str) -> vUri | None:
    """A web address, or None when it is none: `javascript:` and other schemes are not."""
    parts = _split(value)
    if parts is None or parts.scheme.lower() not in _WEB or not parts.hostname:
        return None
    return _written(value, parameters)


def meeting_uri(value: str, **parameters: str | list[str]) -> vUri | None:
    """Where an online meeting is joined: a web address, a telephone number or a SIP address."""
    parts = _split(value)
    if parts is None or parts.scheme.lower() not in _MEETING:
        return None
    if not (parts.hostname if parts.scheme.lower() in _WEB else parts.path):
        return None
    return _written(value, parameters)


def _split(value: str) -> SplitResult | None:
    try:
        return urlsplit(one_line(value))
    except ValueError:
        return None


def _written(value: str, parameters: Mapping[str, str | list[str]]) -> vUri:
    return vUri(quote(one_line(value), safe=_URI_SAFE), params=dict(parameters))


def is_mailbox(address: str) -> bool:
    """Can this address follow `mailto:` as it stands?"""
    return _MAILBOX.fullmatch(clean(address)) is not None


def mailto(address: str) -> str:
    """A mail address as a URI: RFC 6068, with what a URI may not hold percent-encoded."""
    return f"mailto:{quote(clean(address), safe=_MAILTO_SAFE)}"


def is_token(value: str) -> bool:
    """A name of letters, digits and hyphens (iana-token, RFC 5545 §3.1)."""
    return _TOKEN.fullmatch(value) is not None
