"""Old releases from the command line: files, folders and zips, one transaction each."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from forumapp.announcements.queries.announcements import imported_as
from forumapp.announcements.queries.known_names import known_names
from forumapp.announcements.queries.proposals import Proposal, proposals_among
from forumapp.announcements.rules.archive import Beside, refuse_unfit
from forumapp.announcements.rules.furniture import FURNITURE_NAMES
from forumapp.announcements.rules.naming import Names
from forumapp.announcements.rules.old_addresses import AddressTable, read_table
from forumapp.announcements.rules.release import Release, read_release
from forumapp.announcements.rules.release_text import LARGEST
from forumapp.announcements.services.archive_files import (
    ArchiveFiles,
    FolderFiles,
    ZipFiles,
    release_names,
)
from forumapp.announcements.services.importing import Imported, import_release, surroundings_of
from forumapp.core.actor import COMMAND
from forumapp.core.clock import now_utc, zone_of
from forumapp.core.errors import Refused
from forumapp.core.text import say
from forumapp.core.transaction import reading, writing
from forumapp.web.uploaded_tables import read_upload

FEW = 20
"""So many releases are told of in full; of more, one line each."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of what was given: `shown` is what it is called on the terminal."""

    shown: str
    name: str
    files: ArchiveFiles
    beside: Beside


@dataclass(frozen=True, slots=True)
class Run:
    """What holds for all files of one call."""

    zone: str
    publishes: bool
    names: Names
    table: AddressTable


@click.command("import-release")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--zone", default="", help="Time zone of the printed release times.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be made.")
@click.option("--publish", is_flag=True, help="Public at once, since their own release times.")
@click.option(
    "--addresses",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A table (CSV or XLSX): old address, headline or file name.",
)
@with_appcontext
def import_releases(
    paths: tuple[Path, ...], zone: str, dry_run: bool, publish: bool, addresses: Path | None
) -> None:
    """Read old releases saved as text or HTML, out of folders and zips too; each becomes a report, once."""
    try:
        run = _run(zone or current_app.config["RELEASE_ZONE"], publish, addresses)
        files = [file for path in paths for file in _files_in(path)]
    except Refused as refusal:
        raise click.ClickException(_said(refusal)) from refusal
    counts: Counter[str] = Counter()
    for number, file in enumerate(files, 1):
        place = f"{number}/{len(files)}" if len(files) > FEW else ""
        counts[_show(file, run) if dry_run else _import(file, run, place)] += 1
    if len(files) > FEW:
        click.echo(", ".join(f"{count} {what}" for what, count in sorted(counts.items())) + ".")
    if counts["refused"]:
        raise SystemExit(1)


def _run(zone: str, publishes: bool, addresses: Path | None) -> Run:
    zone_of(zone)
    pairs = read_table(read_upload(addresses.read_bytes())) if addresses else []
    with reading():
        return Run(zone, publishes, known_names(), AddressTable(pairs))


def _files_in(path: Path) -> Iterator[File]:
    is_zip = path.suffix.lower() == ".zip"
    files: ArchiveFiles = ZipFiles(path) if is_zip else FolderFiles(path)
    beside = Beside(files.names)
    is_alone = not is_zip and not path.is_dir()
    for name in files.names if is_alone else release_names(files):
        yield File(str(path) if is_alone else f"{path}/{name}", name, files, beside)


def _show(file: File, run: Run) -> str:
    """Tell what a file says and what would become of it."""
    try:
        refuse_unfit(file.name)
        release = read_release(file.files.read(file.name, LARGEST + 1), file.name)
    except Refused as refusal:
        return _tell_refused(file, refusal)
    with reading():
        known = imported_as(release.digest) is not None
        proposed = [each.listed for each in run.names.named_in(release.text)]
        _tell(file, release, run.zone, proposals_among([proposed])[0])
    click.echo(f"  {'Already there' if known else 'Would become a report'}\n")
    return "already there" if known else "new"


def _import(file: File, run: Run, place: str) -> str:
    """Import one file in a transaction of its own; what became of it."""
    try:
        refuse_unfit(file.name)
        data = file.files.read(file.name, LARGEST + 1)
        with writing():
            imported = import_release(
                data,
                file.name,
                zone=run.zone,
                publishes=run.publishes,
                beside=surroundings_of(
                    file.files,
                    file.name,
                    beside=file.beside,
                    names=run.names,
                    table=run.table,
                ),
                by=COMMAND,
                now=now_utc(),
            )
            _tell_imported(file, imported, run, place)
    except Refused as refusal:
        return _tell_refused(file, refusal)
    return "imported" if imported.is_new else "already there"


def _tell_imported(file: File, imported: Imported, run: Run, place: str) -> None:
    announcement = imported.announcement
    where = f"/desk/announcements/{announcement.id}/"
    if place:
        state = "imported" if imported.is_new else "already there"
        click.echo(f"{place} {state} {where} {imported.release.headline}")
        return
    proposed = proposals_among([announcement.proposed])[0] if imported.is_new else []
    _tell(file, imported.release, run.zone, proposed)
    if imported.unpublished is not None:
        click.echo(f"  Not published: {_said(imported.unpublished)}")
    made = f"Made a {'draft ' if announcement.state == 'draft' else 'published '}report"
    click.echo(f"  {made if imported.is_new else 'Already there'}: {where}\n")


def _tell(file: File, release: Release, zone: str, proposed: list[Proposal]) -> None:
    click.echo(file.shown)
    click.echo(f"  Headline: {release.headline}")
    click.echo(f"  Source: {release.source or '(none found)'}")
    click.echo(f"  Release time: {_released(release, zone)}")
    click.echo(f"  Paragraphs: {len(release.paragraphs)}")
    for piece in release.left_out:
        click.echo(f"  Left out ({FURNITURE_NAMES[piece.kind]}): {piece.text}")
    for text in release.not_understood:
        click.echo(f"  Not understood: {text}")
    for each in proposed:
        doubt = f", perhaps: “{each.written}”" if each.written else ""
        click.echo(f"  Names ({each.kind}{doubt}): {each.name.text('en')}")


def _tell_refused(file: File, refusal: Refused) -> str:
    click.echo(f"{file.shown}: {_said(refusal)}", err=True)
    return "refused"


def _released(release: Release, zone: str) -> str:
    if release.released is None:
        return "(none found)"
    printed = f"{release.released:%Y-%m-%d}" if release.day_only else f"{release.released}"
    return f"{printed} ({zone})"


def _said(refusal: Refused) -> str:
    return say(refusal.sentence, refusal.values, "en")


commands = [import_releases]
