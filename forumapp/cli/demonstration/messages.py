"""What the attendees of a demonstration forum are written: one mail that has gone, one that waits."""

from datetime import datetime, timedelta

from sqlalchemy import update

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.mail.models import OutgoingMail
from forumapp.mail.rules import SENT
from forumapp.messages.mails.messages import KIND
from forumapp.messages.rules.messages import NOTE, REMINDER
from forumapp.messages.services.outbox import put_in_outbox, send_message, write_copies
from forumapp.messages.services.writing import MessagePlan, schedule_message, write_message
from forumapp.registrations.rules.states import CONFIRMED

AUDIENCE = {"states": [CONFIRMED]}
HOW_TO_COME = MessagePlan(
    kind=NOTE,
    subject={
        "en": "Two weeks to go: how to come to {forum}",
        "zh": "参会须知：{forum}",
    },
    body={
        "en": (
            "Dear {name},\n\nwe look forward to welcoming you.\n\n"
            "- Doors open 45 minutes before the beginning.\n"
            "- Bring a document with your name: the building checks it at the entrance.\n"
            "- Coats and luggage stay at the cloakroom on the ground floor.\n\n"
            "{ticket}"
        ),
        "zh": (
            "{name}，您好：\n\n期待您的莅临。现将有关事项告知如下：\n\n"
            "- 会前45分钟开放入场。\n"
            "- 请携带本人身份证件，大楼入口处将查验。\n"
            "- 衣物与行李可寄存于一层衣帽间。\n\n"
            "{ticket}"
        ),
    },
    audience=AUDIENCE,
)
TOMORROW = MessagePlan(
    kind=REMINDER,
    subject={"en": "Tomorrow: {forum}", "zh": "明日举行：{forum}"},
    body={
        "en": "Dear {name},\n\nsee you tomorrow. Have your ticket at hand at the door: {ticket}",
        "zh": "{name}，您好：\n\n论坛将于明日举行。入场时请出示参会凭证：{ticket}",
    },
    audience=AUDIENCE,
    hours=24,
)
GONE_SINCE = timedelta(days=2)


def write_to_attendees(forum: Forum, *, by: Actor, now: datetime) -> None:
    """The first message as if it had gone two days ago, to nobody in truth."""
    at = now - GONE_SINCE
    message = write_message(forum, HOW_TO_COME, by=by, now=at)
    db.session.flush()
    put_in_outbox(message, by=by, now=at)
    db.session.flush()
    send_message(message, by=by, now=at)
    db.session.flush()
    while write_copies(at):
        db.session.flush()
    mark_as_sent(at)
    reminder = write_message(forum, TOMORROW, by=by, now=at)
    schedule_message(reminder, by=by, now=at)


def mark_as_sent(at: datetime) -> None:
    db.session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.kind == KIND)
        .values(state=SENT, sent_at=at, attempts=1)
        .execution_options(synchronize_session=False)
    )
