"""What is kept of those who register, and where: nothing of it in places that are never erased."""

from datetime import timedelta

from sqlalchemy import select

from forumapp.core.actor import ATTENDEE
from forumapp.core.transaction import writing
from forumapp.history.models import HistoryRow
from forumapp.identity.rules import ATTEMPTS_KEPT_FOR
from forumapp.institution.defaults import PRIVACY_PAGE
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.rules.states import NETWORKS_KEPT_FOR
from forumapp.registrations.services import afterwards, registering
from forumapp.registrations.services.submissions import Details
from forumapp.worker import JOBS
from tests.support import NOW


def test_history_tells_the_state_of_a_registration_and_nothing_personal(session, forum, submission):
    with writing():
        row = registering.register(forum, submission(), now=NOW).registration
        afterwards.change_details(
            row, Details("Lin Q.", "", "", "US", "zh"), {}, by=ATTENDEE, now=NOW
        )
        afterwards.cancel_registration(row, by=ATTENDEE, now=NOW)
    told = select(HistoryRow).where(HistoryRow.kind == "registration").order_by(HistoryRow.id)
    rows = [(each.action, each.changes, each.record_label) for each in session.scalars(told)]
    assert rows == [
        ("registered", {"state": [None, "confirmed"]}, row.reference),
        ("edited", {}, row.reference),
        ("cancelled", {"state": ["confirmed", "cancelled"]}, row.reference),
    ]


def test_the_network_is_forgotten_once_it_counts_for_no_limit(session, forum, submission):
    with writing():
        first = submission(network="192.0.2.7")
        registering.register(forum, first, now=NOW)
        later = submission(network="192.0.2.7", address="wang@example.org")
        registering.register(forum, later, now=NOW + timedelta(minutes=15))
    forget = next(job.run for job in JOBS if job.name == "forget where registrations came from")
    for minutes, kept in ((20, ["192.0.2.7"] * 2), (21, ["", "192.0.2.7"]), (36, ["", ""])):
        with writing():
            forget(NOW + timedelta(minutes=minutes))
        assert list(session.scalars(select(Booking.network).order_by(Booking.id))) == kept
    assert not registering.register(forum, first, now=NOW + timedelta(hours=1)).shows_ticket
    assert {row.address for row in session.scalars(select(Registration))} == {
        "lin@example.org",
        "wang@example.org",
    }


def test_the_privacy_page_names_the_terms_that_the_worker_keeps():
    networks = next(job for job in JOBS if job.name == "forget where registrations came from")
    lasts = NETWORKS_KEPT_FOR + timedelta(seconds=networks.every_seconds)
    assert (lasts < timedelta(minutes=30), ATTEMPTS_KEPT_FOR) == (True, timedelta(days=1))
    english, chinese = PRIVACY_PAGE.exact("en"), PRIVACY_PAGE.exact("zh")
    assert "erased within half an hour, attempts to sign in after a day" in english
    assert "网络地址在半小时内清除，登录尝试记录保存一日" in chinese
