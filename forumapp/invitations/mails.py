"""What somebody who is invited gets by mail."""

from datetime import datetime
from typing import Any

from forumapp.core import links
from forumapp.core.settings import setting
from forumapp.core.when import moment_text
from forumapp.invitations.models import Invitation
from forumapp.invitations.rules.states import answer_by
from forumapp.mail.rendering import Texts
from forumapp.mail.services import queue_mail, texts_of
from forumapp.registrations.mails.tickets import facts_of, page_of_forum, title_of, when_and_where

LINK_PURPOSE = "invitation"


def send(kind: str, invitation: Invitation, *, now: datetime) -> None:
    """One of `rules.states.MAILS`, with the link to answer the invitation."""
    queue_mail(
        kind,
        to=invitation.address,
        name=invitation.name,
        language=invitation.language,
        context=context_of(invitation, now),
        links={"invitation": link_of(invitation)},
        about=invitation,
        now=now,
    )


def letter_of(kind: str, invitation: Invitation, *, now: datetime) -> Texts:
    """The same as it will be received, but for the link: that is theirs alone."""
    return texts_of(kind, invitation.language, context_of(invitation, now))


def context_of(invitation: Invitation, now: datetime) -> dict[str, Any]:
    forum, language = invitation.forum, invitation.language
    return {
        "name": invitation.name,
        "title": title_of(forum, language),
        "facts": facts_of(forum, language),
        "page": page_of_forum(forum, language, now),
        "others": invitation.places - 1,
        "planned": when_and_where(forum, {}, language),
        "state": forum.state,
        "reason": forum.stopped_note.text(language),
        "answer_by": moment_text(answer_by(invitation), forum.zone, language),
    }


def link_of(invitation: Invitation) -> dict[str, Any]:
    """How delivery makes the link of an invitation."""
    default, token = setting("LANGUAGES")[0], "{token}"
    return {
        "purpose": LINK_PURPOSE,
        "uid": invitation.uid,
        "version": invitation.link_version,
        "path": links.path("invitation", invitation.language, default, token=token),
    }
