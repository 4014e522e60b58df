"""Reading in an archive of old releases: its steps, and which of its files are what."""

import re
from collections import defaultdict
from collections.abc import Iterable
from posixpath import basename, dirname, join, normpath
from urllib.parse import unquote, urlsplit

from forumapp.core.errors import Refused
from forumapp.core.text import _

READING, READY, IMPORTING, DONE, STOPPED = "reading", "ready", "importing", "done", "stopped"
UNREAD, NEW, KNOWN, REFUSED, IMPORTED, LEFT = (
    "unread",
    "new",
    "known",
    "refused",
    "imported",
    "left",
)
ARCHIVE_STATES = {
    READING: _("Being read"),
    READY: _("Ready to be imported"),
    IMPORTING: _("Being imported"),
    DONE: _("Imported"),
    STOPPED: _("Stopped"),
}
ENTRY_STATES = {
    UNREAD: _("Not read yet"),
    NEW: _("New"),
    KNOWN: _("Already there"),
    REFUSED: _("Cannot be read"),
    IMPORTED: _("Imported"),
    LEFT: _("Left out"),
}

MOST_FILES = 10_000
LONGEST_NAME = 500
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".svg", ".ico", ".avif", ".tif")
_COMPANIONS = (".css", ".js", ".mjs", ".map", ".json", ".swf", ".woff", ".woff2", ".ttf", ".eot")
_SYSTEM = re.compile(r"(?:^|/)(?:__MACOSX/|\.(?!\./)|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_SAVED_BESIDE = re.compile(r"(?:_files|\.files)/", re.IGNORECASE)
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz")
_TABLES = (".csv", ".xlsx", ".xls", ".tsv", ".ods")
_LEADS_OUT = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|^[A-Za-z]:|[\x00-\x1f\x7f]")


def may_be_release(name: str) -> bool:
    """Not the pictures, styles and scripts of saved pages, nor what systems put into folders."""
    lower = name.lower()
    is_beside = lower.endswith(_PICTURES + _COMPANIONS) or _SAVED_BESIDE.search(lower)
    return not (is_beside or _SYSTEM.search(name))


def refuse_unfit(name: str) -> None:
    """Refuse, by its name, what is no release and cannot be made one."""
    if _LEADS_OUT.search(name) or len(name) > LONGEST_NAME:
        raise Refused(
            _("The name of “{file}” leads out of its folder, or is too long. Name it anew."),
            file=_visible(name),
        )
    if name.lower().endswith(_ARCHIVES):
        raise Refused(
            _("“{file}” is an archive within the archive. Unpack it, and import its files."),
            file=name,
        )
    if name.lower().endswith(_TABLES):
        raise Refused(
            _("“{file}” is a table. A table of old addresses is given beside the releases."),
            file=name,
        )


def _visible(name: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", "\ufffd", name)[:LONGEST_NAME]


class Beside:
    """The files of an archive by their names, for the pictures that its pages name."""

    def __init__(self, names: Iterable[str]) -> None:
        self.whole: dict[str, str] = {}
        self.last: dict[str, list[str]] = defaultdict(list)
        for name in names:
            if name.lower().endswith(_PICTURES) and not _LEADS_OUT.search(name):
                self.whole.setdefault(name.lower(), name)
                self.last[basename(name.lower())].append(name)

    def picture_of(self, page: str, address: str) -> str:
        """The archive's own file that a page shows under an address, or nothing.

        Beside the page as written, else from the archive's root, else the only file of that name.
        """
        try:
            path = unquote(urlsplit(address).path).lower().replace("\\", "/")
        except ValueError:
            return ""
        for place in (join(dirname(page.lower()), path), path.lstrip("/")):
            if found := self.whole.get(normpath(place)):
                return found
        alone = self.last.get(basename(path), [])
        return alone[0] if len(alone) == 1 else ""
