"""Addresses as pictures that a phone's camera reads."""

from functools import lru_cache

import segno


@lru_cache(maxsize=256)
def qr_image(address: str) -> str:
    """The address of an image in the page itself (`data:`): black on white, in dark mode too."""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_data_uri(dark="#000", light="#fff", svgclass=None, lineclass=None))
