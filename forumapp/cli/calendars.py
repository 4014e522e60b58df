"""Commands on calendars."""

import click
from flask.cli import with_appcontext

from forumapp.calendars.services.reckoning import Outcome, zone_data
from forumapp.core.actor import COMMAND
from forumapp.core.clock import now_utc
from forumapp.core.transaction import writing
from forumapp.publishing.reckoning import reckon_some


@click.command("reckon-instants")
@with_appcontext
def reckon() -> None:
    """After an update of tzdata: let every instant follow its wall time by the new rules.

    People with a place at a forum that now begins at another moment are told by mail, as after any
    change. The worker does the same by itself.
    """
    count, is_complete = 0, False
    while not is_complete:
        with writing():
            run = reckon_some(by=COMMAND, now=now_utc())
            for outcome in run.outcomes:
                click.echo(sentence(outcome))
            for record in run.left:
                click.echo(f"{record.title.text('en')}: left, it would end before it starts.")
            count, is_complete = count + len(run.outcomes), run.is_complete
    click.echo(f"Reckoned by tzdata {zone_data()}: {count} set right.")


def sentence(outcome: Outcome) -> str:
    title = outcome.record.title.text("en")
    warning = " Clocks skip its time now: choose another." if outcome.is_skipped else ""
    return f"{title}: {outcome.old} → {outcome.new}.{warning}"


commands = [reckon]
