"""What a ticket's QR code says: signed, so that a door that holds the public key judges it alone.

The text is `FA1` and, in base32 (RFC 4648 §6) without padding, the registration's uid (16 bytes), the
forum's uid (16), the ticket's version (2, big-endian), and the signature (64): ECDSA over P-256 with
SHA-256, r and s as 32 bytes each, deterministic (RFC 6979), of those 34 bytes after `SIGNED_AS`. So it
is one line of capitals and digits, which QR codes hold most tightly. The private key follows from the
installation's LINK_KEY (HKDF, RFC 5869).
"""

from base64 import b32encode, urlsafe_b64encode
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from forumapp.core.settings import setting

PREFIX = "FA1"
SIGNED_AS = b"forumapp ticket 1\n"
_NUMBER = 32
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of P-256's base point (FIPS 186-5)."""


def ticket_code(registration_uid: UUID, forum_uid: UUID, version: int) -> str:
    """The text of a ticket's QR code, the same each time. `version`: from 0 to 65535."""
    claim = registration_uid.bytes + forum_uid.bytes + version.to_bytes(2, "big")
    algorithm = ec.ECDSA(SHA256(), deterministic_signing=True)
    r, s = decode_dss_signature(_private_key().sign(SIGNED_AS + claim, algorithm))
    signature = r.to_bytes(_NUMBER, "big") + s.to_bytes(_NUMBER, "big")
    return PREFIX + b32encode(claim + signature).decode().rstrip("=")


def public_key_jwk() -> dict[str, str]:
    """The public key as a door's browser imports it (JWK, RFC 7517)."""
    numbers = _private_key().public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _base64url(numbers.x), "y": _base64url(numbers.y)}


def _private_key() -> ec.EllipticCurvePrivateKey:
    return _key_of(setting("LINK_KEY"))


@lru_cache(maxsize=4)
def _key_of(link_key: bytes) -> ec.EllipticCurvePrivateKey:
    derived = HKDF(SHA256(), length=48, salt=None, info=b"ticket signature").derive(link_key)
    return ec.derive_private_key(int.from_bytes(derived, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def _base64url(number: int) -> str:
    return urlsafe_b64encode(number.to_bytes(_NUMBER, "big")).decode().rstrip("=")
