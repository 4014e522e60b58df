"""What attendees said of the demonstration's forums that are over."""

from collections.abc import Mapping
from datetime import datetime
from itertools import cycle

from forumapp.core.actor import Actor
from forumapp.core.paging import rows_of
from forumapp.forums.models import Forum
from forumapp.messages.queries.feedback import asked_afterwards
from forumapp.messages.services.feedback import ask_for_feedback, give_feedback
from forumapp.registrations.queries.registered import registrations_of
from forumapp.registrations.rules.states import CONFIRMED

SAID = [
    ("c1", "Time to talk between the sessions.", ""),
    ("c2", "嘉宾发言务实，案例很有参考价值。", "茶歇时间可以再长一些。"),
    ("c1", "", "Send the slides before the forum."),
    ("c3", "The interpreters.", "The room was too warm."),
    ("c2", "会务安排周到，签到很快。", ""),
]
"""How it was, what was good, what could be better."""
KEEPS_SILENT = 3
"""Every so many of those with a place."""


def hear_attendees(forums: Mapping[str, Forum], *, by: Actor, now: datetime) -> None:
    said = cycle(SAID)
    for forum in forums.values():
        people = [each for each in rows_of(registrations_of(forum.id)) if each.state == CONFIRMED]
        if forum.ends_at > now or not people:
            continue
        ask_for_feedback(forum, by=by, now=forum.starts_at)
        questions = asked_afterwards(forum.id)
        for number, person in enumerate(people, 1):
            if number % KEEPS_SILENT:
                pairs = zip(questions, next(said), strict=True)
                answers = {question.id: text for question, text in pairs if text}
                give_feedback(person, answers, now=now)
