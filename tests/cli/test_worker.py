from datetime import datetime
from threading import Event

from flask import Flask

from forumapp import worker
from forumapp.core.clock import now_utc
from forumapp.core.heartbeat import Heartbeat, beat, is_silent


def test_a_worker_that_worked_is_not_silent(app: Flask, session):
    assert is_silent(worker.WORKER_NAME, now_utc())
    session.rollback()
    done = app.test_cli_runner().invoke(args=["work", "--once"])
    assert (done.exit_code, done.output) == (0, "")
    assert not is_silent(worker.WORKER_NAME, now_utc())


def test_a_job_that_fails_writes_nothing_and_does_not_stop_the_worker(app: Flask, session):
    def fail(now: datetime) -> None:
        beat("half-done", now)
        raise OSError("the mail server is gone")

    assert not worker.run_job(app, worker.Job("failing", 1, fail))
    assert session.query(Heartbeat).count() == 0


def test_the_worker_runs_every_job_at_its_time_until_it_is_told_to_stop(app: Flask):
    stop, runs = Event(), []

    def often(_now: datetime) -> None:
        runs.append("often")
        if runs.count("often") == 3:
            stop.set()

    jobs = (
        worker.Job("often", 0, often),
        worker.Job("rare", 3600, lambda _now: runs.append("rare")),
    )
    worker.work(app, stop, jobs)
    assert runs == ["often", "rare", "often", "often"]
