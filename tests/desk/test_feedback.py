"""What attendees said afterwards, at the desk."""

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forumapp.history.models import HistoryRow
from forumapp.messages.models import Feedback
from forumapp.messages.queries.feedback import asked_afterwards
from forumapp.registrations.queries.places import settings_of
from tests.records import a_forum, a_registration


@pytest.fixture
def forum(session):
    forum = a_forum(slug="open-harbours")
    session.add_all([forum, a_registration(forum)])
    session.commit()
    return forum


def test_asking_for_feedback_is_one_button(session, forum, signed_in):
    desk, at = signed_in("organizer"), f"/desk/forums/{forum.id}/feedback/"
    form = BeautifulSoup(desk.get(at).text, "html.parser").select_one("main form")
    assert form["action"] == f"{at}ask"
    assert desk.post(f"{at}ask").location == at
    session.rollback()
    assert settings_of(forum).asks_feedback
    assert len(asked_afterwards(forum.id)) == 3
    assert "The forum is not over yet" in desk.get(at).text


def test_counts_and_texts_are_shown_and_taken_along_without_an_order(
    session, forum, signed_in, clock
):
    desk, at = signed_in("organizer"), f"/desk/forums/{forum.id}/feedback/"
    desk.post(f"{at}ask")
    session.rollback()
    rating, good, better = (str(each.uid) for each in asked_afterwards(forum.id))
    clock.now = forum.ends_at + timedelta(days=1)
    for answers in (
        {rating: "c2", good: "Tea"},
        {rating: "c1", better: "<b>=1+1</b>", good: "Air"},
    ):
        session.add(Feedback(forum_id=forum.id, given_at=clock.now, answers=answers))
    session.commit()
    page = BeautifulSoup(desk.get(at).text, "html.parser")
    assert [cell.text for cell in page.select(".charts td.figure")] == ["1", "1", "0", "0", "0"]
    assert [each.text for each in page.select(".said li")] == ["Air", "Tea", "<b>=1+1</b>"]
    answer = desk.get(f"{at}feedback.csv", buffered=True)
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert lines[1:] == [["4 – Good", "Tea", ""], ["5 – Very good", "Air", "<b>=1+1</b>"]]
    assert "downloaded the attendee list" in session.scalars(select(HistoryRow.action)).all()
