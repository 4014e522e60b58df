"""How text becomes words to find: Latin words without accents, Chinese in overlapping pairs."""

import re
import unicodedata
from itertools import pairwise

_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORDS = re.compile(r"[^\W_]+")
_SAME_SCRIPT = re.compile(f"[{_HAN}]+|[^{_HAN}]+")
_CHINESE = re.compile(f"[{_HAN}]")
MOST_WORDS = 12


def tokens(text: str) -> list[str]:
    """The tokens under which a text is kept: “中国论坛” gives 中国, 国论, 论坛, 坛."""
    found: list[str] = []
    for run in _runs(text):
        if _CHINESE.match(run):
            found += [first + second for first, second in pairwise(run)] + [run[-1]]
        else:
            found.append(run)
    return found


def wanted(query: str) -> list[tuple[str, bool]]:
    """What a query asks for: (token, whether it may be the beginning of a word), all of them required."""
    asked: list[tuple[str, bool]] = []
    for run in _runs(query):
        if _CHINESE.match(run) and len(run) > 1:
            asked += [(first + second, False) for first, second in pairwise(run)]
        else:
            asked.append((run, True))
    return asked[:MOST_WORDS]


def _runs(text: str) -> list[str]:
    """Runs of Chinese characters and of other letters and digits, folded."""
    words = _WORDS.findall(folded(text))
    return [run for word in words for run in _SAME_SCRIPT.findall(word)]


STROKED = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe"})
"""Letters whose mark Unicode does not take apart."""


def folded(text: str) -> str:
    """Without capitals, accents and wide letters, so that é finds e."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", plain).translate(STROKED)
