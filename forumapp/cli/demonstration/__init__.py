"""The demonstration: one true story and an invented season around it."""

import click
from flask.cli import with_appcontext
from sqlalchemy import exists, select

from forumapp.cli.demonstration.attendees import everybody_has_been_told
from forumapp.cli.demonstration.load import load_demonstration
from forumapp.core.clock import now_utc
from forumapp.core.db import db
from forumapp.core.transaction import writing
from forumapp.forums.models import Forum
from forumapp.organizations.models import Organization
from forumapp.people.models import Person


@click.command("load-demonstration")
@with_appcontext
def load() -> None:
    """Fill an empty database with an invented season of forums. A database with records is left alone."""
    with writing():
        if holds_records():
            click.echo("The database holds records already; the demonstration is for an empty one.")
            return
        load_demonstration(now=now_utc(), tell=lambda step: click.echo(f"  {step} …"))
    with writing():
        everybody_has_been_told()


def holds_records() -> bool:
    return any(
        db.session.scalar(select(exists(select(model.id))))
        for model in (Forum, Organization, Person)
    )


commands = [load]
