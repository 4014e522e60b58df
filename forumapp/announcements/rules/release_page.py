"""A saved release as lines: of a text file, or of an HTML page without its scripts and frames."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from forumapp.announcements.rules.old_addresses import address_in_page
from forumapp.announcements.rules.release_labels import label_line
from forumapp.core.errors import Refused
from forumapp.core.text import _

MOST_LINES = 20_000
MOST_TAGS = 20_000  # deeper nesting than any release has would take minutes to untangle

_HAN = re.compile(r"[\u3400-\u9fff]")
_HTML_NAME = re.compile(r"\.(?:s?html?|xhtml|aspx?|php|jsp)$", re.IGNORECASE)
_HTML_START = re.compile(r"\s*(?:<!doctype html|<html|<head|<body|<\?xml|<!--)", re.IGNORECASE)
_HTML_TAG = re.compile(r"<(?:p|div|br|span|h1|h2|table)[\s/>]", re.IGNORECASE)

_BREAKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_FURNITURE_TAGS = frozenset({"nav", "aside", "form", "button", "select"})
_FURNITURE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|sidebar|footer|foot|copyright|crumbs?|breadcrumbs?|share)(?:$|[\s_-])",
    re.IGNORECASE,
)
_VOID = frozenset({"br", "hr", "img", "meta", "embed"})
_FRAMES = {
    "img": "src",
    "iframe": "src",
    "embed": "src",
    "object": "data",
    "video": "src",
    "audio": "src",
}
_INLINE = frozenset({"a", "span", "meta", *_FRAMES})
_ATTRIBUTES = {
    "*": {"class", "id"},
    "a": {"href"},
    "meta": {"name", "property", "content"},
    **{tag: {address, "alt"} for tag, address in _FRAMES.items()},
}
_DROPPED = {"script", "style", "noscript", "template", "svg", "textarea"}


@dataclass(slots=True)
class Line:
    """One line of a page; `attached` names links and pictures in it, which text cannot carry."""

    text: str
    heading: int = 0  # 1 to 6 for h1 to h6
    furniture: bool = False
    attached: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NamedPicture:
    """A picture that a page shows: its address as written there, and what it is said to show."""

    address: str
    alternative: str

    @property
    def attached(self) -> str:
        """As it stands among what its line has attached."""
        return " ".join(filter(None, (self.alternative, self.address)))


@dataclass(slots=True)
class Page:
    """`address` is where the page says that it stands on the web, or empty."""

    lines: list[Line]
    title: str = ""
    address: str = ""
    pictures: list[NamedPicture] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)


def page_of(text: str, filename: str) -> Page:
    """The lines of a saved text or HTML file."""
    if is_html(text, filename):
        return page_of_html(text, filename)
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise Refused(
            _("“{file}” has too many lines to be a release. Save the release alone and try again."),
            file=filename,
        )
    return Page([Line(tidy(line)) for line in unwrapped(lines) if tidy(line)])


def is_html(text: str, filename: str) -> bool:
    start = text[:2000].lstrip("\ufeff")
    if _HTML_START.match(start):
        return True
    return bool(_HTML_NAME.search(filename)) and bool(_HTML_TAG.search(text))


def tidy(text: str) -> str:
    """One line, single spaces, without invisible letters."""
    return " ".join(re.sub(r"[\u200b-\u200d\u2060\ufeff\xad]", "", text).split())


def unwrapped(lines: list[str]) -> list[str]:
    """Lines that a mail program or browser broke at a margin are joined again.

    A line was broken there if the next one's first word had no room on it; of Chinese every character is
    a word, and a line that ends as sentences do was not broken. Label lines stand for themselves.
    """
    lines = [line.strip() for line in lines]
    margin = max(map(len, lines), default=0)
    if margin > 100 or sum(len(line) > margin * 0.8 for line in lines) < 3:
        return lines
    joined: list[str] = []
    room = margin + 1
    for line in lines:
        if joined and joined[-1] and line and _goes_on(joined[-1], line, room, margin):
            joined[-1] += ("" if _HAN.match(line) else " ") + line
        else:
            joined.append(line)
        room = len(line)
    return joined


def _goes_on(before: str, line: str, room: int, margin: int) -> bool:
    """`before`, whose last line has `room` letters, goes on with this line."""
    if label_line(before) or label_line(line):
        return False
    if not _HAN.match(line):
        return room + 1 + len(line.split(" ", 1)[0]) > margin
    return room + 1 > margin and not before.endswith(("。", "！", "？", "”", "："))


def page_of_html(text: str, filename: str) -> Page:
    """The lines of an HTML page, its title and meta names; site frames are marked as furniture."""
    if text.count("<") > MOST_TAGS:
        raise Refused(
            _(
                "“{file}” holds too many HTML tags to be a release. Save the page as text and try again."
            ),
            file=filename,
        )
    # The sanitiser is an HTML 5 parser: what comes out is well-formed, whatever went in.
    clean = nh3.clean(
        text,
        tags=set(_BREAKS | _INLINE),
        attributes=_ATTRIBUTES,
        clean_content_tags=_DROPPED,
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )
    reader = _Reader()
    reader.feed(clean)
    reader.close()
    reader.end_line()
    reader.page.address = address_in_page(text)
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page([])
        self.open: list[tuple[str, bool]] = []  # tag, whether furniture begins there
        self.words: list[str] = []
        self.attached: list[str] = []
        self.link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _BREAKS:
            self.end_line()
        if tag == "meta":
            name = (values.get("name") or values.get("property") or "").lower()
            self.page.meta.setdefault(name, tidy(values.get("content", "")))
        elif tag in _FRAMES and values.get(_FRAMES[tag]):
            named = NamedPicture(values[_FRAMES[tag]], tidy(values.get("alt", "")))
            self.attached.append(named.attached)
            if tag == "img" and not any(begins for _, begins in self.open):
                self.page.pictures.append(named)
        elif tag == "a":
            self.link = (values.get("href", ""), len(self.words))
        if tag not in _VOID:
            self.open.append((tag, self._is_furniture(tag, values)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.link:
            self._attach_link(*self.link)
            self.link = None
        if tag in _BREAKS:
            self.end_line()
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def end_line(self) -> None:
        text, attached = tidy("".join(self.words)), self.attached
        self.words, self.attached, self.link = [], [], None
        if not text and not attached:
            return
        tags = [tag for tag, _ in self.open]
        if "title" in tags:
            self.page.title = self.page.title or text
            return
        heading = next((int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)), 0)
        if "li" in tags and text:
            text = f"- {text}"
        self.page.lines.append(
            Line(text, heading, any(begins for _, begins in self.open), attached)
        )

    def _attach_link(self, address: str, first_word: int) -> None:
        label = tidy("".join(self.words[first_word:]))
        is_bare = label == address.split(":", 1)[-1].lstrip("/") or label == address
        if address.startswith(("http://", "https://", "mailto:")) and not is_bare:
            self.attached.append(f"{label} {address}")

    def _is_furniture(self, tag: str, values: dict[str, str]) -> bool:
        if tag in {"html", "body", "main", "article"}:
            return False
        if tag in _FURNITURE_TAGS or _FURNITURE_WORDS.search(values.get("class", "")):
            return True
        if tag in {"header", "footer"}:
            return not any(outer in {"article", "main"} for outer, _ in self.open)
        return bool(_FURNITURE_WORDS.search(values.get("id", "")))
