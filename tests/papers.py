"""Papers as an independent engine sees them (PDFium): their letters, their pages as pictures."""

from pypdfium2 import PdfDocument


def letters_of(pdf: bytes) -> str:
    """What stands on the pages, without white space: a layout may break lines anywhere.

    PDFium gives the hyphen at the end of a line as U+FFFE.
    """
    return "".join("".join(pages_of(pdf)).split()).replace("\ufffe", "-")


def pages_of(pdf: bytes) -> list[str]:
    document = PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def sizes_of(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in millimetres."""
    document = PdfDocument(pdf)
    try:
        return [tuple(round(each / 72 * 25.4) for each in page.get_size()) for page in document]
    finally:
        document.close()
