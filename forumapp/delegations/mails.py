"""What a delegation's focal point gets by mail. The link is a placeholder until delivery."""

from datetime import datetime

from forumapp.core import links
from forumapp.core.clock import wall_of
from forumapp.core.settings import setting
from forumapp.core.when import date_text
from forumapp.delegations.models import FocalLink
from forumapp.delegations.rules import FOCAL_PURPOSE, last_day_of
from forumapp.mail.services import queue_mail


def send_focal_link(link: FocalLink, *, now: datetime) -> None:
    """The link, for which journey it is, and until when it acts."""
    delegation, language = link.delegation, link.language
    path = links.path("focal", language, setting("LANGUAGES")[0], token="{token}")  # noqa: S106 - a placeholder
    last_day = last_day_of(wall_of(link.expires_at, delegation.zone))
    queue_mail(
        "focal_link",
        to=link.address,
        name=link.name,
        language=language,
        context={
            "name": link.name,
            "delegation": delegation.name.text(language),
            "last_day": date_text(last_day, language),
        },
        links={
            "focal": {
                "purpose": FOCAL_PURPOSE,
                "uid": link.uid,
                "version": link.link_version,
                "path": path,
            }
        },
        about=link,
        now=now,
    )
