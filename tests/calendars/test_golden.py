"""Same rows, same bytes on every database: the files in golden/ are what each kind of record emits."""

from tests.calendars.golden_rows import golden_files
from tests.calendars.write_golden import GOLDEN
from tests.ical.checks import check_mail, check_public


def test_each_kind_of_record_is_written_as_its_golden_file(session):
    kept = {file.stem: file.read_bytes() for file in GOLDEN.glob("*.ics")}
    assert golden_files() == kept


def test_a_golden_file_passes_the_house_checks():
    for file in GOLDEN.glob("*.ics"):
        is_mail = file.stem.startswith(("request.", "cancel."))
        (check_mail if is_mail else check_public)(file.read_bytes())
