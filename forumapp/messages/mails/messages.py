"""A message as a mail to one person: its words with their facts, and always date, place and zone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from forumapp.core import links
from forumapp.core.markdown import escape_markdown, plain_text, render_markdown
from forumapp.core.settings import setting
from forumapp.core.text import _, say
from forumapp.forums.models import Forum
from forumapp.forums.services.facts import time_words
from forumapp.mail.models import OutgoingMail
from forumapp.mail.rules import UNSUBSCRIBE, placeholder
from forumapp.mail.services import queue_mail
from forumapp.messages.models import Message
from forumapp.messages.queries.messages import key_of
from forumapp.messages.rules.messages import PERSONAL_LINKS, filled
from forumapp.registrations.mails.tickets import (
    facts_of,
    own_link,
    page_of_forum,
    place_of,
    recipient,
    ticket_link,
    title_of,
)
from forumapp.registrations.models.bookings import Registration

KIND = "forum_message"
OPT_OUT = "opt-out"
LINK_WORDS = {"ticket": _("Your ticket"), "feedback": _("Tell us what you think")}
OPT_OUT_WORDS = (_("You agreed to news by mail."), _("I want no more of it"))
LINK_STYLE = "color:#9f2b22"
"""For mail programs, which read no style sheet; a page has its own and forbids style in its lines."""
MARK = "\ue000{}\ue001"
"""Where a personal link goes, while the text becomes HTML: in letters that nobody types."""


def queue_copy(
    message: Message, people: Sequence[Registration], *, is_held: bool, now: datetime
) -> OutgoingMail:
    """The copy of those who share one mailbox, in the language of the first; held, it waits to be let go."""
    registration = people[0]
    forum, language = registration.forum, registration.language
    ways = {
        "ticket": ticket_link(registration, language),
        "feedback": own_link(registration, "feedback", language),
    }
    if not message.about_registration:
        ways[UNSUBSCRIBE] = opt_out_link(recipient(registration), language)
    mail = queue_mail(
        KIND,
        to=recipient(registration),
        name=name_of(people),
        language=language,
        context={
            **words_for(message, people, language),
            "for_whom": [each.name for each in people if each.name] if len(people) > 1 else [],
            "title": title_of(forum, language),
            "facts": facts_of(forum, language),
            "page": page_of_forum(forum, language, now),
            "can_unsubscribe": not message.about_registration,
        },
        links=ways,
        about=registration,
        now=now,
    )
    mail.is_held = is_held
    return mail


def words_for(message: Message, people: Sequence[Registration], language: str) -> dict[str, Any]:
    """Subject and text as these people read them: plain, and as safe HTML."""
    values = values_for(people, language)
    said = {name: escape_markdown(value) for name, value in values.items()}
    body = filled(message.body.text(language), {**said, **marks()})
    html, plain = render_markdown(body), plain_text(body)
    for name in PERSONAL_LINKS:
        address, words = placeholder(name), say(LINK_WORDS[name], {}, language)
        anchor = Markup('<a href="{}" style="{}">{}</a>').format(address, LINK_STYLE, words)
        html = html.replace(MARK.format(name), str(anchor))
        plain = plain.replace(MARK.format(name), address)
    subject = filled(message.subject.text(language), values)
    return {"subject": subject, "html": Markup(html), "plain": plain}  # noqa: S704 - sanitised


def marks() -> dict[str, str]:
    return {name: MARK.format(name) for name in PERSONAL_LINKS}


def values_for(people: Sequence[Registration], language: str) -> dict[str, str]:
    return {
        **values_of_forum(people[0].forum, language),
        "name": name_of(people),
        "reference": ", ".join(each.reference for each in people),
    }


def values_of_forum(forum: Forum, language: str) -> dict[str, str]:
    return {
        "forum": title_of(forum, language),
        "when": time_words(forum, language),
        "where": place_of(forum, language),
    }


def subject_of(message: Message, language: str) -> str:
    """As far as it says the same to everybody."""
    return filled(message.subject.text(language), values_of_forum(message.forum, language))


def name_of(people: Sequence[Registration]) -> str:
    """Who reads it: the person, or who arranged for several."""
    first = people[0]
    return (first.name if len(people) == 1 else "") or first.booking.name


def opt_out_link(address: str, language: str) -> dict[str, Any]:
    """How delivery makes the link by which the owner of an address wants no more such mail."""
    default, token = setting("LANGUAGES")[0], "{token}"
    return {
        "purpose": OPT_OUT,
        "uid": key_of(address),
        "version": 1,
        "path": links.path("opt_out", language, default, opt_out_token=token),
        "carries": True,
    }


def preview_of(message: Message, registration: Registration, language: str) -> dict[str, Any]:
    """What that person would read, with links that lead nowhere."""
    words = words_for(message, [registration], language)
    for name in PERSONAL_LINKS:
        shown = str(escape(say(LINK_WORDS[name], {}, language)))
        words["plain"] = words["plain"].replace(placeholder(name), f"[{shown}]")
        anchor = f'"{placeholder(name)}" style="{LINK_STYLE}"'
        words["html"] = Markup(str(words["html"]).replace(anchor, '"#"'))  # noqa: S704
    opt_out = () if message.about_registration else OPT_OUT_WORDS
    return {
        **words,
        "facts": facts_of(registration.forum, language),
        "opt_out": [say(each, {}, language) for each in opt_out],
    }
