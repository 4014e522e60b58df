"""Capability links: who holds the link may act. 256 bits, found by their stored SHA-256.

A token is HMAC-SHA256(link key, purpose, record uid, version), so it can be made again whenever a
mail shows it and is stored nowhere; raising `version` revokes it.
"""

import binascii
import hashlib
import hmac
import secrets
import unicodedata
from base64 import b32decode, b32encode, urlsafe_b64encode
from contextlib import suppress
from uuid import UUID, uuid4

from flask import current_app


def new_uid() -> UUID:
    return uuid4()


def capability_token(purpose: str, uid: UUID, version: int) -> str:
    """The secret part of a link, 43 URL-safe characters."""
    return urlsafe_b64encode(_secret(purpose, uid, version)).decode().rstrip("=")


def address_token(purpose: str, uid: UUID, version: int) -> str:
    """The secret part of a mail address: 52 of a–z and 2–7, because servers may change its case."""
    return b32encode(_secret(purpose, uid, version)).decode().rstrip("=").lower()


def carrying_token(purpose: str, uid: UUID) -> str:
    """As `address_token`, but it tells the record itself (`uid_carried`): 16 bytes of it, 16 of the MAC."""
    return b32encode(uid.bytes + _secret(purpose, uid, 1)[:16]).decode().rstrip("=").lower()


def uid_carried(purpose: str, token: str) -> UUID | None:
    """The record of a `carrying_token`; nothing where we have not made it for this purpose."""
    try:
        told = b32decode(token.upper() + "=" * (-len(token) % 8))
        uid = UUID(bytes=told[:16])
    except (binascii.Error, ValueError):
        return None
    is_ours = hmac.compare_digest(told[16:], _secret(purpose, uid, 1)[:16])
    return uid if is_ours else None


def _secret(purpose: str, uid: UUID, version: int) -> bytes:
    key: bytes = current_app.config["LINK_KEY"]
    message = f"{purpose}\n{uid}\n{version}".encode()
    return hmac.new(key, message, hashlib.sha256).digest()


def token_hash(token: str) -> str:
    """What is stored and looked up: the SHA-256 of a token, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def capability_hash(purpose: str, uid: UUID, version: int) -> str:
    return token_hash(capability_token(purpose, uid, version))


_READABLE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_reference() -> str:
    """A reference that can be read aloud: eight characters without look-alikes, in two groups."""
    letters = "".join(secrets.choice(_READABLE) for _place in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def normalised_address(address: str) -> str:
    """The form in which two spellings of one mail address are equal: trimmed, NFC, lower case, IDNA.

    Dots and `+tags` stay: they may be different people's.
    """
    text = unicodedata.normalize("NFC", address.strip()).lower()
    local, at, domain = text.rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    return f"{local}{at}{domain}"
