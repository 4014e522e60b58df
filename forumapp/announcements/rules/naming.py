"""Which records a text names: by their names, and by words that only resemble a name of theirs.

The same person is printed as “Bruce Noz” and as “Bruce Knotts”: such a likeness is worth a look, never
more.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from forumapp.core.names import words_of
from forumapp.core.pinyin import name_syllables

PERSON = "person"
MOST_CANDIDATES = 50_000
"""So many names of a text are compared; a text that has more is a list, not a release."""

LONGEST_RUN = 8
"""Words of a name that only resembles one of ours."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_CAPITALISED = re.compile(
    r"(?<!\w)[A-Z][\w'’-]*\.?(?:[ ]+(?:(?:of|for|the|and|on|in)[ ]+)*[A-Z][\w'’-]*\.?)+"
)
_HAN_RUN = re.compile(r"[\u3400-\u9fff·]{2,}")
_SOUNDS = (
    *(("kn", "n"), ("gn", "n"), ("wr", "r"), ("ph", "f"), ("ck", "k"), ("sch", "s")),
    *(("sh", "s"), ("ch", "c"), ("th", "t"), ("z", "s"), ("q", "k"), ("x", "ks")),
)


@dataclass(frozen=True, slots=True)
class KnownName:
    """One name, in one language, of a record: its kind (a table's name) and id."""

    kind: str
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Naming:
    """A record that a text seems to name. `written`: the text's words, where they only resemble its name."""

    kind: str
    id: int
    written: str = ""

    @property
    def is_sure(self) -> bool:
        return not self.written

    @property
    def listed(self) -> list[str | int]:
        """As an announcement keeps it in `proposed`."""
        return [self.kind, self.id, self.written]


class Names:
    """All names that are known, made ready to be looked for in many texts."""

    def __init__(self, known: Iterable[KnownName]) -> None:
        self.exact: list[tuple[str, KnownName]] = []
        self.by_word: dict[str, list[tuple[list[str], KnownName]]] = defaultdict(list)
        self.by_sound: dict[str, list[KnownName]] = defaultdict(list)
        self.may_begin: dict[str, bool] = {}
        for each in known:
            self._add(each)

    def _add(self, known: KnownName) -> None:
        if _HAN.search(known.name):
            name = "".join(known.name.split())
            if len(name) >= 2:
                self.exact.append((name, known))
            if known.kind == PERSON and 2 <= len(name) <= 4:
                self.by_sound["".join(name_syllables(name))].append(known)
            return
        words = words_of(known.name)
        letters = sum(map(len, words))
        if (len(words) >= 2 and letters >= 5) or letters >= 6 or is_acronym(known.name):
            self.exact.append((f" {' '.join(words)} ", known))
        if len(words) >= 2:
            for word in set(words):
                self.by_word[word].append((words, known))
            if known.kind == PERSON:
                self.by_sound["".join(words)].append(known)

    def named_in(self, text: str) -> list[Naming]:
        """The records whose names stand in the text, then those that something in it resembles."""
        sure = self._exactly(text)
        found = {(each.kind, each.id): each for each in sure}
        for each in self._nearly(text):
            found.setdefault((each.kind, each.id), each)
        return list(found.values())

    def _exactly(self, text: str) -> list[Naming]:
        squeezed = "".join(text.split())
        spaced = f" {' '.join(words_of(text))} "
        found: dict[tuple[str, int], Naming] = {}
        for name, known in self.exact:
            is_there = name in spaced if name.startswith(" ") else name in squeezed
            if is_there and is_acronym(known.name):
                is_there = re.search(rf"(?<!\w){re.escape(known.name)}(?!\w)", text) is not None
            if is_there:
                found.setdefault((known.kind, known.id), Naming(known.kind, known.id))
        return list(found.values())

    def _nearly(self, text: str) -> Iterator[Naming]:
        for written in candidates(text):
            for known in self._resembling(written):
                yield Naming(known.kind, known.id, written)

    def _resembling(self, written: str) -> Iterator[KnownName]:
        if _HAN.search(written):
            if not self._may_begin(written[0]):
                return
            for known in self.by_sound.get("".join(name_syllables(written)), ()):
                if not _HAN.search(known.name) or known.name[0] == written[0]:
                    yield known
            return
        words = words_of(written)
        yield from self.by_sound.get("".join(words), ())
        yield from self.by_sound.get("".join([*words[1:], words[0]]), ())
        for word in words:
            for others, known in self.by_word.get(word, ()):
                if len(others) == len(words) and are_near(words, others):
                    yield known

    def _may_begin(self, character: str) -> bool:
        """Whether a name that is known sounds like this at its beginning: most characters are none's."""
        if character not in self.may_begin:
            sound = name_syllables(character)[0]
            self.may_begin[character] = any(name.startswith(sound) for name in self.by_sound)
        return self.may_begin[character]


def candidates(text: str) -> Iterable[str]:
    """What may be a name: capitalised words beside each other, most of them first, and runs of two to
    four characters; each once.
    """
    return dict.fromkeys(islice(_all_candidates(text), MOST_CANDIDATES))


def _all_candidates(text: str) -> Iterator[str]:
    for run in _CAPITALISED.finditer(text):
        words = run[0].split()
        for start in range(len(words)):
            for length in range(min(len(words) - start, LONGEST_RUN), 1, -1):
                yield " ".join(words[start : start + length]).rstrip(".,")
    for run in _HAN_RUN.finditer(text):
        for length in (2, 3, 4):
            for start in range(len(run[0]) - length + 1):
                yield run[0][start : start + length]


def is_acronym(name: str) -> bool:
    return name.isupper() and name.isascii() and 3 <= len(name) <= 10 and name.isalpha()


def are_near(words: list[str], others: list[str]) -> bool:
    """At most one word differs, and that one looks or sounds alike."""
    different = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
    return len(different) <= 1 and all(is_near(*pair) for pair in different)


@lru_cache(maxsize=20_000)
def is_near(word: str, other: str) -> bool:
    """Two words that may be spellings of one."""
    shorter, longer = sorted((word, other), key=len)
    if len(shorter) < 2 or len(longer) > 30:
        return False
    slips = 1 if len(longer) < 7 else 2
    if len(shorter) >= 4 and distance(word, other) <= slips:
        return True
    if len(shorter) >= 5 and shorter[:4] == longer[:4] and len(longer) - len(shorter) <= 3:
        return True
    one, two = sound_of(word), sound_of(other)
    return one[:1] == two[:1] and min(len(one), len(two)) >= 2 and distance(one, two) <= 1


def sound_of(word: str) -> str:
    """The consonants that are heard: knotts → nts, noz → ns."""
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    heard = word[:1] + re.sub(r"[aeiouyhw]", "", word[1:])
    return re.sub(r"(.)\1+", r"\1", heard)


def distance(one: str, two: str) -> int:
    """How many letters are to be changed, added or dropped to make one of the other (Levenshtein)."""
    row = list(range(len(two) + 1))
    for number, letter in enumerate(one, 1):
        before, row[0] = row[0], number
        for place, other in enumerate(two, 1):
            cost = min(row[place] + 1, row[place - 1] + 1, before + (letter != other))
            before, row[place] = row[place], cost
    return row[-1]
