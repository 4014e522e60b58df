"""The worker's own process."""

import signal
from threading import Event

import click
from flask import Flask, current_app

from forumapp import worker


@click.command("work")
@click.option("--once", is_flag=True, help="Run each job once and end.")
def work(*, once: bool) -> None:
    """Deliver mail and do whatever else is due, until told to stop."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    if once:
        went_well = [worker.run_job(app, job) for job in worker.JOBS]
        raise SystemExit(0 if all(went_well) else 1)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    worker.work(app, stop)


commands = [work]
