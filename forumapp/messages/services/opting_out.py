"""Who wants no mail that is not about their own registration."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.tokens import uid_carried
from forumapp.messages.mails.messages import OPT_OUT
from forumapp.messages.models import OptOut
from forumapp.messages.queries.messages import has_objected


def opt_out(token: str, *, now: datetime) -> None:
    """Done twice, or twice at once, it is done once."""
    key = uid_carried(OPT_OUT, token)
    if key is None:
        raise NotFound
    if has_objected(key):
        return
    try:
        with db.session.begin_nested():
            db.session.add(OptOut(address_hash=key.hex, at=now))
    except IntegrityError:  # another request was faster
        return


def is_ours(token: str) -> bool:
    """Whether we have made it; one that we have not made is nobody's."""
    return uid_carried(OPT_OUT, token) is not None
