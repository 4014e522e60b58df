"""Office files: known by what lies inside them; those that carry programs are none of ours."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from forumapp.files.rules import DOCX, ODP, ODS, ODT, PPTX, XLSX

OPEN_XML = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
OPEN_DOCUMENT = {kind.encode(): kind for kind in (ODT, ODS, ODP)}
PROGRAMS = ("vbaproject.bin", "vbadata.xml", "activex", "script-lc.xml")
MOST_PARTS = 5000
LONGEST_NAME_OF_KIND = 100


def office_kind(data: bytes) -> str | None:
    """The media type of an Office file (ISO 29500, ISO 26300); nothing for what is none or runs programs.

    Only the table of contents is read, and the few letters that name an OpenDocument kind.
    """
    try:
        with ZipFile(BytesIO(data)) as parts:
            names = parts.namelist()
            if len(names) > MOST_PARTS or any(_is_program(name) for name in names):
                return None
            return _open_xml(names) or _open_document(parts, names)
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return None


def _open_xml(names: list[str]) -> str | None:
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for part, kind in OPEN_XML.items() if part in names), None)


def _open_document(parts: ZipFile, names: list[str]) -> str | None:
    if names[:1] != ["mimetype"]:
        return None
    with parts.open("mimetype") as said:
        return OPEN_DOCUMENT.get(said.read(LONGEST_NAME_OF_KIND).strip())


def _is_program(name: str) -> bool:
    return any(part in name.lower() for part in PROGRAMS) or name.lower().startswith("basic/")
