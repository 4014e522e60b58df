"""What a ticket's QR code says, judged as the standard says it."""

from base64 import b32decode, b32encode, urlsafe_b64decode
from collections.abc import Iterator
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Config, Flask

from forumapp.core.tickets import public_key_jwk, ticket_code

PERSON = UUID("6a1f2f0e-3f44-4c17-9a0e-5b3a3f6d2c11")
FORUM = UUID("0b8c9f7a-9d2a-4e0b-8c1d-7f6e5d4c3b2a")


@pytest.fixture
def settings() -> Iterator[Config]:
    app = Flask(__name__)
    app.config["LINK_KEY"] = b"\x2a" * 32
    with app.app_context():
        yield app.config


def taken_apart(code: str) -> tuple[bytes, bytes, bytes]:
    letters = code.removeprefix("FA1")
    raw = b32decode(letters + "=" * (-len(letters) % 8))
    assert len(raw) == 98
    return raw[:34], raw[34:66], raw[66:]


def put_together(raw: bytes) -> str:
    return "FA1" + b32encode(raw).decode().rstrip("=")


def public_key() -> ec.EllipticCurvePublicKey:
    jwk = public_key_jwk()
    assert (jwk["kty"], jwk["crv"]) == ("EC", "P-256")
    x, y = (int.from_bytes(urlsafe_b64decode(jwk[axis] + "="), "big") for axis in "xy")
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def holds(code: str) -> bool:
    claim, r, s = taken_apart(code)
    signature = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    try:
        public_key().verify(signature, b"forumapp ticket 1\n" + claim, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def test_a_ticket_names_person_forum_and_version_and_its_signature_holds(settings: Config) -> None:
    code = ticket_code(PERSON, FORUM, 258)
    claim, r, s = taken_apart(code)

    assert claim == PERSON.bytes + FORUM.bytes + b"\x01\x02"
    assert holds(code)
    signature = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    with pytest.raises(InvalidSignature):
        public_key().verify(signature, claim, ec.ECDSA(SHA256()))
    assert code == ticket_code(PERSON, FORUM, 258)
    assert len(code) == 160
    assert set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" + "1")


@pytest.mark.parametrize("place", [0, 20, 33, 34, 65, 66, 97])
def test_a_ticket_changed_in_one_bit_is_nobodys(settings: Config, place: int) -> None:
    code = ticket_code(PERSON, FORUM, 1)
    raw = bytearray(b"".join(taken_apart(code)))
    raw[place] ^= 1

    assert holds(code)
    assert not holds(put_together(bytes(raw)))


def test_another_installations_ticket_is_nobodys(settings: Config) -> None:
    own, key = ticket_code(PERSON, FORUM, 1), public_key_jwk()
    settings["LINK_KEY"] = b"\x07" * 32

    assert not holds(own)
    assert public_key_jwk() != key
