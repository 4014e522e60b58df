"""Old releases from the command line."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from forumapp.announcements.rules.furniture import FURNITURE_NAMES
from forumapp.announcements.rules.release import Release
from forumapp.announcements.services.importing import Imported, import_release
from forumapp.core.actor import COMMAND
from forumapp.core.clock import now_utc, zone_of
from forumapp.core.errors import Refused
from forumapp.core.text import say
from forumapp.core.transaction import writing


@click.command("import-release")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--zone", default="", help="Time zone of the printed release times.")
@with_appcontext
def import_releases(files: tuple[Path, ...], zone: str) -> None:
    """Read old releases saved as text or HTML; each becomes a draft report, once."""
    zone = zone or current_app.config["RELEASE_ZONE"]
    try:
        zone_of(zone)
    except Refused as refusal:
        raise click.ClickException(_said(refusal)) from refusal
    failures = [failure for file in files if (failure := _import(file, zone))]
    for failure in failures:
        click.echo(failure, err=True)
    if failures:
        raise SystemExit(1)


def _import(file: Path, zone: str) -> str:
    """Import one file in a transaction of its own; why it was not, or nothing."""
    try:
        data = file.read_bytes()
        with writing():
            imported = import_release(data, file.name, zone=zone, by=COMMAND, now=now_utc())
            _tell(file, imported, zone)
    except OSError as error:
        return f"{file}: {error.strerror}."
    except Refused as refusal:
        return f"{file}: {_said(refusal)}"
    return ""


def _tell(file: Path, imported: Imported, zone: str) -> None:
    release, announcement = imported.release, imported.announcement
    click.echo(file)
    click.echo(f"  Headline: {release.headline}")
    click.echo(f"  Source: {release.source or '(none found)'}")
    click.echo(f"  Release time: {_released(release, zone)}")
    click.echo(f"  Paragraphs: {len(release.paragraphs)}")
    for piece in release.left_out:
        click.echo(f"  Left out ({FURNITURE_NAMES[piece.kind]}): {piece.text}")
    for text in release.not_understood:
        click.echo(f"  Not understood: {text}")
    if imported.is_new:
        click.echo(f"  Made a draft report: /desk/announcements/{announcement.id}/\n")
    else:
        click.echo(f"  Already there: /desk/announcements/{announcement.id}/\n")


def _released(release: Release, zone: str) -> str:
    if release.released is None:
        return "(none found)"
    printed = f"{release.released:%Y-%m-%d}" if release.day_only else f"{release.released}"
    return f"{printed} ({zone})"


def _said(refusal: Refused) -> str:
    return say(refusal.sentence, refusal.values, "en")


commands = [import_releases]
