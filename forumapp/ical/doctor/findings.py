"""A finding: what is wrong, how badly, where, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol

from forumapp.ical.doctor.kinds import KINDS, SEVERITIES

MOST_PLACES = 5
MOST_OF_A_KIND = 20
LONGEST_SHOWN = 160


class HasLine(Protocol):
    @property
    def number(self) -> int: ...

    @property
    def text(self) -> str: ...


class Found(NamedTuple):
    """One occurrence: which kind (a key of KINDS), at which line, with what its sentence names."""

    code: str
    line: HasLine | None = None
    values: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the file as it stands there, cut where it is very long."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """All occurrences of one kind with the same values; the first `places` of `count` are shown.

    The last of a kind says how many `more` of that kind, with other values, are told no further.
    """

    code: str
    severity: str
    sentence: str
    remedy: str
    values: Mapping[str, Any] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    count: int = 1
    more: int = 0


@dataclass(slots=True)
class _Group:
    """Occurrences of one kind with the same values: the first of them, where they are, how many."""

    first: Found
    lines: list[HasLine] = field(default_factory=list)
    count: int = 0

    def add(self, found: Found) -> None:
        self.count += 1
        if found.line is not None and len(self.lines) < MOST_PLACES:
            self.lines.append(found.line)


def gathered(occurrences: Iterable[Found]) -> list[Finding]:
    """Findings by severity, then in the order in which they were met."""
    groups: dict[tuple[Any, ...], _Group] = {}
    for each in occurrences:
        groups.setdefault((each.code, *sorted(each.values.items())), _Group(each)).add(each)
    of_kinds: dict[str, list[_Group]] = {}
    for (code, *_values), group in groups.items():
        of_kinds.setdefault(code, []).append(group)
    findings = [each for kind in of_kinds.values() for each in _findings(kind)]
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def _findings(groups: list[_Group]) -> list[Finding]:
    """Those of one kind, few enough to be read."""
    findings = [_finding(group) for group in groups[:MOST_OF_A_KIND]]
    findings[-1] = replace(findings[-1], more=len(groups) - len(findings))
    return findings


def _finding(group: _Group) -> Finding:
    kind = KINDS[group.first.code]
    return Finding(
        group.first.code,
        kind.severity,
        kind.sentence,
        kind.remedy,
        {name: _shown(value) for name, value in group.first.values.items()},
        tuple(Place(line.number, _shown(line.text)) for line in group.lines),
        group.count,
    )


def _shown(value: Any) -> Any:
    too_long = isinstance(value, str) and len(value) > LONGEST_SHOWN
    return f"{value[:LONGEST_SHOWN]}…" if too_long else value
