"""What is done without anybody asking: one table, each recurring job and the service it calls.

A job finds its work by query and may run twice without harm; each run is one transaction.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from flask import Flask

from forumapp.announcements.services.archiving import forget_archives, work_on_archives
from forumapp.announcements.services.stating import hold_unheld
from forumapp.calendars.services.refresh import refresh_released
from forumapp.core.clock import now_utc
from forumapp.core.heartbeat import beat
from forumapp.core.transaction import writing
from forumapp.delegations.services.focal import forget_focal_links
from forumapp.door.services.forgetting import forget_walk_ins
from forumapp.files.services.sweeping import sweep_pictures
from forumapp.identity.services import answer_password_requests, forget_old_attempts
from forumapp.invitations.services.forgetting import forget_invited
from forumapp.invitations.services.sending import (
    mark_returned_invitations,
    owe_word_of_cancelled,
    write_owed_mails,
)
from forumapp.mail.services import deliver_due, forget_strangers
from forumapp.messages.services.feedback import erase_words
from forumapp.messages.services.outbox import write_copies
from forumapp.publishing.reckoning import follow_zone_data
from forumapp.readers.services.forgetting import (
    forget_readers,
    mark_returned_readers,
    remove_leaving,
)
from forumapp.readers.services.telling import take_back_hidden, tell_readers
from forumapp.registrations.services.answering import sweep_files
from forumapp.registrations.services.bounces import mark_returned_mail
from forumapp.registrations.services.codes import forget_old_attempts as forget_old_codes
from forumapp.registrations.services.confirming import forget_unconfirmed
from forumapp.registrations.services.erasing import blank_sent_mails
from forumapp.registrations.services.registering import forget_networks
from forumapp.registrations.services.replying import read_mailbox
from forumapp.registrations.services.retention import erase_due, erase_sensitive_due
from forumapp.registrations.services.telling import rewrite_outdated_entries, tell_of_changes
from forumapp.registrations.services.waiting import expire_offers

log = logging.getLogger(__name__)

WORKER_NAME = "worker"
PAUSE = 0.5
"""Seconds between two looks at what is due."""


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    every_seconds: float
    run: Callable[[datetime], object]


JOBS = (
    Job("sign of life", 20, lambda now: beat(WORKER_NAME, now)),
    Job("answer who asked for a new password", 1, answer_password_requests),
    Job("take back mails of what is withdrawn", 1, take_back_hidden),
    Job("deliver mail", 1, deliver_due),
    Job("read the mailbox", 60, read_mailbox),
    Job("write invitations", 1, write_owed_mails),
    Job("tell who was invited of cancelled forums", 5, owe_word_of_cancelled),
    Job("mark whom mail did not reach", 20, mark_returned_mail),
    Job("mark invitations that came back", 20, mark_returned_invitations),
    Job("tell of changed forums", 2, tell_of_changes),
    Job("write messages", 1, write_copies),
    Job("tell readers of announcements", 1, tell_readers),
    Job("hold old announcements to the facts", 60, hold_unheld),
    Job("remove readers who wrote that they leave", 20, remove_leaving),
    Job("mark readers whose mail came back", 20, mark_returned_readers),
    Job("read and import archives", 1, work_on_archives),
    Job("end offers that were not taken", 5, expire_offers),
    Job("write outdated calendar entries anew", 2, rewrite_outdated_entries),
    Job("reckon instants by new zone data", 60, follow_zone_data),
    Job("name newly released journeys in calendars", 20, refresh_released),
    Job("forget where registrations came from", 60, forget_networks),
    Job("forget forms whose address nobody confirmed", 60, forget_unconfirmed),
    Job("blank mail to whom was erased", 60, blank_sent_mails),
    Job("erase attendees’ data whose time is over", 60, erase_due),
    Job("erase sensitive answers", 60, erase_sensitive_due),
    Job("erase feedback in people’s own words", 60, erase_words),
    Job("forget readers who did not confirm", 60, forget_readers),
    Job("forget who was invited", 60, forget_invited),
    Job("forget old links of focal points", 3600, forget_focal_links),
    Job("forget who came unregistered", 3600, forget_walk_ins),
    Job("forget who wrote to nobody", 3600, forget_strangers),
    Job("forget archives that nobody imported", 3600, forget_archives),
    Job("sweep files that nothing names", 600, sweep_files),
    Job("sweep pictures that nothing names", 3600, sweep_pictures),
    Job("forget wrong codes", 3600, forget_old_codes),
    Job("forget old sign-in attempts", 3600, forget_old_attempts),
)


def work(app: Flask, stop: Event, jobs: tuple[Job, ...] = JOBS) -> None:
    """Run every job at its time until `stop` is set; a job that fails is logged and tried again."""
    due = dict.fromkeys(jobs, 0.0)
    while not stop.is_set():
        for job in jobs:
            if time.monotonic() >= due[job] and not stop.is_set():
                run_job(app, job)
                due[job] = time.monotonic() + job.every_seconds
        stop.wait(PAUSE)


def run_job(app: Flask, job: Job) -> bool:
    """One run in a transaction of its own; whether it went well."""
    try:
        with app.app_context(), writing():
            job.run(now_utc())
    except Exception:
        log.exception("the job %s failed and will be tried again", job.name)
        return False
    return True
