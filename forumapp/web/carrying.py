"""Uploaded bytes carried in a form from their preview to its confirmation: packed, and bounded."""

import zlib
from base64 import b64decode, b64encode

from forumapp.core.errors import Refused
from forumapp.core.text import _

MOST_CARRIED = 400_000
"""Bytes that a preview carries to its confirmation, packed: a form may not be much larger."""


def packed(data: bytes) -> str:
    return b64encode(zlib.compress(data, 9)).decode("ascii")


def unpacked(text: str, most_bytes: int) -> bytes:
    """At most `most_bytes` and one; what was tampered with is refused."""
    try:
        return zlib.decompressobj().decompress(b64decode(text, validate=True), most_bytes + 1)
    except (ValueError, zlib.error) as error:
        raise Refused(_("The preview has been changed. Upload the files again.")) from error
