"""Far more people than places, all at once, against two server processes: exactly the limit comes in."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from forumapp.core.transaction import reading
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.models.bookings import Booking, Registration
from tests.conftest import DATABASES
from tests.journeys.crowd import NO_LIMITS, Attendee, crowd, facts_of, inside, open_forum
from tests.served import Served


@pytest.fixture(params=DATABASES)
def served(request, databases, smtp, tmp_path):
    running = Served(
        databases.make_migrated(request.param), tmp_path / "instance", smtp, **NO_LIMITS
    )
    running.start()
    yield running
    running.stop()
    assert running.tracebacks() == ""


def test_the_limit_holds_and_everybody_is_answered(served, full):
    places, attempts = (500, 2000) if full else (50, 200)
    slug = open_forum(served, capacity_limit=places, waiting_list="none")
    addresses = [f"guest{number}@example.org" for number in range(attempts)]
    answers = crowd(served, slug, addresses, Attendee.register)

    confirmed = [address for address, (status, _page) in answers.items() if status == 303]
    refused = [page for status, page in answers.values() if status != 303]
    assert (len(answers), len(confirmed)) == (attempts, places)
    assert Counter(status for status, _page in answers.values()) == {
        303: places,
        422: attempts - places,
    }
    assert all("All places are taken." in page for page in refused)
    assert facts_of(served, slug).taken == places
    with inside(served), reading() as session:
        rows = session.scalars(select(Registration.address).filter_by(state="confirmed")).all()
        assert sorted(rows) == sorted(confirmed)
        assert session.scalar(select(func.count(Booking.id))) == places
        assert session.scalar(select(func.count(OutgoingMail.id))) == places
