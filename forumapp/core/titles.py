"""Titles in which an editor marked where a line may break: `Cities|without walls`."""

MARK = "|"


def whole_title(title: str) -> str:
    """A title without its marks, as it is said in a sentence, a subject or a calendar."""
    return "".join(title_parts(title)).strip() or title


def title_parts(title: str) -> list[str]:
    """The pieces between the marks, each with the space that keeps it from the next word.

    Chinese needs none.
    """
    parts = [part.strip() for part in title.split(MARK)]
    return [part if _is_wide(part[-1:]) else f"{part} " for part in parts[:-1]] + parts[-1:]


def _is_wide(letter: str) -> bool:
    return "\u2e80" <= letter <= "\uffef" or letter in "“”‘’—…"
