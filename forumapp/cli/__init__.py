"""The command line: `flask --app forumapp COMMAND`. One file per feature; each offers `commands`."""

from flask import Flask

from forumapp.cli import (
    accounts,
    calendars,
    database,
    demonstration,
    mail,
    registrations,
    releases,
    worker,
)

PARTS = (accounts, calendars, database, demonstration, mail, registrations, releases, worker)


def start(app: Flask) -> None:
    for part in PARTS:
        for command in part.commands:
            app.cli.add_command(command)
