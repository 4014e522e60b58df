"""A written entry read again: its own property, not that of what is nested in it."""

import re


def value_of(entry: bytes, name: bytes) -> bytes:
    """The value of the event's own property, still escaped; raises ValueError where it has none."""
    found = re.search(rb"\r\n" + name + rb":((?:[^\r]|\r\n )*)\r\n(?! )", own_part(entry)[0])
    if found is None:
        raise ValueError(f"an entry without {name.decode()}")
    return found[1].replace(b"\r\n ", b"")


def own_part(entry: bytes) -> tuple[bytes, bytes]:
    """The entry up to the first component in it, CRLF at the end; and the rest."""
    nested = entry.find(b"\r\nBEGIN:")
    end = len(entry) if nested < 0 else nested + len(b"\r\n")
    return entry[:end], entry[end:]
