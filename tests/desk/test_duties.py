"""Who is on duty, as the desk gives and shows it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from forumapp.core.actor import COMMAND
from forumapp.duties.models import Duty
from forumapp.duties.queries import coming_duties
from forumapp.duties.services import give_duty
from forumapp.history.models import HistoryRow
from forumapp.identity.models import Account
from tests.conftest import Client
from tests.records import a_delegation, a_forum, both
from tests.support import NOW, an_account

Rows = scoped_session[Session]


@pytest.fixture
def sign_in(session: Rows, signed_in) -> Callable[[str], Client]:
    """The browser of a new account in a role, after what the test wrote."""

    def enter(role: str) -> Client:
        session.commit()
        return signed_in(role)

    return enter


@pytest.fixture
def colleague(session: Rows) -> Account:
    account = an_account("staff")
    account.name = "Mei Ling"
    session.add(account)
    session.commit()
    return account


def place(session: Rows, kind: str) -> tuple[object, str]:
    record = a_forum() if kind == "forums" else a_delegation()
    session.add(record)
    session.commit()
    return record, f"/desk/{kind}/{record.id}/"


@pytest.mark.parametrize("kind", ["forums", "delegations"])
def test_an_organizer_gives_a_duty_and_takes_it_back(
    session: Rows, sign_in, colleague: Account, kind: str
):
    _record, page = place(session, kind)
    organizer, editor = sign_in("organizer"), sign_in("editor")
    given = organizer.post(
        f"{page}duties/new", data={"account_id": str(colleague.id), "task": "Door"}
    )
    assert given.location == page
    for browser in (organizer, editor):
        shown = browser.get(page).text
        assert "Mei Ling" in shown
        assert "Door" in shown
    assert "duties/new" not in editor.get(page).text
    duty = session.scalars(select(Duty)).one()
    organizer.post(f"{page}duties/{duty.id}/remove")
    assert session.scalars(select(Duty)).all() == []
    actions = session.scalars(select(HistoryRow.action).order_by(HistoryRow.id)).all()
    assert actions == ["duty given", "duty taken back"]


def test_nobody_is_on_duty_twice_at_one_place(session: Rows, sign_in, colleague: Account):
    forum, page = place(session, "forums")
    give_duty(forum, colleague.id, by=COMMAND, now=NOW)
    session.commit()
    refused = sign_in("organizer").post(
        f"{page}duties/new", data={"account_id": str(colleague.id), "task": "Once more"}
    )
    assert refused.status_code == 422
    assert "Mei Ling is on duty here already." in refused.text
    assert "Once more" in refused.text


def test_a_duty_elsewhere_is_not_taken_back_from_here(session: Rows, sign_in, colleague: Account):
    forum, _page = place(session, "forums")
    _other, page = place(session, "forums")
    duty = give_duty(forum, colleague.id, by=COMMAND, now=NOW)
    session.commit()
    assert sign_in("organizer").post(f"{page}duties/{duty.id}/remove").status_code == 404
    assert session.scalars(select(Duty)).one() is duty


def test_an_account_that_may_not_sign_in_is_not_offered(session: Rows, sign_in, colleague: Account):
    _forum, page = place(session, "forums")
    colleague.active = False
    session.commit()
    organizer = sign_in("organizer")
    assert "Mei Ling" not in organizer.get(f"{page}duties/new").text
    refused = organizer.post(f"{page}duties/new", data={"account_id": str(colleague.id)})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("zone", "hour", "is_shown"),
    [
        ("America/Los_Angeles", 31, True),
        ("America/Los_Angeles", 32, False),
        ("Asia/Shanghai", 15, True),
        ("Asia/Shanghai", 16, False),
    ],
)
def test_a_journey_is_a_duty_until_its_last_day_is_over_there(
    session: Rows, zone: str, hour: int, is_shown: bool
):
    account, journey = an_account("staff"), a_delegation(zone=zone)
    session.add_all([account, journey])
    session.flush()
    duty = give_duty(journey, account.id, by=COMMAND, now=NOW)
    now = datetime(2026, 12, 12, tzinfo=UTC) + timedelta(hours=hour)
    assert coming_duties(account.id, now) == ([duty] if is_shown else [])


@pytest.mark.parametrize("role", ["staff", "door"])
def test_the_first_page_shows_ones_own_coming_duties(
    app, client: Client, session: Rows, clock, role: str
):
    mine, other = an_account(role), an_account("staff")
    coming = a_forum(title=both("Forum to come"))
    past = a_forum(
        title=both("Forum long past"),
        starts=datetime(2026, 9, 1, 12),
        ends=datetime(2026, 9, 1, 14),
    )
    foreign, journey = (
        a_forum(title=both("Duty of a colleague")),
        a_delegation(name=both("Journey")),
    )
    session.add_all([mine, other, coming, past, foreign, journey])
    session.flush()
    for at in (coming, past, journey):
        give_duty(at, mine.id, task="Car", by=COMMAND, now=NOW)
    give_duty(foreign, other.id, by=COMMAND, now=NOW)
    browser = client.sign_in(mine)
    section = browser.get("/desk/").text.partition("My duties")[2].partition("</section>")[0]
    assert section.index("Journey") < section.index("Forum to come")
    assert "Forum long past" not in section
    assert "Duty of a colleague" not in section
    assert section.count("Car") == 2
    assert "Forum to come" in browser.get("/desk/my-calendar").text
