"""What an account's holder gets by mail. Links are placeholders until delivery; nobody else sees them."""

from datetime import datetime

from forumapp.identity.models import Account
from forumapp.identity.rules import CHOOSE_PASSWORD, ROLES
from forumapp.mail.services import queue_mail


def send_invitation(account: Account, *, inviter: str, now: datetime) -> None:
    """The link by which a new account's holder chooses a password."""
    context = {"inviter": inviter, "role": ROLES[account.role]}
    _send("account_invitation", account, now=now, context=context, with_link=True)


def send_new_password_link(account: Account, *, now: datetime) -> None:
    """The link that its holder asked for."""
    _send("new_password", account, now=now, with_link=True)


def send_password_changed(account: Account, *, now: datetime) -> None:
    """So that its holder notices if it was somebody else."""
    _send("password_changed", account, now=now)


def _send(
    kind: str,
    account: Account,
    *,
    now: datetime,
    context: dict[str, str] | None = None,
    with_link: bool = False,
) -> None:
    link = {
        "purpose": CHOOSE_PASSWORD,
        "uid": account.uid,
        "version": account.link_version,
        "path": "/account/password/{token}",
    }
    queue_mail(
        kind,
        to=account.email,
        name=account.name,
        language=account.language,
        context={"name": account.name, "email": account.email, **(context or {})},
        links={"password": link} if with_link else {},
        about=account,
        is_account_mail=True,
        now=now,
    )
