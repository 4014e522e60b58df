"""An old release, saved as text or HTML, read into plain values; nothing in the file is lost silently."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from forumapp.announcements.rules.furniture import (
    BANNER,
    FOOTER,
    FRAME,
    TOOLS,
    TRAIL,
    is_paragraph,
    is_tools,
    is_trail,
    opens_footer,
    split_fused_footer,
)
from forumapp.announcements.rules.release_labels import (
    LabelLine,
    PrintedTime,
    fold_widths,
    label_line,
    printed_time,
)
from forumapp.announcements.rules.release_page import Line, NamedPicture, Page, page_of
from forumapp.announcements.rules.release_text import decode
from forumapp.core.errors import Refused
from forumapp.core.markdown import escape_markdown
from forumapp.core.text import _

_LONGEST_HEADLINE = 300
_WIDE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A piece of site furniture; `kind` is a key of `FURNITURE_NAMES`."""

    kind: str
    text: str

    @property
    def pair(self) -> tuple[str, str]:
        return self.kind, self.text


@dataclass(frozen=True, slots=True)
class Release:
    """What a saved release says.

    `released` is the wall-clock time as printed, without a zone; of a day alone (`day_only`) it is
    midnight. `source` is empty and `released` none where nothing readable is printed. Everything
    else in the file stands in `left_out` or `not_understood`; pictures of its text stand in `pictures`
    too. `address` is where the page stood on the web, as it says itself.
    """

    headline: str
    source: str
    released: datetime | None
    day_only: bool
    paragraphs: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    not_understood: tuple[str, ...]
    language: str
    encoding: str
    address: str = ""
    pictures: tuple[NamedPicture, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the letters and figures read, whatever the file's format, marks and white space."""
        released = self.released.isoformat() if self.released else ""
        words = "\n".join((self.headline, self.source, released, *self.paragraphs))
        letters = re.sub(r"\W+", "", unicodedata.normalize("NFKC", words))
        return hashlib.sha256(letters.encode()).hexdigest()

    @property
    def text(self) -> str:
        """Headline, source and paragraphs, for whoever looks for names in it."""
        return "\n".join((self.headline, self.source, *self.paragraphs))

    @property
    def body(self) -> str:
        """The paragraphs as Markdown."""
        blocks: list[str] = []
        for paragraph in self.paragraphs:
            item = paragraph.startswith("- ")
            text = f"- {escape_markdown(paragraph[2:])}" if item else escape_markdown(paragraph)
            if item and blocks and blocks[-1].startswith("- "):
                blocks[-1] += f"\n{text}"
            else:
                blocks.append(text)
        return "\n\n".join(blocks)


def read_release(data: bytes, filename: str) -> Release:
    """Read a saved release. Raises `Refused` for a file that is no text, or lacks headline or text."""
    text, encoding = decode(data, filename)
    page = page_of(text, filename)
    reading = _Reading(page)
    if not reading.headline:
        # A page that closes its menus nowhere seems to be furniture throughout: read all of it.
        for line in page.lines:
            line.furniture = False
        reading = _Reading(page)
    if not reading.headline:
        raise Refused(
            _(
                "No headline was found in “{file}”. Put it on a line of its own above the text and try again."
            ),
            file=filename,
        )
    if not reading.paragraphs:
        raise Refused(
            _("“{file}” has a headline but no text below it. Save the whole page and try again."),
            file=filename,
        )
    whole = reading.headline + "".join(reading.paragraphs)
    return Release(
        headline=reading.headline,
        source=reading.source,
        released=reading.time.moment if reading.time else None,
        day_only=bool(reading.time and reading.time.day_only),
        paragraphs=tuple(reading.paragraphs),
        left_out=tuple(reading.left_out),
        not_understood=tuple(reading.not_understood),
        language="zh" if len(_WIDE.findall(whole)) * 4 > len(whole) else "en",
        encoding=encoding,
        address=page.address,
        pictures=tuple(dict.fromkeys(page.pictures)),
    )


class _Reading:
    """One pass over the lines of a page: trail, headline, labels, text, footer."""

    def __init__(self, page: Page) -> None:
        self.left_out: list[LeftOut] = []
        self.not_understood: list[str] = []
        self.headline = ""
        self.source = ""
        self.time: PrintedTime | None = None
        self.paragraphs: list[str] = []
        lines = self._without_frames(page.lines)
        labels_at = next((at for at, line in enumerate(lines) if label_line(line.text)), None)
        head = self._without_banner(lines if labels_at is None else lines[:labels_at])
        below = [] if labels_at is None else lines[labels_at:]
        head, text = self._take_headline(head, page, is_above_labels=bool(below))
        self.not_understood += [line.text for line in head if line.text]
        text += self._take_labels(below)
        self._take_text(self._without_footer(text))
        self._use_meta(page.meta)

    def _without_frames(self, lines: list[Line]) -> list[Line]:
        kept = []
        for line in lines:
            if line.furniture:
                self._leave_out(TRAIL if is_trail(line.text) else FRAME, line)
            elif is_tools(line.text):
                self._leave_out(TOOLS, line)
            else:
                kept.append(line)
        return kept

    def _without_banner(self, head: list[Line]) -> list[Line]:
        """Up to the last breadcrumb trail everything is the site's."""
        trails = [at for at, line in enumerate(head) if is_trail(line.text)]
        start = trails[-1] + 1 if trails else 0
        for at, line in enumerate(head[:start]):
            self._leave_out(TRAIL if at in trails else BANNER, line)
        return head[start:]

    def _take_headline(
        self, head: list[Line], page: Page, *, is_above_labels: bool
    ) -> tuple[list[Line], list[Line]]:
        """Choose the headline; what stood before it, and the text that follows it, are given back."""
        at = _headline_at(head, page, is_above_labels=is_above_labels)
        if at is None:
            return head, []
        self.headline = head[at].text.removeprefix("- ")
        self.not_understood += head[at].attached
        rest = head[at + 1 :]
        if is_above_labels and not any(is_paragraph(line.text) for line in rest):
            return [*head[:at], *rest], []
        return head[:at], rest

    def _take_labels(self, lines: list[Line]) -> list[Line]:
        """Read the label lines at the top; the text below them is given back."""
        for at, line in enumerate(lines):
            labels = label_line(line.text, below_another=at > 0)
            if labels is None:
                return lines[at:]
            self._take_label_line(labels)
            self.not_understood += line.attached
        return []

    def _take_label_line(self, labels: LabelLine) -> None:
        if labels.before and not self.headline:
            self.headline = labels.before
        elif labels.before:
            self.not_understood.append(labels.before)
        if labels.source and not self.source:
            self.source = labels.source
        elif labels.source:
            self.not_understood.append(labels.source)
        if labels.time and self.time is None:
            self.time = labels.time
        self.left_out += [LeftOut(TOOLS, text) for text in labels.toolbar]
        for rest in labels.remains:
            (self.paragraphs if is_paragraph(rest) else self.not_understood).append(rest)

    def _without_footer(self, lines: list[Line]) -> list[Line]:
        """The end of the page from its first footer line on, as long as no paragraph follows."""
        if lines:
            lines[-1].text, fused = split_fused_footer(lines[-1].text)
            lines = [*lines, Line(fused)] if fused else lines
        last = max((at for at, line in enumerate(lines) if is_paragraph(line.text)), default=-1)
        end = next(
            (at for at, line in enumerate(lines) if at > last and opens_footer(line.text)),
            len(lines),
        )
        for line in lines[end:]:
            self._leave_out(FOOTER, line)
        return lines[:end]

    def _take_text(self, lines: list[Line]) -> None:
        for line in lines:
            labels = label_line(line.text.strip("()（）[]【】"), below_another=True)
            if labels and not labels.before and not is_paragraph(line.text):
                self._take_label_line(labels)
            elif line.text:
                self.paragraphs.append(line.text)
            self.not_understood += line.attached
            if "\ufffd" in line.text:
                self.not_understood.append(line.text)

    def _use_meta(self, meta: dict[str, str]) -> None:
        """What the page's head says, where its text does not."""
        self.source = self.source or meta.get("contentsource", "")
        for name in ("pubdate", "publishdate", "article:published_time"):
            if self.time is None and meta.get(name):
                self.time = printed_time(fold_widths(meta[name]))

    def _leave_out(self, kind: str, line: Line) -> None:
        text = line.text.removeprefix("- ") or " ".join(line.attached)
        self.left_out.append(LeftOut(kind, text))


def _headline_at(head: list[Line], page: Page, *, is_above_labels: bool) -> int | None:
    candidates = [
        at
        for at, line in enumerate(head)
        if line.text and len(line.text) <= _LONGEST_HEADLINE and not is_paragraph(line.text)
    ]
    titled = [at for at in candidates if len(head[at].text) >= 6 and head[at].text in page.title]
    first_headings = [at for at in candidates if head[at].heading == 1]
    if titled:
        return max(titled, key=lambda at: len(head[at].text))
    if len(first_headings) == 1:
        return first_headings[0]
    if not candidates:
        return None
    if not is_above_labels or is_paragraph(head[-1].text):
        return candidates[0]
    whole = [at for at in candidates if not head[at].text.startswith(("—", "――", "--"))]
    return (whole or candidates)[-1]
