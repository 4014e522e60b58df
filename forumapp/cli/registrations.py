"""Commands on registrations."""

import click
from flask.cli import with_appcontext

from forumapp.core.paging import rows_of
from forumapp.core.transaction import writing
from forumapp.registrations.queries.places import forums_with_registrations
from forumapp.registrations.services.places import recount_places


@click.command("recount-places")
@with_appcontext
def recount() -> None:
    """Compare counts of places and of people who wait with registrations, and set right what differs."""
    with writing():
        for forum in rows_of(forums_with_registrations()):
            for found in recount_places(forum):
                click.echo(f"{forum.slug}: {found}")


commands = [recount]
