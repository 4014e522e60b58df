"""All checks of the bytes, one after another."""

from collections.abc import Iterable, Iterator, Mapping

from forumapp.ical.doctor.answer import found_in_answer
from forumapp.ical.doctor.calendar import found_in_calendar
from forumapp.ical.doctor.entries import found_in_entries
from forumapp.ical.doctor.findings import Finding, Found, gathered
from forumapp.ical.doctor.lines import File
from forumapp.ical.doctor.zones import found_in_zones

_NO_CALENDAR = {"empty_file", "web_page", "no_begin"}
_RINGS = frozenset({"alarm"})


def examine(file: File, headers: Mapping[str, str] | None = None) -> list[Finding]:
    """What is wrong with the file and, with the HTTP headers (names in lower case), with its answer.

    Of what is no calendar at all only that is told.
    """
    return examine_parts([file], headers)


def examine_parts(files: Iterable[File], headers: Mapping[str, str] | None = None) -> list[Finding]:
    """The same of a long calendar, by the parts in which `read_parts` reads it."""
    return gathered(_found(files, headers))


def _found(files: Iterable[File], headers: Mapping[str, str] | None) -> Iterator[Found]:
    uids: set[tuple[str, str]] = set()
    wished = _RINGS if _is_for_one_reader(headers or {}) else frozenset()
    for file in files:
        none = [each for each in file.found if each.code in _NO_CALENDAR]
        if none:
            yield from none
            return
        for each in _found_in_part(file, uids, headers):
            if _is_new(each, file) and each.code not in wished:
                yield each


def _found_in_part(
    file: File, uids: set[tuple[str, str]], headers: Mapping[str, str] | None
) -> Iterator[Found]:
    yield from file.found
    yield from found_in_calendar(file)
    yield from found_in_zones(file)
    yield from found_in_entries(file, uids)
    if headers is not None:
        yield from found_in_answer(file, headers)


def _is_for_one_reader(headers: Mapping[str, str]) -> bool:
    """As the server says: nobody else is rung where this reader wished to be (RFC 9111 §5.2.2.7)."""
    return "private" in headers.get("cache-control", "").lower()


def _is_new(found: Found, file: File) -> bool:
    """What is said of the whole calendar, or of a line before its entries, was told with its first part."""
    return not file.repeated or (found.line is not None and found.line.number > file.repeated)
