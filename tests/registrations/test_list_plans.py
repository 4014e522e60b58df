"""A long list is read by its indexes: what the database intends to do is pinned, on both."""

import pytest
from sqlalchemy import event, insert, text

from forumapp.core.db import db
from forumapp.core.tokens import new_uid
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.queries.lists import (
    Shown,
    counts_of_list,
    ids_of,
    lines_of,
)
from forumapp.registrations.rules.lists import USUAL_COLUMNS, Filters, name_key, search_key
from tests.records import a_forum
from tests.support import NOW

PEOPLE = 1500
USUAL = Shown(USUAL_COLUMNS)
ORDER_IS_MADE = ("TEMP B-TREE", "Sort")
"""How a plan says that rows are put in order after they are read."""
IDS_ARE_WALKED = "using pk_registration"
"""PostgreSQL does so where a forum has a good part of all people there are."""


@pytest.fixture
def forum_id(session) -> int:
    """A forum with many people, among others."""
    forums = [a_forum(), a_forum()]
    session.add_all(forums)
    session.flush()
    people = [a_row(number, forums[number % 5 > 0].id) for number in range(1, PEOPLE + 1)]
    session.execute(insert(Booking), [booking for booking, _registration in people])
    session.execute(insert(Registration), [registration for _booking, registration in people])
    forum_id = forums[0].id
    session.commit()
    if db.engine.dialect.name == "postgresql":  # what its own autovacuum does within a minute
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE registration"))
    return forum_id


def a_row(number: int, forum_id: int) -> tuple[dict, dict]:
    name, address = f"Guest {number % 97}", f"guest{number}@example.org"
    shared = {
        "forum_id": forum_id,
        "name": name,
        "address": address,
        "address_key": address,
        "language": "en",
    }
    booking = {"id": number, "uid": new_uid(), "link_hash": f"b{number}", "created_at": NOW}
    registration = {
        "uid": new_uid(),
        "booking_id": number,
        "reference": f"R{number}",
        "state": "pending" if number % 10 < 2 else "confirmed",
        "state_changed_at": NOW,
        "registered_at": NOW,
        "made_by": "delegation" if number % 10 < 4 else "form",
        "name_key": name_key(name),
        "search_key": search_key(name, "", address, f"R{number}"),
    }
    return {**shared, **booking}, {**shared, **registration}


def plans_of(act) -> list[str]:
    """How the database would read each thing that is asked of it; PostgreSQL as where the rows do not
    fit in a few pages.
    """
    asked = []

    def note(_connection, _cursor, statement, parameters, *_more) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    connection = db.session.connection()
    if db.engine.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        return [explained(connection, "EXPLAIN", each) for each in asked]
    return [explained(connection, "EXPLAIN QUERY PLAN", each) for each in asked]


def explained(connection, how, question) -> str:
    statement, parameters = question
    rows = connection.exec_driver_sql(f"{how} {statement}", parameters)
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize(
    ("sort", "filters", "index"),
    [
        ("newest", Filters(), "ix_registration_forum"),
        ("oldest", Filters(), "ix_registration_forum"),
        ("newest", Filters(state="pending"), "ix_registration_forum_state"),
        ("name", Filters(), "ix_registration_forum_name"),
        ("newest", Filters(way="delegation"), "ix_registration_forum"),
        ("newest", Filters(q="guest 3"), "ix_registration_forum"),
    ],
)
def test_a_page_is_read_in_the_order_of_an_index(session, forum_id, sort, filters, index):
    [plan] = plans_of(lambda: list(lines_of(forum_id, filters, USUAL, sort=sort, limit=50)))
    assert f"{index} " in plan or IDS_ARE_WALKED in plan, plan
    assert not any(sign in plan for sign in ORDER_IS_MADE), plan


@pytest.mark.parametrize("filters", [Filters(), Filters(q="guest 3"), Filters(way="form")])
def test_counting_and_searching_read_one_index_and_no_row(session, forum_id, filters):
    [plan] = plans_of(lambda: counts_of_list(forum_id, filters))
    assert "COVERING INDEX" in plan or "Index Only Scan" in plan, plan


def test_a_page_asks_once_and_once_more_for_consents_and_for_answers(session, forum_id):
    shown = Shown(USUAL_COLUMNS, with_consents=True, questions=(1, 2))
    assert len(plans_of(lambda: list(lines_of(forum_id, Filters(), USUAL, limit=50)))) == 1
    assert len(plans_of(lambda: list(lines_of(forum_id, Filters(), shown, limit=50)))) == 3
    assert len(plans_of(lambda: counts_of_list(forum_id, Filters(state="pending")))) == 1


def test_counts_and_lists_agree(session, forum_id):
    counted = counts_of_list(forum_id, Filters(q="guest 3", state="pending"))
    for state, count in counted.items():
        wanted = Filters(q="guest 3", state=state)
        assert len(ids_of(forum_id, wanted, limit=PEOPLE)) == count
        assert len(list(lines_of(forum_id, wanted, USUAL))) == count
    assert sum(counted.values()) > 0
