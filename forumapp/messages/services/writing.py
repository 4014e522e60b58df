"""Writing a message, and what becomes of it before it goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused, RefusedTogether
from forumapp.core.facts import Texts, refuse_stale, require_text, require_word
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.messages.models import Message
from forumapp.messages.rules.messages import (
    DRAFT,
    HOURS,
    MESSAGE_KINDS,
    NOTE,
    PERSONAL_LINKS,
    SCHEDULED,
    WRITABLE,
    can_go,
    goes_at,
    misplaced_links,
    unknown_placeholders,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePlan:
    """What the organizer writes, and to whom (see `Message`)."""

    kind: str
    subject: Texts
    body: Texts
    audience: Mapping[str, Any] = field(default_factory=dict)
    about_registration: bool = True
    hours: int | None = None


def write_message(forum: Forum, plan: MessagePlan, *, by: Actor, now: datetime) -> Message:
    check(plan)
    message = Message(forum=forum, state=DRAFT, created_by=by.label, created_at=now)
    write_plan(message, plan, now)
    record_change(message, "created", by=by, now=now, label=label_of(message))
    return message


def edit_message(
    message: Message, plan: MessagePlan, *, version: int | None = None, by: Actor, now: datetime
) -> Message:
    refuse_stale(message, version)
    refuse_unless_writable(message)
    check(plan)
    write_plan(message, plan, now)
    message.state = DRAFT
    record_change(message, "edited", by=by, now=now, label=label_of(message))
    return message


def delete_message(message: Message, *, by: Actor, now: datetime) -> None:
    refuse_unless_writable(message)
    record_change(message, "deleted", by=by, now=now, label=label_of(message))
    db.session.delete(message)


def schedule_message(message: Message, *, by: Actor, now: datetime) -> None:
    """Let a reminder or thanks go by themselves when their time comes."""
    refuse_unless_writable(message)
    at = goes_at(message.kind, message.hours, message.forum)
    if at is None:
        raise Refused(_("This message goes when you send it. Put it in the outbox."))
    if at <= now:
        raise Refused(_("That time has passed. Choose fewer hours, or put it in the outbox now."))
    if not can_go(message.forum):
        raise Refused(_("The forum is not on at present. Publish it first."))
    message.state = SCHEDULED
    record_change(message, _("scheduled"), by=by, now=now, label=label_of(message))


def take_back(message: Message, *, by: Actor, now: datetime) -> None:
    """A scheduled message becomes a draft again."""
    if message.state != SCHEDULED:
        raise Refused(_("This message is not scheduled any more. Look at the list again."))
    message.state = DRAFT
    record_change(message, _("taken back"), by=by, now=now, label=label_of(message))


def write_plan(message: Message, plan: MessagePlan, now: datetime) -> None:
    message.kind, message.about_registration = plan.kind, plan.about_registration
    message.subject = (message.subject or Translated()).revised(plan.subject, now)
    message.body = (message.body or Translated()).revised(plan.body, now)
    message.audience = {name: value for name, value in plan.audience.items() if value}
    message.hours = None if plan.kind == NOTE else plan.hours


def check(plan: MessagePlan) -> None:
    require_word(plan.kind, MESSAGE_KINDS, "kind")
    found: list[Refused] = []
    for name in ("subject", "body"):
        try:
            check_text(getattr(plan, name), name)
        except Refused as refusal:
            found.append(refusal)
    if not plan.audience.get("states"):
        found.append(Refused(_("Choose to whom it goes."), field="states"))
    if plan.kind != NOTE and not (plan.hours and HOURS[0] <= plan.hours <= HOURS[1]):
        least, most = HOURS
        sentence = _("Choose a number from {least} to {most}.")
        found.append(Refused(sentence, field="hours", least=least, most=most))
    if found:
        raise RefusedTogether(found)


def check_text(texts: Texts, name: str) -> None:
    require_text(texts, name)
    unknown = [word for text in texts.values() for word in unknown_placeholders(text)]
    if unknown:
        raise Refused(
            _("{words} stands for nothing. Use the words of the list, or leave out the braces."),
            field=name,
            words=", ".join(unknown),
        )
    if any(misplaced_links(text, name) for text in texts.values()):
        raise Refused(
            _("{words} becomes a link by itself, in the text alone. Write nothing around it."),
            field=name,
            words=", ".join(f"{{{word}}}" for word in PERSONAL_LINKS),
        )


def refuse_unless_writable(message: Message) -> None:
    if message.state not in WRITABLE:
        raise Refused(_("This message is on its way. Take it back first, or write another one."))


def label_of(message: Message) -> str:
    return str(message.subject)
