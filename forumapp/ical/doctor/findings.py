"""A finding: what is wrong, how badly, where, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from forumapp.ical.doctor.kinds import KINDS, SEVERITIES

MOST_PLACES = 5
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
    """All occurrences of one kind with the same values; the first `places` of `count` are shown."""

    code: str
    severity: str
    sentence: str
    remedy: str
    values: Mapping[str, Any] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    count: int = 1


def gathered(occurrences: Iterable[Found]) -> list[Finding]:
    """Findings by severity, then in the order in which they were met."""
    groups: dict[tuple[Any, ...], list[Found]] = {}
    for each in occurrences:
        groups.setdefault((each.code, *sorted(each.values.items())), []).append(each)
    findings = [_finding(group) for group in groups.values()]
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def _finding(group: list[Found]) -> Finding:
    kind = KINDS[group[0].code]
    lines = [each.line for each in group if each.line is not None][:MOST_PLACES]
    return Finding(
        group[0].code,
        kind.severity,
        kind.sentence,
        kind.remedy,
        group[0].values,
        tuple(Place(line.number, _shown(line.text)) for line in lines),
        len(group),
    )


def _shown(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
