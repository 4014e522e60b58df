"""kill -9 of web and worker while people register: nothing acknowledged is lost, nothing given twice."""

import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from forumapp.core.transaction import reading
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.models.bookings import Registration
from tests.conftest import DATABASES
from tests.journeys.crowd import NO_LIMITS, Attendee, crowd, facts_of, inside, open_forum
from tests.served import Served

SECONDS = 120


@pytest.fixture(params=DATABASES)
def served(request, databases, smtp, tmp_path):
    running = Served(
        databases.make_migrated(request.param), tmp_path / "instance", smtp, **NO_LIMITS
    )
    running.start()
    yield running
    running.stop()


def test_every_acknowledged_registration_exists_once_and_its_mail_arrives(served, smtp, full):
    people = 1000 if full else 100
    slug = open_forum(served, capacity_limit=None)
    addresses = [f"guest{number}@example.org" for number in range(people)]
    with ThreadPoolExecutor(1) as beside:
        killing = beside.submit(kill_now_and_then, served, smtp, people)
        answers = crowd(served, slug, addresses, Attendee.register_surely)
    assert max(killing.result()) < people

    assert {status for status, _place in answers.values()} == {303}
    assert all("/registrations/" in place for _status, place in answers.values())
    with inside(served), reading() as session:
        rows = session.scalars(select(Registration.address).filter_by(state="confirmed")).all()
    assert sorted(rows) == sorted(addresses)
    assert facts_of(served, slug).taken == people

    wait_until_all_is_sent(served)
    copies = defaultdict(list)
    for message in list(smtp.messages):
        copies[message["To"].addresses[0].addr_spec].append(message["Message-ID"])
    assert sorted(copies) == sorted(addresses)
    assert {len(set(ids)) for ids in copies.values()} == {1}
    assert sum(len(ids) - 1 for ids in copies.values()) <= KILLS


KILLS = 3
"""How often the worker is killed; the web processes are killed as often."""


def kill_now_and_then(served, smtp, people) -> list[int]:
    """Each time a part of the mails has arrived, kill web and worker and start them again.

    Returns how many mails had arrived each time.
    """
    arrived = []
    for kill in range(1, KILLS + 1):
        deadline = time.monotonic() + SECONDS
        while len(smtp.messages) < kill * people // (KILLS + 2) and time.monotonic() < deadline:
            time.sleep(0.002)
        arrived.append(len(smtp.messages))
        served.kill("worker")
        served.kill("web")
        served.start_web()
        served.start_worker()
    return arrived


def wait_until_all_is_sent(served) -> None:
    deadline = time.monotonic() + SECONDS
    with inside(served):
        while time.monotonic() < deadline:
            with reading() as session:
                waiting = select(func.count(OutgoingMail.id)).where(OutgoingMail.state != "sent")
                if session.scalar(waiting) == 0:
                    return
            time.sleep(0.2)
    raise AssertionError(f"mail still waits after {SECONDS} s")
