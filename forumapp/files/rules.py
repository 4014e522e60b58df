"""The sizes in which a picture is kept, and what kept files are called."""

from dataclasses import dataclass

SIZES = {"small": 480, "medium": 960, "large": 1920}
"""Longest side of each kept size, in pixels."""

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
DOCX, XLSX, PPTX = (
    f"{_OPEN_XML}{kind}"
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)
ODT, ODS, ODP = (f"{_OPEN_DOCUMENT}{kind}" for kind in ("text", "spreadsheet", "presentation"))
ENDINGS = {
    PDF: ".pdf",
    JPEG: ".jpg",
    PNG: ".png",
    DOCX: ".docx",
    XLSX: ".xlsx",
    PPTX: ".pptx",
    ODT: ".odt",
    ODS: ".ods",
    ODP: ".odp",
}
"""Every kind of file that is kept as it came, with the ending of its name."""
PROGRAMS = {DOCX: "Word", XLSX: "Excel", PPTX: "PowerPoint"}
KILO = 1000


@dataclass(frozen=True, slots=True)
class KeptSize:
    """One file of a picture: the name of its size, and its own width in pixels."""

    name: str
    width: int


def kept_sizes(width: int, height: int) -> list[KeptSize]:
    """The files of a picture of this size, the smallest first; what is small already is kept once."""
    longest = max(width, height, 1)
    found: list[KeptSize] = []
    for name, side in SIZES.items():
        wide = max(1, round(width * min(1, side / longest)))
        if not found or wide > found[-1].width:
            found.append(KeptSize(name, wide))
    return found


def file_kind(media_type: str) -> str:
    """What people call a kind of file: “PDF”, “Word”, “ODT”."""
    return PROGRAMS.get(media_type) or ENDINGS.get(media_type, "").lstrip(".").upper()


def file_size(size: int) -> str:
    """Bytes as people read them: “640 KB”, “1.2 MB”."""
    if size < KILO * KILO:
        return f"{max(1, round(size / KILO))} KB"
    return f"{size / KILO / KILO:.1f} MB"
