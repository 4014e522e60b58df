"""What papers are made of: plain values, already in the paper's language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Whose paper it is: name, lines of address, logo (a picture's bytes, or none), colour `#rrggbb`."""

    name: str
    lines: tuple[str, ...] = ()
    logo: bytes = b""
    accent: str = "#9f2b22"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The forum: its title, its facts as pairs of label and text, and when and where in one line."""

    title: str
    facts: tuple[tuple[str, str], ...]
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who comes: name, further lines (position, organization, country), reference, the QR code's text."""

    name: str
    lines: tuple[str, ...] = ()
    reference: str = ""
    code: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything of them that is printed."""
        return (self.name, *self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """How badges lie on a page, in millimetres."""

    width: float
    height: float
    columns: int = 1
    rows: int = 1
    page_width: float = 210
    page_height: float = 297
    cut_marks: bool = True

    @property
    def margin_x(self) -> float:
        return (self.page_width - self.columns * self.width) / 2

    @property
    def margin_y(self) -> float:
        return (self.page_height - self.rows * self.height) / 2
