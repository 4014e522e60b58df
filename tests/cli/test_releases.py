"""`import-release` tells what it read of each file."""

from pathlib import Path

from sqlalchemy import func, select

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.models.archive import OldAddress
from tests.announcements.archives import release, zip_of

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


def test_a_folder_and_a_zip_are_read_through_with_progress(app, session, tmp_path) -> None:
    folder = tmp_path / "old" / "2019"
    folder.mkdir(parents=True)
    for number in range(30):
        (folder / f"{number}.txt").write_bytes(release(number))
    (folder / "style.css").write_text("p {}")
    packed = tmp_path / "old.zip"
    packed.write_bytes(zip_of({f"{n}.txt": release(n) for n in range(31)} | {"b.zip": b"PK"}))
    first = run(app, str(folder.parent))
    assert first.exit_code == 0
    assert first.stdout.splitlines()[0].startswith("1/30 imported /desk/announcements/")
    assert first.stdout.splitlines()[-1] == "30 imported."
    again = run(app, str(packed))
    assert again.exit_code == 1
    assert "is an archive within the archive" in again.stderr
    assert again.stdout.splitlines()[-1] == "30 already there, 1 imported, 1 refused."
    assert session.scalar(select(func.count(Announcement.id))) == 31


def test_a_dry_run_tells_and_writes_nothing(app, session) -> None:
    result = run(app, "--dry-run", TEXT)
    assert result.exit_code == 0
    assert "  Headline: Opening a Round Table" in result.stdout
    assert "  Would become a report" in result.stdout
    assert session.scalar(select(func.count(Announcement.id))) == 0


def test_published_ones_keep_their_time_and_their_addresses(app, session, tmp_path) -> None:
    table = tmp_path / "addresses.csv"
    table.write_text("/ShowNews.aspx?ID=777;round-table.txt\n")
    result = run(app, "--publish", "--addresses", str(table), TEXT)
    assert "  Made a published report: /desk/announcements/" in result.stdout
    assert session.scalar(select(OldAddress.address)) == "/shownews.aspx?id=777"
    assert session.scalar(select(Announcement.state)) == "published"


def test_a_zip_that_is_none_is_refused_in_a_sentence(app, tmp_path) -> None:
    broken = tmp_path / "old.zip"
    broken.write_bytes(b"PK")
    result = run(app, str(broken))
    assert result.exit_code == 1
    assert "This zip file cannot be read." in result.stderr
