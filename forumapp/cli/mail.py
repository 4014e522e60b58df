"""Mail that the mail server hands over."""

import logging
import sys
from typing import BinaryIO, NoReturn

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import InterfaceError, OperationalError

from forumapp.cli.database import unreachable_sentence
from forumapp.core.clock import now_utc
from forumapp.core.settings import setting
from forumapp.core.transaction import writing
from forumapp.registrations.services.replying import receive, size_limit

TRY_AGAIN_LATER = 75
"""EX_TEMPFAIL of sysexits.h: the mail server keeps the message and hands it over again."""
AT_ONCE = 64 * 1024

log = logging.getLogger(__name__)


@click.command("receive-mail")
@click.option("--to", default="", metavar="ADDRESS", help="The envelope's recipient.")
@with_appcontext
def receive_mail(to: str) -> None:
    """Take over one message from standard input: a calendar's answer accepts or declines a place.

    Ends with 0 also where the message is refused, because a bounce would go to strangers; the desk
    shows why. Ends with 75 where it is to be handed over again later.
    """
    if not setting("REPLY_ADDRESS"):
        come_again(
            "REPLY_ADDRESS is not set, so no answers are expected: set it, or hand nothing over."
        )
    message = message_from(sys.stdin.buffer, size_limit())
    try:
        with writing():
            receive(message, to=to, now=now_utc())
    except (OperationalError, InterfaceError) as error:
        come_again(unreachable_sentence(error))
    except Exception:  # whatever it is, the mail server keeps the message and asks again
        log.exception("A message could not be taken over")
        come_again("The message could not be taken over; the log says why.")


def message_from(stream: BinaryIO, limit: int) -> bytes:
    """All of it up to a byte more than the limit; the rest is read too, so that nobody's pipe breaks."""
    message = stream.read(limit + 1)
    while stream.read(AT_ONCE):
        pass
    return message


def come_again(reason: str) -> NoReturn:
    click.echo(reason, err=True)
    raise SystemExit(TRY_AGAIN_LATER)


commands = [receive_mail]
