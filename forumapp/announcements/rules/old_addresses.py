"""Where a text stood on a former site: what saved pages say of it, and one spelling of each address."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import unescape
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from forumapp.core.errors import Refused
from forumapp.core.text import _

LONGEST = 500
_HEAD = 200_000  # letters of a page in which its address is looked for
_TAG = re.compile(r"<(?:link|meta)\b[^<>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
_SAVED = re.compile(r"<!--\s*saved from url=\(\d{1,6}\)(\S{1,2000})", re.IGNORECASE)
_IS_ADDRESS = re.compile(r"https?://|/", re.IGNORECASE)
_TRACKING = re.compile(r"utm_\w+|spm|from|isappinstalled|fbclid|gclid")


def address_in_page(html: str) -> str:
    """The address that a saved page gives itself (canonical, og:url, or its browser's note), or nothing."""
    head = html[:_HEAD]
    found: dict[str, str] = {}
    for tag in _TAG.finditer(head):
        says = {
            name.lower(): unescape(one or two or three)
            for name, one, two, three in _ATTRIBUTE.findall(tag[0])
        }
        if says.get("rel", "").lower() == "canonical":
            found.setdefault("canonical", says.get("href", ""))
        if says.get("property", says.get("name", "")).lower() == "og:url":
            found.setdefault("og", says.get("content", ""))
    saved = _SAVED.search(head)
    return found.get("canonical") or found.get("og") or (saved[1] if saved else "")


def normalised(address: str) -> str:
    """Path and query as they are looked for: small letters, sorted, without marks of tracking.

    Nothing where the address names no page: no path, the front page, or one that is far too long.
    """
    try:
        parts = urlsplit(address.strip())
        query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return ""
    if parts.scheme not in ("", "http", "https"):
        return ""
    path = quote(re.sub(r"/+", "/", "/" + unquote(parts.path).lower()))
    path = path.rstrip("/") or "/"
    kept = sorted(
        (name.lower(), value) for name, value in query if not _TRACKING.fullmatch(name.lower())
    )
    whole = f"{path}?{urlencode(kept)}" if kept else path
    return whole if whole != "/" and len(whole) <= LONGEST and "\0" not in whole else ""


def read_table(rows: Iterable[Sequence[str]]) -> list[tuple[str, str]]:
    """Pairs of an old address and the headline or file name beside it, from the lines of a table.

    A first line without an address is its heads. Raises `Refused` with the first line that has none.
    """
    pairs = []
    for number, row in enumerate(rows, 1):
        cells = [" ".join(cell.split()) for cell in row if cell.strip()]
        address = next((cell for cell in cells if _IS_ADDRESS.match(cell)), "")
        others = [cell for cell in cells if cell != address]
        if address and others and normalised(address):
            pairs.append((normalised(address), others[0]))
        elif cells and number > 1:
            raise Refused(
                _(
                    "Line {line} of the table has no old address beside a headline or file name. "
                    "Correct it and try again."
                ),
                field="table",
                line=number,
            )
    return pairs


def folded_title(title: str) -> str:
    """A headline or file name as two spellings of it are compared."""
    return "".join(unicodedata.normalize("NFKC", title).casefold().split())


class AddressTable:
    """Old addresses by the headline or file name of what stood there."""

    def __init__(self, pairs: Iterable[Sequence[str]] = ()) -> None:
        self.addresses: dict[str, list[str]] = defaultdict(list)
        for address, title in pairs:
            self.addresses[folded_title(title)].append(address)

    def of(self, filename: str, headline: str) -> list[str]:
        """By the file's name, with its folders or without, and by its headline."""
        titles = {folded_title(each) for each in (filename, filename.rpartition("/")[2], headline)}
        return [address for title in sorted(titles) for address in self.addresses.get(title, ())]
