"""Commands on accounts."""

import click
from flask.cli import with_appcontext

from forumapp.core.actor import COMMAND
from forumapp.core.clock import now_utc
from forumapp.core.errors import Refused
from forumapp.core.links import absolute, path
from forumapp.core.settings import setting
from forumapp.core.text import say
from forumapp.core.transaction import writing
from forumapp.identity import services
from forumapp.identity.rules import ADMINISTRATOR, ROLES


@click.command("first-link")
@with_appcontext
def first_link() -> None:
    """Print the link by which the first administrator chooses a password, as long as there is none."""
    with writing():
        token = services.first_administrator_link(now=now_utc())
    if token is None:
        return
    language = setting("DEFAULT_LANGUAGE")
    at = path("choose_password", language, language, token=token)
    click.echo("No administrator has a password yet. Choose it by this link (once, within 7 days):")
    click.echo(f"\n    {absolute(setting('PUBLIC_URL'), at)}\n")


@click.command("invite-account")
@click.argument("email")
@click.option("--role", type=click.Choice(list(ROLES)), default=ADMINISTRATOR, show_default=True)
@click.option("--name", default="", help="The holder's name.")
@click.option("--language", default=None, help="The language of the mail and of the desk.")
@with_appcontext
def invite_account(email: str, role: str, name: str, language: str | None) -> None:
    """Make an account for EMAIL and send its holder the link to choose a password."""
    language = language or setting("DEFAULT_LANGUAGE")
    if language not in setting("LANGUAGES"):
        raise click.ClickException(f"--language must be one of {', '.join(setting('LANGUAGES'))}.")
    try:
        with writing():
            services.invite_account(
                email, role=role, name=name, language=language, by=COMMAND, now=now_utc()
            )
    except Refused as refusal:
        raise click.ClickException(say(refusal.sentence, refusal.values, "en")) from None
    click.echo(f"The invitation to {email} waits for the worker to send it.")


commands = [first_link, invite_account]
