"""The first sheet of an uploaded workbook (XLSX, ISO/IEC 29500), read piece by piece.

A workbook is small packed and may be anything unpacked. Nothing that it says of its own sizes, of where
its cells stand, or of how often a text is used makes room for more than a list of people takes.
"""

import re
import zipfile
import zlib
from io import BytesIO
from posixpath import join, normpath
from xml.parsers import expat

from forumapp.core.errors import Refused
from forumapp.core.text import _

Rows = list[list[str]]
Attributes = dict[str, str]

MOST_ROWS = 20_000
MOST_COLUMNS = 60
"""Cells further right are left out."""
MOST_CELLS = MOST_ROWS * MOST_COLUMNS
MOST_UNPACKED = 30 * 1024 * 1024
"""Bytes of a workbook once it is unpacked; 5,000 people take about three million."""
MOST_TEXT = 5_000_000
"""Characters of all cells together, each counted wherever it stands."""
LONGEST_CELL = 32_767
LONGEST_TAG = 256 * 1024
MOST_PARTS = 500
AT_ONCE = 64 * 1024
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW = re.compile(r"[1-9][0-9]{0,6}")

TOO_LARGE = _("This file is larger than a list of people is. Divide it, or save it as CSV.")
NOT_A_TABLE = _("This file is no list that can be read. Save it as XLSX or as CSV.")


def read_workbook(data: bytes) -> Rows:
    """The cells of its first sheet as text. Raises `Refused`."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            return first_sheet(Parts(packed))
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        LookupError,
        NotImplementedError,
        OSError,
        EOFError,
        RuntimeError,
        ValueError,
    ) as wrong:
        raise Refused(NOT_A_TABLE, field="file") from wrong


class Parts:
    """The parts of a workbook, as many bytes of them as a list of people may take."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self.packed = packed
        self.left = MOST_UNPACKED

    def read(self, name: str, reader: "Reader") -> None:
        """Tell the reader what stands in a part."""
        entry = self.packed.getinfo(name)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(NOT_A_TABLE, field="file")  # the others unpack without a bound
        parser = parser_for(reader)
        given = 0
        with self.packed.open(entry) as part:
            while piece := part.read(AT_ONCE):
                given += len(piece)
                parser.Parse(piece)
                if given > self.left or given - parser.CurrentByteIndex > LONGEST_TAG:
                    raise Refused(TOO_LARGE, field="file")
        self.left -= given
        parser.Parse(b"", True)


class Reader:
    """Hears of elements by their names without prefix, and of the text in those that hold a cell's."""

    texts: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.is_text = self.is_phonetic = False
        self.pieces: list[str] = []
        self.length = 0

    def begin(self, name: str, attributes: Attributes) -> None:
        self.is_text = name in self.texts
        self.is_phonetic = self.is_phonetic or name == "rPh"
        self.element(name, {local(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        self.is_text = False
        self.is_phonetic = self.is_phonetic and name != "rPh"
        self.ended(name)

    def hear(self, text: str) -> None:
        if self.is_text and not self.is_phonetic:
            self.length += len(text)
            if self.length > LONGEST_CELL:
                raise Refused(TOO_LARGE, field="file")
            self.pieces.append(text)

    def heard(self) -> str:
        """All text since it was asked last."""
        text = "".join(self.pieces)
        self.pieces.clear()
        self.length = 0
        return text

    def element(self, name: str, attributes: Attributes) -> None: ...

    def ended(self, name: str) -> None: ...


class Named(Reader):
    """What all elements of one name say in their attributes."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.found: list[Attributes] = []

    def element(self, name: str, attributes: Attributes) -> None:
        if name == self.name:
            self.found.append(attributes)
            refuse_more(len(self.found), MOST_PARTS)


class SharedTexts(Reader):
    """The texts to which cells point by number."""

    texts = ("t",)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def ended(self, name: str) -> None:
        if name == "si":
            self.found.append(self.heard())
            refuse_more(len(self.found), MOST_CELLS)


class Sheet(Reader):
    """Rows of cells. Where a cell or a row does not say where it stands, it follows the one before."""

    texts = ("v", "t")

    def __init__(self, shared: list[str]) -> None:
        super().__init__()
        self.shared = shared
        self.rows: Rows = []
        self.column = 0
        self.kind = ""
        self.cells = self.characters = 0

    def element(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self.begin_row(attributes.get("r", ""))
        elif name == "c":
            self.begin_cell(attributes.get("r", ""), attributes.get("t", "n"))

    def begin_row(self, place: str) -> None:
        if place and not _ROW.fullmatch(place):
            raise Refused(NOT_A_TABLE, field="file")
        number = int(place) if place else len(self.rows) + 1
        refuse_more(number, MOST_ROWS)
        while len(self.rows) < number:
            self.rows.append([])
        self.column = 0

    def begin_cell(self, place: str, kind: str) -> None:
        found = _PLACE.fullmatch(place)
        if (place and not found) or not self.rows:
            raise Refused(NOT_A_TABLE, field="file")
        self.column = number_of(found[1]) if found else self.column + 1
        self.kind = kind
        self.cells += 1
        refuse_more(self.cells, MOST_CELLS)

    def ended(self, name: str) -> None:
        if name != "c":
            return
        text = self.cell_text(self.heard())
        self.characters += len(text)
        refuse_more(self.characters, MOST_TEXT)
        row = self.rows[-1]
        if text and self.column <= MOST_COLUMNS:
            row.extend([""] * (self.column - len(row)))
            row[self.column - 1] = text

    def cell_text(self, said: str) -> str:
        """Whole numbers without a decimal point, as people read them in their spreadsheet."""
        match self.kind:
            case "s" if said:
                return self.shared[int(said)]
            case "b" if said:
                return "TRUE" if said == "1" else "FALSE"
            case "n" if said and (number := float(said)).is_integer():
                return str(int(number))
        return said


def first_sheet(parts: Parts) -> Rows:
    sheets, relations = Named("sheet"), Named("Relationship")
    parts.read("xl/workbook.xml", sheets)
    parts.read("xl/_rels/workbook.xml.rels", relations)
    names = {each["Id"]: part_name(each["Target"]) for each in relations.found}
    shared = SharedTexts()
    for each in relations.found:
        if each["Type"].endswith("/sharedStrings"):
            parts.read(part_name(each["Target"]), shared)
    sheet = Sheet(shared.found)
    parts.read(names[sheets.found[0]["id"]], sheet)
    return sheet.rows


def part_name(target: str) -> str:
    """Beside the workbook, unless it is told from the root."""
    return normpath(join("/xl", target)).lstrip("/")


def parser_for(reader: Reader) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = lambda name, attributes: reader.begin(local(name), attributes)
    parser.EndElementHandler = lambda name: reader.end(local(name))
    parser.CharacterDataHandler = reader.hear
    return parser


def refuse_doctype(*_declared: object) -> None:
    """No workbook has one; with it, text could be made to grow."""
    raise Refused(NOT_A_TABLE, field="file")


def refuse_more(count: int, most: int) -> None:
    if count > most:
        raise Refused(TOO_LARGE, field="file")


def local(name: str) -> str:
    return name.rpartition(":")[2]


def number_of(column: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    return number
