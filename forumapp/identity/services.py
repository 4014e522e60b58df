"""Accounts: inviting, changing, signing in, passwords."""

from datetime import datetime, timedelta
from functools import lru_cache
from uuid import uuid4

from email_validator import EmailNotValidError, validate_email
from flask_security import SQLAlchemyUserDatastore
from flask_security.utils import hash_password, verify_password
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from forumapp.core.actor import COMMAND, WORKER, Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused, TooOften
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.tokens import (
    capability_hash,
    capability_token,
    new_uid,
    normalised_address,
    token_hash,
)
from forumapp.core.transaction import apart
from forumapp.history.services import record_change
from forumapp.identity import mails
from forumapp.identity.models import Account, PasswordRequest, Role, SignInAttempt
from forumapp.identity.queries import (
    account_of_address,
    first_administrator,
    has_administrator,
    locked_account_of_link,
    other_administrators,
)
from forumapp.identity.rules import (
    ADMINISTRATOR,
    ATTEMPTS_COUNT_FOR,
    ATTEMPTS_KEPT_FOR,
    BETWEEN_LINKS,
    CHOOSE_PASSWORD,
    INVITATION_LASTS,
    NETWORK_FACTOR,
    RESET_LASTS,
    ROLES,
    normalised_password,
    password_problem,
)

LAST_ADMINISTRATOR = _(
    "This is the last administrator who can sign in. Make somebody else an administrator first."
)

ADDRESS_TAKEN = _("There is already an account with this address. Change its role instead.")


class AccountDatastore(SQLAlchemyUserDatastore):
    """Flask-Security's way to the accounts. It may not end a transaction: the request does."""

    def __init__(self) -> None:
        super().__init__(db, Account, Role)

    def commit(self) -> None:
        db.session.flush()


# ------------------------------------------------------------------- inviting


def first_administrator_link(*, now: datetime) -> str | None:
    """The token by which the first administrator chooses a password; None once there is one.

    A new token each time: those printed before stop working.
    """
    if has_administrator():
        return None
    account = first_administrator()
    if account is None:
        account = _new_account("", ADMINISTRATOR, setting("DEFAULT_LANGUAGE"), now)
        record_change(account, "created", by=COMMAND, now=now, label="first administrator")
    _issue_link(account, INVITATION_LASTS, now)
    return capability_token(CHOOSE_PASSWORD, account.uid, account.link_version)


def invite_account(
    email: str, *, role: str, language: str, by: Actor, now: datetime, name: str = ""
) -> Account:
    """A new account; its holder gets a link by mail and chooses a password within seven days."""
    address = _checked_address(email)
    _check_is_free(address)
    _check_role(role)
    account = _new_account(address, role, language, now, name=name.strip())
    try:
        record_change(account, _("invited"), by=by, now=now)
    except IntegrityError:  # somebody else was faster
        raise Refused(ADDRESS_TAKEN, field="email") from None
    _send_invitation(account, by, now)
    return account


def invite_again(account: Account, *, by: Actor, now: datetime) -> None:
    """Another invitation, with a new link; the one before stops working."""
    if account.password:
        raise Refused(_("This account already has a password. Its holder can ask for a new one."))
    if not account.active:
        raise Refused(_("This account is disabled. Enable it first."))
    if not account.email:
        raise Refused(_("The first administrator is invited by the link that the program prints."))
    _send_invitation(account, by, now)
    record_change(account, _("invited"), by=by, now=now)


def _send_invitation(account: Account, by: Actor, now: datetime) -> None:
    account.invited_at = now
    _issue_link(account, INVITATION_LASTS, now)
    mails.send_invitation(account, inviter=by.label if by.account_id else "", now=now)


# ------------------------------------------------------------------- changing


def change_role(account: Account, role: str, *, by: Actor, now: datetime) -> None:
    """Another role, from the holder's next request on. The last administrator stays one."""
    _check_role(role)
    if account.role == role:
        return
    if account.role == ADMINISTRATOR:
        _keep_an_administrator(account)
    account.role = role
    record_change(account, "edited", by=by, now=now)


def disable(account: Account, *, by: Actor, now: datetime) -> None:
    """Nobody signs in to it any more: sessions and links end at once. It is kept for the history."""
    if not account.active:
        return
    if account.role == ADMINISTRATOR:
        _keep_an_administrator(account)
    account.active = False
    _revoke_link(account)
    end_sessions(account)
    record_change(account, _("disabled"), by=by, now=now)


def enable(account: Account, *, by: Actor, now: datetime) -> None:
    """Its holder may sign in again, with the password of before."""
    if account.active:
        return
    account.active = True
    record_change(account, _("enabled"), by=by, now=now)


def change_own_details(
    account: Account, *, name: str, language: str, by: Actor, now: datetime
) -> None:
    """Name and language of one's own account."""
    account.name, account.language = name.strip(), language
    record_change(account, "edited", by=by, now=now)


def choose_language(account: Account, language: str) -> None:
    """The language of desk and mails; a matter of taste that history does not keep."""
    account.language = language


def end_sessions(account: Account) -> None:
    """Sign out everywhere: no session opened before is valid any more."""
    account.fs_uniquifier = uuid4().hex


def _keep_an_administrator(account: Account) -> None:
    if not other_administrators(account):
        raise Refused(LAST_ADMINISTRATOR, field="role")


# -------------------------------------------------------------------- passwords


def ask_new_password(email: str, *, now: datetime) -> None:
    """Note the wish. The worker answers it, so that every address is answered alike here."""
    db.session.add(PasswordRequest(address=normalised_address(email), at=now))


def answer_password_requests(now: datetime) -> int:
    """Send each account that asked one link; forget the requests. How many links were sent."""
    wishes = list(
        db.session.scalars(
            select(PasswordRequest).order_by(PasswordRequest.id).with_for_update(skip_locked=True)
        )
    )
    sent = sum(_answer(wish.address, now) for wish in wishes)
    for wish in wishes:
        db.session.delete(wish)
    return sent


def _answer(address: str, now: datetime) -> bool:
    account = account_of_address(address)
    if account is None or not account.active:
        return False
    if account.link_sent_at and now - account.link_sent_at < BETWEEN_LINKS:
        return False
    _issue_link(account, RESET_LASTS, now)
    mails.send_new_password_link(account, now=now)
    record_change(account, _("asked for a new password"), by=WORKER, now=now)
    return True


def choose_password(
    token: str, password: str, *, now: datetime, email: str = "", name: str = ""
) -> Account:
    """Set the password of whoever holds this link and signs in by it, once; ends every session before.

    `email` is asked of the first administrator only, whose address nobody knew. Raises `NotFound`
    for a used, old or unknown link.
    """
    account = locked_account_of_link(token, now)
    had_password = account.password is not None
    if not account.email:
        address = _checked_address(email)
        _check_is_free(address)
        account.email = address
    account.name = name.strip() or account.name
    account.last_signed_in_at = now
    _set_password(account, password)
    record_change(account, _("chose a password"), by=actor_of(account), now=now)
    if had_password:
        mails.send_password_changed(account, now=now)
    return account


def change_password(account: Account, old: str, new: str, *, now: datetime) -> None:
    """Another password for one who knows the old one; ends every session, this one too."""
    if not is_right(old, account):
        raise Refused(_("This is not the present password."), field="old")
    if normalised_password(old) == normalised_password(new):
        raise Refused(_("This is the present password: choose another."), field="password")
    _set_password(account, new)
    record_change(account, _("changed the password"), by=actor_of(account), now=now)
    mails.send_password_changed(account, now=now)


def _set_password(account: Account, password: str) -> None:
    problem = password_problem(password, address=account.email, name=account.name)
    if problem:
        raise Refused(problem, field="password")
    account.password = hash_password(normalised_password(password))
    _revoke_link(account)
    end_sessions(account)
    _forget_attempts(account.email)


def _issue_link(account: Account, lasts: timedelta, now: datetime) -> None:
    """A new link; what was sent before stops working."""
    account.link_version += 1
    account.link_hash = capability_hash(CHOOSE_PASSWORD, account.uid, account.link_version)
    account.link_sent_at, account.link_expires_at = now, now + lasts


def _revoke_link(account: Account) -> None:
    account.link_version += 1
    account.link_hash = account.link_sent_at = account.link_expires_at = None


# ------------------------------------------------------------------- signing in


def sign_in(address: str, password: str, *, network: str, now: datetime) -> Account:
    """The account that this address and password open, inside a reading transaction.

    Raises `Refused` with one sentence whatever was wrong, and `TooOften` after too many wrong
    passwords, for the right one too. Known and unknown addresses take the same time.
    """
    attempt_id = _note_attempt(token_hash(normalised_address(address)), network, now)
    account = account_of_address(address)
    if not is_right(password, account) or account is None or not account.active:
        raise Refused(
            _(
                "Address or password is wrong. Check both, or ask for a new password with the link below."
            )
        )
    with apart() as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.id == attempt_id))
        session.execute(
            update(Account).where(Account.id == account.id).values(last_signed_in_at=now)
        )
    return account


def is_right(password: str, account: Account | None) -> bool:
    """Whether this is the account's password; takes as long where there is none."""
    known = account.password if account else None
    right = verify_password(normalised_password(password), known or _nobodys_password())
    return right and known is not None


def _note_attempt(address_key: str, network: str, now: datetime) -> int:
    """Write down the attempt before its password is looked at; raises `TooOften`.

    Written first and counted afterwards, so that many at once cannot all be the tenth. The row of
    a right password is taken back, and so is that of an attempt that was not even looked at.
    """
    with apart() as session:
        attempt = SignInAttempt(address_key=address_key, network=network, at=now)
        session.add(attempt)
        session.flush()
        attempt_id = attempt.id
    limit: int = setting("SIGN_IN_ATTEMPTS")
    with apart() as session:
        of_late = (
            select(func.count())
            .select_from(SignInAttempt)
            .where(SignInAttempt.at > now - ATTEMPTS_COUNT_FOR)
        )
        of_address = session.scalar(of_late.where(SignInAttempt.address_key == address_key)) or 0
        of_network = session.scalar(of_late.where(SignInAttempt.network == network)) or 0
        is_too_often = of_address > limit or of_network > limit * NETWORK_FACTOR
        if is_too_often:
            session.execute(delete(SignInAttempt).where(SignInAttempt.id == attempt_id))
    if is_too_often:
        raise TooOften(
            _(
                "Too many wrong passwords. Wait a quarter of an hour, or ask for a new password: "
                "once it is chosen you can sign in at once."
            ),
            seconds=int(ATTEMPTS_COUNT_FOR.total_seconds()),
        )
    return attempt_id


def forget_old_attempts(now: datetime) -> None:
    """Wrong passwords of yesterday tell nothing any more."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - ATTEMPTS_KEPT_FOR))


def _forget_attempts(address: str) -> None:
    key = token_hash(normalised_address(address))
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.address_key == key))


@lru_cache(maxsize=1)
def _nobodys_password() -> str:
    """A hash to compare with where there is none, so that it takes the same time."""
    return hash_password(uuid4().hex)


# ------------------------------------------------------------------------ parts


def actor_of(account: Account) -> Actor:
    return Actor.account(account.id, account.label)


def _new_account(email: str, role: str, language: str, now: datetime, *, name: str = "") -> Account:
    account = Account(
        uid=new_uid(),
        email=email,
        name=name,
        role=role,
        language=language,
        fs_uniquifier=uuid4().hex,
        link_version=1,
        created_at=now,
    )
    db.session.add(account)
    return account


def _checked_address(email: str) -> str:
    try:
        validate_email(email.strip(), check_deliverability=False)
    except EmailNotValidError:
        raise Refused(
            _("This is not a mail address. Write it like name@example.org."), field="email"
        ) from None
    return normalised_address(email)


def _check_is_free(address: str) -> None:
    if account_of_address(address) is not None:
        raise Refused(ADDRESS_TAKEN, field="email")


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise Refused(_("Choose one of the roles."), field="role")
