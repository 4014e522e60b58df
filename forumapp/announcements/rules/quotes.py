"""The wording of a quote."""

MARKS = (("“", "”"), ('"', '"'), ("「", "」"), ("『", "』"), ("«", "»"), ("‘", "’"))


def unquoted(wording: str) -> str:
    """Without the marks around the whole: the page sets those of its language."""
    text = wording.strip()
    for opening, closing in MARKS:
        inside = text[len(opening) : -len(closing)]
        if text.startswith(opening) and text.endswith(closing) and len(text) > 1:
            if opening in inside or closing in inside:
                continue
            return inside.strip()
    return text
