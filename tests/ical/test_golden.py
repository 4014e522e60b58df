"""Same facts, same bytes: the files in golden/ are what every kind of event emits."""

import pytest

from tests.ical.checks import check_mail, check_public
from tests.ical.samples import MAIL, PUBLIC
from tests.ical.write_golden import GOLDEN

ALL = {**PUBLIC, **MAIL}


@pytest.mark.parametrize("name", ALL)
def test_a_kind_of_event_is_written_as_its_golden_file(name):
    assert ALL[name] == (GOLDEN / f"{name}.ics").read_bytes()


def test_each_golden_file_is_written_by_a_sample():
    assert {file.stem for file in GOLDEN.glob("*.ics")} == set(ALL)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_published_calendar_passes_the_house_checks(name):
    check_public(PUBLIC[name])


@pytest.mark.parametrize("name", MAIL)
def test_a_mailed_calendar_passes_the_house_checks(name):
    check_mail(MAIL[name])
