"""Codes that open a forum: who knows one may register by it, and who guesses is slowed down."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm.attributes import set_committed_value

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused, TooOften
from forumapp.core.facts import refuse_stale
from forumapp.core.text import _
from forumapp.core.tokens import new_reference
from forumapp.core.transaction import apart
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.registrations.models.places import AccessCode, AccessCodeAttempt, PlaceGroup
from forumapp.registrations.queries.codes import code_key
from forumapp.registrations.rules.places import (
    ATTEMPTS_COUNT_FOR,
    ATTEMPTS_KEPT_FOR,
    CODE_ATTEMPTS,
)
from forumapp.registrations.services.places import lock_forum

SHORTEST_CODE, LONGEST_CODE = 4, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePlan:
    """`code` is what people type; empty, one is made. `uses_limit`: None for as many as come."""

    code: str = ""
    label: str = ""
    place_group_id: int | None = None
    uses_limit: int | None = None
    skips_approval: bool = True
    valid_until: datetime | None = None


def add_code(forum: Forum, plan: CodePlan, *, by: Actor, now: datetime) -> AccessCode:
    """A new code; nobody else's at this forum reads the same."""
    code = AccessCode(forum_id=forum.id, uses=0, created_at=now, code="", code_key="")
    spell_code(code, plan.code)
    fill_code(code, plan)
    db.session.add(code)
    record_change(forum, _("access code added"), by=by, now=now, code_label=plan.label)
    return code


def edit_code(
    code: AccessCode, plan: CodePlan, *, version: int | None = None, by: Actor, now: datetime
) -> AccessCode:
    """Everything but the code itself, which people have."""
    lock_forum(code.forum)
    db.session.refresh(code)
    refuse_stale(code, version)
    fill_code(code, plan)
    record_change(code.forum, _("access code edited"), by=by, now=now, code_label=plan.label)
    return code


def stop_code(code: AccessCode, *, by: Actor, now: datetime) -> None:
    """It opens nothing more; who registered by it stays. Done twice, it is done once."""
    if code.stopped_at is not None:
        return
    code.stopped_at = now
    record_change(code.forum, _("access code stopped"), by=by, now=now, code_label=code.label)


def spell_code(code: AccessCode, typed: str) -> None:
    written = " ".join(typed.split()) or new_reference()
    key = code_key(written)
    if not SHORTEST_CODE <= len(key) <= LONGEST_CODE:
        raise Refused(
            _("A code has {least} to {most} letters."),
            field="code",
            least=SHORTEST_CODE,
            most=LONGEST_CODE,
        )
    known = select(AccessCode.id).where(
        AccessCode.forum_id == code.forum_id, AccessCode.code_key == key
    )
    if db.session.scalar(known) is not None:
        raise Refused(_("This forum has had this code already. Choose another one."), field="code")
    code.code, code.code_key = written, key


def fill_code(code: AccessCode, plan: CodePlan) -> None:
    limit = plan.uses_limit
    if limit is not None and limit < max(code.uses, 1):
        raise Refused(
            _("{uses} people have used this code. Allow at least as many, and one."),
            field="uses_limit",
            uses=code.uses,
        )
    group = db.session.get(PlaceGroup, plan.place_group_id) if plan.place_group_id else None
    if plan.place_group_id and (group is None or group.forum_id != code.forum_id):
        raise Refused(_("These places are not this forum’s. Choose others."), field="place_group")
    code.label, code.place_group_id = plan.label.strip(), plan.place_group_id
    code.uses_limit, code.skips_approval = limit, plan.skips_approval
    code.valid_until = plan.valid_until


def use_code(code: AccessCode, people: int) -> bool:
    """Count these people as its uses, if it still has as many; fewer than none gives uses back."""
    is_left = or_(
        AccessCode.uses_limit.is_(None), AccessCode.uses + people <= AccessCode.uses_limit
    )
    change = (
        update(AccessCode)
        .where(AccessCode.id == code.id, is_left if people > 0 else AccessCode.uses + people >= 0)
        .values(uses=AccessCode.uses + people)
        .returning(AccessCode.uses)
    )
    uses = db.session.execute(change, execution_options={"synchronize_session": False}).scalar()
    if uses is None:
        return False
    set_committed_value(code, "uses", uses)
    return True


# ------------------------------------------------------------------------- guessing


def note_attempt(network: str, now: datetime) -> int:
    """Write down that a code was typed, before it is looked at; raises `TooOften`.

    It stays although the form is refused; who typed a right one has it taken back (`take_back`).
    Called before anything else of the request is read or written.
    """
    with apart() as session:
        attempt = AccessCodeAttempt(network=network, at=now)
        session.add(attempt)
        session.flush()
        attempt_id = attempt.id
    since = now - ATTEMPTS_COUNT_FOR
    with apart() as session:
        made = session.scalar(
            select(func.count(AccessCodeAttempt.id)).where(
                AccessCodeAttempt.network == network, AccessCodeAttempt.at > since
            )
        )
        is_too_often = (made or 0) > CODE_ATTEMPTS
        if is_too_often:
            session.execute(delete(AccessCodeAttempt).where(AccessCodeAttempt.id == attempt_id))
    if is_too_often:
        raise TooOften(
            _("Too many codes that open nothing. Wait a quarter of an hour, then try again."),
            seconds=int(ATTEMPTS_COUNT_FOR.total_seconds()),
        )
    return attempt_id


def take_back(attempt_id: int) -> None:
    """The code was right: it is no guess."""
    db.session.execute(delete(AccessCodeAttempt).where(AccessCodeAttempt.id == attempt_id))


def forget_old_attempts(now: datetime) -> None:
    """Wrong codes of yesterday tell nothing any more."""
    db.session.execute(
        delete(AccessCodeAttempt).where(AccessCodeAttempt.at < now - ATTEMPTS_KEPT_FOR)
    )
