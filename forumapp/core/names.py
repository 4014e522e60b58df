"""Names, compared whatever their capitals, accents, hyphens and spaces."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def words_of(text: str) -> list[str]:
    """The words of a text without accents, capitals and hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word.replace("'", "").replace("-", "") for word in _WORD.findall(plain)]


def folded_name(name: str) -> str:
    """What two spellings of one name have in common: its letters."""
    return "".join(words_of(name))
