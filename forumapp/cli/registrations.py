"""Commands on registrations."""

import click
from flask.cli import with_appcontext

from forumapp.core.paging import rows_of
from forumapp.core.transaction import writing
from forumapp.registrations.queries.registered import forums_counted_wrongly
from forumapp.registrations.services.states import recount_places


@click.command("recount-places")
@with_appcontext
def recount() -> None:
    """Compare each forum's count of places with its registrations, and set right what differs."""
    with writing():
        for forum in rows_of(forums_counted_wrongly()):
            before, after = recount_places(forum)
            limit = forum.capacity_limit
            done = (
                "Set right."
                if limit is None or after <= limit
                else f"Left as it is: the limit is {limit}. Raise it, then run this again."
            )
            click.echo(f"{forum.slug}: {before} places counted, {after} taken. {done}")


commands = [recount]
