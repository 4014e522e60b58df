"""Conferences and delegations, published whole: page, calendar entry and search in one transaction."""

from datetime import date

import pytest

from forumapp.core.actor import COMMAND
from forumapp.delegations.services.drafting import DelegationFacts, create_delegation
from forumapp.forums.services.conferences import ConferenceFacts, create_conference
from forumapp.publishing import conferences, delegations
from tests.support import NOW

NAME = {"en": "Harbours Abroad", "zh": "海外港湾"}
DAYS = {"starts_on": date(2027, 3, 10), "ends_on": date(2027, 3, 12)}


def a_conference():
    return create_conference(ConferenceFacts(name=NAME, **DAYS), by=COMMAND, now=NOW)


def a_delegation():
    return create_delegation(DelegationFacts(name=NAME, **DAYS), by=COMMAND, now=NOW)


@pytest.fixture(params=["conference", "delegation"])
def journey(request, session):
    """(record, its verbs, its address)"""
    kind = request.param
    record = a_conference() if kind == "conference" else a_delegation()
    session.flush()
    module = conferences if kind == "conference" else delegations
    verbs = {
        verb: getattr(module, f"{verb}_{kind}")
        for verb in ("publish", "withdraw", "cancel", "reinstate")
    }

    def do(verb):
        verbs[verb](record, by=COMMAND, now=NOW)
        session.commit()

    return record, do, f"/{kind}s/harbours-abroad"


def answers(client, at):
    lists = f"{at.rsplit('/', 1)[0]}/"
    return {
        "page": client.get(at).status_code,
        "entry": client.get(f"{at}.ics").status_code,
        "list": "Harbours Abroad" in client.get(lists).text,
        "chinese": "海外港湾" in client.get(f"/zh{lists}").text,
    }


def test_nothing_answers_before_it_is_published_and_everything_after(client, journey):
    _record, do, at = journey
    assert answers(client, at) == {"page": 404, "entry": 404, "list": False, "chinese": False}
    do("publish")
    assert answers(client, at) == {"page": 200, "entry": 200, "list": True, "chinese": True}


def test_a_withdrawn_one_says_that_it_is_gone(client, journey):
    _record, do, at = journey
    do("publish")
    do("withdraw")
    assert answers(client, at) == {"page": 410, "entry": 410, "list": False, "chinese": False}


def test_cancelling_and_reinstating_reach_the_calendar_with_a_higher_sequence(client, journey):
    record, do, at = journey
    do("publish")
    published = record.sequence
    do("cancel")
    cancelled = record.sequence
    assert "STATUS:CANCELLED" in client.get(f"{at}.ics").text
    do("reinstate")
    assert "STATUS:CANCELLED" not in client.get(f"{at}.ics").text
    assert published < cancelled < record.sequence
