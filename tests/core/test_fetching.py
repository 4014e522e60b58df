"""Fetching, against servers of our own that answer byte for byte what a test says."""

import gzip
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from forumapp.core.errors import Refused
from forumapp.core.fetching import Internet, fetch, is_public
from tests.answering import HERE, NAME, OK, Server, internet_of, serving, whole

CHUNKED_FOR_EVER = OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n" + bytes(200_000)
"""http.client reads a chunk of size -1 until nothing comes any more."""


@contextmanager
def silent_at(ip: str, port: int) -> Iterator[str]:
    """Whoever connects there hears nothing: a listener whose queue is full."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind((ip, port))
        listener.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex((ip, port))
        yield ip


def fetched_from(server: Server, address: str = f"http://{NAME}/a.ics", **changed: object):
    options = {"most_bytes": 10_000, "seconds": 3, **changed}
    return fetch(address, internet=options.pop("internet", internet_of(server)), **options)


# --------------------------------------------------------------- who may be reached

PRIVATE = """
    0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.9.9.9 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.8 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.1
    198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 168.63.129.16
    :: ::1 ::7f00:1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::a00:1 64:ff9b::7f00:1
    64:ff9b:1::a00:1 100::1 2001::1 2001:10::1 2001:db8::1 2002:7f00:1:: 2002:808:808::1 3fff::1
    5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 2606:4700::1%eth0
    2400:3200::5efe:7f00:1 2400:3200::200:5efe:10.0.0.1
"""
REACHABLE = """
    1.1.1.1 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.0.1.1 198.17.0.1 198.20.0.1
    223.255.255.1 2606:4700:4700::1111 2400:3200::1 ::ffff:1.1.1.1 64:ff9b::101:101
"""
SPELLINGS = """
    localhost LOCALHOST 127.0.0.1 127.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 0
    [::1] [::ffff:127.0.0.1] [::ffff:7f00:1] 169.254.169.254 [fd00:ec2::254]
"""


@pytest.mark.parametrize(
    "ip",
    PRIVATE.split(),
)
def test_what_is_not_everybodys_is_not_reached(ip):
    assert not is_public(ip_address(ip))


@pytest.mark.parametrize(
    "ip",
    REACHABLE.split(),
)
def test_the_public_internet_is_reached(ip):
    assert is_public(ip_address(ip))


@pytest.mark.parametrize(
    "host",
    SPELLINGS.split(),
)
@pytest.mark.parametrize("scheme", ["http", "https", "webcal"])
def test_a_private_address_is_refused_however_it_is_spelled(scheme, host):
    with pytest.raises(Refused, match="private network") as refusal:
        fetch(f"{scheme}://{host}/calendar.ics", most_bytes=10, seconds=5)
    assert refusal.value.field == "address"


def test_one_private_address_among_the_public_ones_of_a_name_refuses_it():
    both = Internet(resolve=lambda *_: [ip_address("1.1.1.1"), ip_address("10.0.0.1")])
    with pytest.raises(Refused, match="private network"):
        fetch(f"https://{NAME}/", most_bytes=10, seconds=1, internet=both)


def test_the_connection_goes_to_the_address_that_was_judged():
    """A name that leads elsewhere when it is asked again gains nothing: it is asked once."""
    answers = [[HERE], [ip_address("127.0.0.2")]]
    with serving(whole(b"BEGIN")) as server:
        internet = internet_of(server, resolve=lambda *_: answers.pop(0))
        assert fetched_from(server, internet=internet).body == b"BEGIN"
        assert f"Host: {NAME}:{server.port}\r\n".encode() in server.asked[0]
    assert len(answers) == 1


def test_another_address_of_the_name_is_tried_where_the_first_is_silent():
    with serving(whole(b"BEGIN")) as server, silent_at("127.9.9.9", server.port) as silent:
        internet = internet_of(
            server,
            may_reach=lambda _ip: True,
            resolve=lambda *_: [ip_address(silent), HERE],
        )
        assert fetched_from(server, internet=internet).body == b"BEGIN"


def test_another_address_of_the_name_is_tried_where_the_first_refuses():
    with serving(whole(b"BEGIN")) as server:
        internet = internet_of(
            server,
            may_reach=lambda _ip: True,
            resolve=lambda *_: [ip_address("127.9.9.9"), HERE],
        )
        assert fetched_from(server, internet=internet).body == b"BEGIN"


def test_proxies_of_the_environment_are_not_used(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with serving(whole(b"BEGIN")) as server:
        assert fetched_from(server).body == b"BEGIN"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Enter a web address"),
        ("calendar.ics", "Enter a web address"),
        ("ftp://calendars.example/", "Enter a web address"),
        ("file:///calendar.ics", "Enter a web address"),
        ("gopher://calendars.example/", "Enter a web address"),
        ("https:///calendar.ics", "Enter a web address"),
        ("https://two words.example/", "Enter a web address"),
        ("https://[::1/", "Enter a web address"),
        (f"https://{'a' * 70}.example/", "Enter a web address"),
        (f"https://calendars.example/{'a' * 2000}", "Enter a web address"),
        ("https://calendars.example:99999/", "Enter a web address"),
        ("https://calendars.example:8443/", "Only the usual ports"),
        ("http://calendars.example:22/", "Only the usual ports"),
        ("https://anna@calendars.example/", "Leave out the name and password"),
        ("https://:secret@calendars.example/", "Leave out the name and password"),
        ("https://calendars.invalid/", "There is no"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(address, sentence):
    with pytest.raises(Refused, match=sentence):
        fetch(address, most_bytes=10, seconds=5)


def test_a_request_is_one_request_whatever_the_address_holds():
    with serving(whole(b"BEGIN")) as server:
        fetched_from(server, f"http://{NAME}/a b\r\nX-Evil: 1/日程.ics?q=ü%20&x=\t1#part")
    head = server.asked[0].split(b"\r\n")
    assert head[0] == b"GET /a%20bX-Evil:%201/%E6%97%A5%E7%A8%8B.ics?q=%C3%BC%20&x=1 HTTP/1.1"
    assert not [line for line in head[1:] if line.startswith(b"X-Evil")]


# -------------------------------------------------------------------- what comes back


def test_what_is_fetched_tells_its_type_and_headers():
    head = b'HTTP/1.1 200 OK\r\nContent-Type: text/calendar; charset=utf-8\r\nETag: "7"\r\n'
    with serving(whole(b"BEGIN:VCALENDAR", head)) as server:
        fetched = fetched_from(server)
    assert fetched.body == b"BEGIN:VCALENDAR"
    assert fetched.content_type == "text/calendar; charset=utf-8"
    assert fetched.headers["etag"] == '"7"'
    assert not fetched.unchanged


def test_with_an_etag_a_server_may_say_that_nothing_changed():
    with serving(b'HTTP/1.1 304 Not Modified\r\nETag: "7"\r\n\r\n') as server:
        fetched = fetched_from(server, etag='"7"')
        assert fetched.unchanged
        assert fetched.body == b""
        assert b'If-None-Match: "7"\r\n' in server.asked[0]


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_packed_body_is_unpacked(pack):
    packed = pack(b"BEGIN:VCALENDAR")
    with serving(whole(packed, OK + b"Content-Encoding: gzip\r\n")) as server:
        assert fetched_from(server).body == b"BEGIN:VCALENDAR"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (whole(b"x" * 10_001), "larger than 10 kB"),
        (OK + b"\r\n" + b"x" * 50_000, "larger than 10 kB"),
        (
            whole(gzip.compress(bytes(5_000_000)), OK + b"Content-Encoding: gzip\r\n"),
            "larger than 10 kB",
        ),
        (whole(b"BEGIN")[:-1], "cannot be read"),
        (whole(gzip.compress(b"BEGIN")[:-9], OK + b"Content-Encoding: gzip\r\n"), "cannot be read"),
        (whole(b"BEGIN", OK + b"Content-Encoding: gzip\r\n"), "cannot be read"),
        (whole(b"BEGIN", OK + b"Content-Encoding: br\r\n"), "cannot be read"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "cannot be read"),
        (CHUNKED_FOR_EVER, "larger than 10 kB"),
        (b"220 ready\r\n", "cannot be read"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n", "cannot be read"),
        (b"", "cannot be read"),
        (b"HTTP/1.1 401 No\r\n\r\n", "asks for a password"),
        (b"HTTP/1.1 404 No\r\n\r\n", "nothing at this address"),
        (b"HTTP/1.1 410 No\r\n\r\n", "gone for good"),
        (b"HTTP/1.1 429 No\r\n\r\n", "too often"),
        (b"HTTP/1.1 204 Empty\r\n\r\n", "instead of 200"),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", "instead of 200"),
        (b"HTTP/1.1 503 No\r\n\r\n", "trouble of its own"),
    ],
)
def test_what_is_no_whole_answer_is_refused_with_a_sentence(answer, sentence):
    with serving(answer) as server, pytest.raises(Refused) as refusal:
        fetched_from(server)
    assert sentence in refusal.value.sentence.format(**refusal.value.values)


def test_a_redirect_is_told_and_not_followed():
    answer = b"HTTP/1.1 302 Found\r\nLocation: /new.ics\r\n\r\n"
    with serving(answer) as server, pytest.raises(Refused, match="leads on to") as refusal:
        fetched_from(server)
    assert refusal.value.values["target"] == f"http://{NAME}:{server.port}/new.ics"
    assert len(server.asked) == 1


def drip_head(peer: socket.socket, _asked: bytes) -> None:
    for letter in OK * 10:
        peer.sendall(bytes([letter]))
        time.sleep(0.1)


def drip_body(peer: socket.socket, _asked: bytes) -> None:
    peer.sendall(OK + b"\r\n")
    for _second in range(100):
        peer.sendall(b"x")
        time.sleep(0.1)


def say_nothing(peer: socket.socket, _asked: bytes) -> None:
    peer.recv(1)


@pytest.mark.parametrize("answer", [drip_head, drip_body, say_nothing])
def test_all_of_it_is_bounded_in_time(answer):
    with serving(answer) as server:
        begun = time.monotonic()
        with pytest.raises(Refused, match="did not answer in full"):
            fetched_from(server, seconds=0.6)
    assert time.monotonic() - begun < 2


def test_a_silent_name_server_is_not_waited_for():
    silent = Internet(resolve=lambda *_: time.sleep(5))
    begun = time.monotonic()
    with pytest.raises(Refused, match="did not answer in full"):
        fetch(f"https://{NAME}/", most_bytes=10, seconds=0.3, internet=silent)
    assert time.monotonic() - begun < 2


# ------------------------------------------------------------------------ certificates


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for NAME that vouches for itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("certificate") / "server.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


def tls_of(certificate: Path, names: list[str]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _sock, name, _context: names.append(name)
    return context


def test_webcal_is_asked_by_https_with_the_name_in_the_handshake(certificate):
    names: list[str] = []
    with serving(whole(b"BEGIN"), tls_of(certificate, names)) as server:
        internet = internet_of(
            server, certificates=lambda: ssl.create_default_context(cafile=certificate)
        )
        fetched = fetched_from(server, f"webcal://{NAME}/a.ics", internet=internet)
    assert fetched.body == b"BEGIN"
    assert fetched.address == f"https://{NAME}:{server.port}/a.ics"
    assert names == [NAME]


@pytest.mark.parametrize(
    ("host", "trusts_it"), [("other.example", True), (NAME, False)], ids=["name", "unknown"]
)
def test_a_certificate_that_is_not_in_order_is_told(certificate, host, trusts_it):
    with serving(whole(b"BEGIN"), tls_of(certificate, [])) as server:
        trusted = certificate if trusts_it else None
        internet = internet_of(
            server, certificates=lambda: ssl.create_default_context(cafile=trusted)
        )
        with pytest.raises(Refused, match="certificate of"):
            fetched_from(server, f"https://{host}/", internet=internet)
    assert server.asked == []
