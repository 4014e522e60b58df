"""`import-release` tells what it read of each file."""

from pathlib import Path

from sqlalchemy import func, select

from forumapp.announcements.models.announcements import Announcement

RELEASES = Path(__file__).parents[1] / "announcements" / "releases"
TEXT = str(RELEASES / "round-table.txt")


def run(app, *arguments: str):
    return app.test_cli_runner().invoke(args=["import-release", *arguments])


def test_headline_source_and_time_are_told(app) -> None:
    result = run(app, TEXT)
    assert result.exit_code == 0
    for line in (
        "  Headline: Opening a Round Table on Quiet Harbours and the Towns around Them",
        "  Source: HCOT",
        "  Release time: 2019-09-10 13:52:28 (Asia/Shanghai)",
        "  Left out (breadcrumb trail): NewsCurrent:Home > News > HCOT",
        "  Left out (contact and footer): Contact Us",
    ):
        assert line in result.stdout.splitlines()
    assert "  Made a draft report: /desk/announcements/" in result.stdout


def test_a_second_run_says_that_it_is_already_there(app, session) -> None:
    run(app, TEXT)
    result = run(app, TEXT)
    assert result.exit_code == 0
    assert "  Release time: 2019-09-10 13:52:28 (Asia/Shanghai)" in result.stdout
    assert "  Already there: /desk/announcements/" in result.stdout
    assert session.scalar(select(func.count(Announcement.id))) == 1


def test_a_refused_file_does_not_keep_the_others_out(app, session, tmp_path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    result = run(app, str(empty), str(tmp_path / "missing.txt"), TEXT)
    assert result.exit_code == 1
    assert "“empty.txt” is empty." in result.stderr
    assert "“missing.txt” cannot be opened: No such file or directory." in result.stderr
    assert "Traceback" not in result.stderr
    assert session.scalar(select(func.count(Announcement.id))) == 1


def test_the_zone_of_the_printed_time_can_be_given(app, session) -> None:
    assert "(Europe/Oslo)" in run(app, "--zone", "Europe/Oslo", TEXT).stdout
    assert session.scalar(select(Announcement.release_zone)) == "Europe/Oslo"
    refused = run(app, "--zone", "Oslo", TEXT)
    assert refused.exit_code == 1
    assert "“Oslo” is not a time zone." in refused.stderr
