"""Codes that open a forum: who knows one may register by it, and who guesses is slowed down."""

from sqlalchemy import or_, update
from sqlalchemy.orm.attributes import set_committed_value

from forumapp.core.db import db
from forumapp.registrations.models.places import AccessCode


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
