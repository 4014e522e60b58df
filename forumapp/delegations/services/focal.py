"""The link by which a delegation's focal point registers its members: made, mailed, renewed, revoked."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from sqlalchemy import delete, select, update

from forumapp.core.actor import Actor
from forumapp.core.clock import reckoned_instant
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.facts import require_mail_address
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.tokens import capability_hash, new_uid
from forumapp.core.transaction import apart
from forumapp.delegations.mails import send_focal_link
from forumapp.delegations.models import Delegation, FocalLink
from forumapp.delegations.queries import unsent_focal_mails
from forumapp.delegations.rules import FOCAL_PURPOSE, LINKS_KEPT_FOR, is_in_force
from forumapp.history.services import record_change


@dataclass(frozen=True, slots=True, kw_only=True)
class FocalFacts:
    """Whose link it is, and the last day, in the delegation's zone, on which it acts."""

    name: str
    address: str
    language: str
    last_day: date


def make_focal_link(
    delegation: Delegation, facts: FocalFacts, *, key: UUID | None = None, by: Actor, now: datetime
) -> FocalLink:
    """`key` is the form's own: sent twice, it makes one link."""
    check(facts)
    uid = uuid5(key, f"focal {delegation.id}") if key else new_uid()
    if made := db.session.scalar(select(FocalLink).where(FocalLink.uid == uid)):
        return made
    link = FocalLink(
        uid=uid,
        delegation=delegation,
        name=facts.name,
        address=facts.address.strip(),
        language=facts.language,
        link_version=1,
        created_at=now,
        expires_at=end_of(facts.last_day, delegation, now),
    )
    hash_address(link)
    db.session.add(link)
    tell(link, _("focal point’s link made"), by=by, now=now)
    return link


def mail_focal_link(link: FocalLink, *, by: Actor, now: datetime) -> None:
    """Send the link to the focal point."""
    refuse_unless_in_force(link, now)
    send_focal_link(link, now=now)
    tell(link, _("focal point’s link sent by mail"), by=by, now=now)


def renew_focal_link(link: FocalLink, *, by: Actor, now: datetime) -> None:
    """Another address; the one before answers nobody. A mail still to be sent leads to the new one."""
    refuse_unless_in_force(link, now)
    link.link_version += 1
    link.last_used_at = None
    hash_address(link)
    for mail in unsent_focal_mails(link):
        mail.links = {
            name: {**each, "version": link.link_version} for name, each in mail.links.items()
        }
    tell(link, _("focal point’s link renewed"), by=by, now=now)


def revoke_focal_link(link: FocalLink, *, by: Actor, now: datetime) -> None:
    """It answers nobody any more, and no mail leads there."""
    link.revoked_at = now
    for mail in unsent_focal_mails(link):
        db.session.delete(mail)
    tell(link, _("focal point’s link revoked"), by=by, now=now)


def note_focal_use(link_id: int, now: datetime) -> None:
    """When its page was last opened."""
    with apart() as session:
        session.execute(update(FocalLink).where(FocalLink.id == link_id).values(last_used_at=now))


def check(facts: FocalFacts) -> None:
    if not facts.name:
        raise Refused(_("Write the name of the focal point."), field="name")
    if not facts.address:
        raise Refused(_("Write the mail address of the focal point."), field="address")
    require_mail_address(facts.address.strip(), "address")
    if facts.language not in setting("LANGUAGES"):
        raise Refused(_("Choose one of the languages."), field="language")


def end_of(last_day: date, delegation: Delegation, now: datetime) -> datetime:
    """The midnight after that day."""
    midnight = datetime.combine(last_day + timedelta(days=1), time())
    ends = reckoned_instant(midnight, delegation.zone)
    if ends <= now:
        raise Refused(_("This day has passed. Choose a coming one."), field="last_day")
    return ends


def refuse_unless_in_force(link: FocalLink, now: datetime) -> None:
    if not is_in_force(link, now):
        raise Refused(_("This link has expired or is revoked. Make a new one."))


def hash_address(link: FocalLink) -> None:
    link.link_hash = capability_hash(FOCAL_PURPOSE, link.uid, link.link_version)


def tell(link: FocalLink, done: str, *, by: Actor, now: datetime) -> None:
    """History stands on the delegation's page."""
    record_change(link.delegation, done, by=by, now=now, name=link.name)
    db.session.flush()


def forget_focal_links(now: datetime) -> None:
    """Long after they expired nobody needs to know whose they were."""
    db.session.execute(delete(FocalLink).where(FocalLink.expires_at < now - LINKS_KEPT_FOR))
