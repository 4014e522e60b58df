"""Reading accounts."""

from datetime import datetime

from sqlalchemy import Select, func, or_, select

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.tokens import normalised_address, token_hash
from forumapp.identity.models import Account
from forumapp.identity.rules import ADMINISTRATOR


def accounts(q: str = "", role: str = "") -> Select[Account]:
    """Every account, those that may sign in first, by name; `q` is looked for in name and address."""
    selected = select(Account).order_by(
        Account.active.desc(), func.lower(Account.name), Account.email
    )
    if q:
        selected = selected.where(
            or_(
                Account.name.icontains(q, autoescape=True),
                Account.email.icontains(q, autoescape=True),
            )
        )
    return selected.where(Account.role == role) if role else selected


def account(account_id: int) -> Account:
    """The account of that id; raises `NotFound`."""
    found = db.session.get(Account, account_id)
    if found is None:
        raise NotFound
    return found


def account_of_address(address: str) -> Account | None:
    """Whose address this is, however it is written."""
    key = normalised_address(address)
    return db.session.scalar(select(Account).filter_by(email=key)) if key else None


def account_of_link(token: str, now: datetime) -> Account:
    """Who may choose a password by this link; raises `NotFound` for a used, old or unknown one."""
    found = db.session.scalar(_of_link(token, now))
    if found is None:
        raise NotFound
    return found


def locked_account_of_link(token: str, now: datetime) -> Account:
    """The same for the one who uses it up: a second one waits and then finds it used."""
    locked = _of_link(token, now).with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(locked)
    if found is None:
        raise NotFound
    return found


def other_administrators(than: Account) -> list[Account]:
    """The other administrators who can sign in. All are locked against a change at the same time."""
    locked = (
        select(Account)
        .filter_by(role=ADMINISTRATOR)
        .order_by(Account.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [
        each
        for each in db.session.scalars(locked)
        if each.id != than.id and each.active and each.password
    ]


def first_administrator() -> Account | None:
    """The administrator who still has to choose a password while none has one; else None."""
    found = list(
        db.session.scalars(
            select(Account).filter_by(role=ADMINISTRATOR, active=True).order_by(Account.id)
        )
    )
    return None if any(each.password for each in found) else next(iter(found), None)


def has_administrator() -> bool:
    """Whether an administrator can sign in."""
    return (
        db.session.scalar(
            select(Account.id)
            .filter_by(role=ADMINISTRATOR, active=True)
            .where(Account.password.is_not(None))
            .limit(1)
        )
        is not None
    )


def _of_link(token: str, now: datetime) -> Select[Account]:
    return select(Account).where(
        Account.link_hash == token_hash(token),
        Account.link_expires_at > now,
        Account.active.is_(True),
    )
