"""Bytes from an address that somebody typed: from the public web only, bounded in time and size.

The name is resolved once, every address it has is judged, and the connection goes to a judged one:
a name that resolves otherwise a moment later gains nothing. Redirects are told, not followed.
"""

import io
import queue
import re
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from forumapp.core.errors import Refused
from forumapp.core.text import _

Ip = IPv4Address | IPv6Address

PORTS = {"http": 80, "https": 443}
_SCHEMES = {"http": "http", "https": "https", "webcal": "https", "webcals": "https"}
_PIECE = 65536
_FRAMING = 65536
"""Bytes that the head of an answer and the sizes of its chunks may take besides the body."""
_LONGEST_ADDRESS = 2000
_URI_SAFE = "%!$&'()*+,/:;=?@[]~-._"
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?|[0-9a-f:.]+")

# What does not belong to everybody: RFC 6890 and its registries, and the address at which machines
# of one large hosting company find their own keeper.
_PRIVATE_4 = [
    ip_network(net)
    for net in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",
    )
]
_GLOBAL_6 = ip_network("2000::/3")
# Protocol assignments (Teredo among them), documentation, and 6to4, which carries an IPv4 address.
_PRIVATE_6 = [ip_network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
_ISATAP = (0x00005EFE, 0x02005EFE)  # in the middle of an address of any network: RFC 5214 §6.1
_NAT64 = ip_network("64:ff9b::/96")

_NO_ADDRESS = _("Enter a web address such as https://example.org/calendar.ics.")
_NO_ANSWER = _("Nothing answers at {host}. Check the address, or try again later.")
_TOO_SLOW = _("{host} did not answer in full within {seconds} seconds. Try again later.")
_BROKEN = _("{host} sent an answer that cannot be read.")
_TLS = _(
    "The certificate of {host} is not in order, so it is not sure who answers ({reason}). "
    "Tell whoever keeps that site."
)
_TOO_LARGE = _("What stands at this address is larger than {limit} kB.")
_STATUS = {
    401: _("{host} asks for a password. Only addresses open to everybody can be read."),
    403: _("{host} refuses to show this address."),
    404: _("{host} has nothing at this address (404). Check it."),
    410: _("{host} says that what stood at this address is gone for good (410)."),
    429: _("{host} was asked too often. Try again later."),
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered: the body unpacked, and headers by their names in lower case.

    `address` is the one asked, https for webcal. With `unchanged` (304) the body is empty.
    """

    body: bytes
    address: str
    content_type: str
    headers: Mapping[str, str]
    unchanged: bool = False


def is_public(ip: Ip) -> bool:
    """May everybody's network be meant by this address?"""
    if isinstance(ip, IPv4Address):
        return not any(ip in net for net in _PRIVATE_4)
    if ip.ipv4_mapped is not None:
        return is_public(ip.ipv4_mapped)
    if ip in _NAT64:
        return is_public(IPv4Address(int(ip) & 0xFFFFFFFF))
    if (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP:
        return False
    return ip.scope_id is None and ip in _GLOBAL_6 and not any(ip in net for net in _PRIVATE_6)


def addresses_of(host: str, port: int) -> list[Ip]:
    """Every address of a name, in the order in which the system would try them."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(row[4][0]) for row in rows))


@dataclass(frozen=True, slots=True)
class Internet:
    """What is reached and how: who may be connected to, where names lead, whom certificates trust."""

    may_reach: Callable[[Ip], bool] = is_public
    ports: Mapping[str, int] = field(default_factory=lambda: PORTS)
    resolve: Callable[[str, int], list[Ip]] = addresses_of
    certificates: Callable[[], ssl.SSLContext] = ssl.create_default_context


PUBLIC = Internet()


def fetch(
    address: str,
    *,
    most_bytes: int,
    seconds: float,
    etag: str = "",
    internet: Internet = PUBLIC,
) -> Fetched:
    """What stands at an http, https or webcal address (webcal is read as https).

    `seconds` bounds all of it, `most_bytes` the unpacked body. With `etag` a server may answer that
    nothing changed. Raises `Refused` at the field `address`.
    """
    until = monotonic() + seconds
    url = _checked(address, internet)
    host = url.hostname or ""
    port = internet.ports[url.scheme]
    try:
        ips = _resolved(host, port, until, internet)
        with _connected(ips, port, until) as plain, _secured(plain, url, until, internet) as sock:
            return _asked(sock, url, until, most_bytes, etag)
    except TimeoutError as error:
        raise _refused(_TOO_SLOW, host=host, seconds=round(seconds)) from error
    except ssl.SSLError as error:
        raise _refused(_TLS, host=host, reason=_reason(error)) from error
    except (HTTPException, zlib.error, ValueError) as error:
        raise _refused(_BROKEN, host=host) from error
    except OSError as error:
        raise _refused(_NO_ANSWER, host=host) from error


def _refused(sentence: str, **values: object) -> Refused:
    return Refused(sentence, field="address", **values)


def _reason(error: ssl.SSLError) -> str:
    return str(getattr(error, "verify_message", "") or error.reason or error).rstrip(".")


def _checked(address: str, internet: Internet) -> SplitResult:
    """The address in the form in which it is asked; refused where it is none of the public web."""
    try:
        url = urlsplit(address.strip())
        port, host = url.port, (url.hostname or "").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        raise _refused(_NO_ADDRESS) from None
    scheme = _SCHEMES.get(url.scheme.lower(), "")
    if not scheme or not _HOST.fullmatch(host) or len(address) > _LONGEST_ADDRESS:
        raise _refused(_NO_ADDRESS)
    if url.username is not None or url.password is not None:
        raise _refused(_("Leave out the name and password: only open addresses can be read."))
    wanted = internet.ports[scheme]
    if port not in (None, wanted):
        raise _refused(
            _("Only the usual ports of the web are asked, not {port}. Use an address without one."),
            port=port,
        )
    netloc = f"[{host}]" if ":" in host else host
    if wanted != PORTS[scheme]:
        netloc += f":{wanted}"
    path = quote(url.path or "/", safe=_URI_SAFE)
    return SplitResult(scheme, netloc, path, quote(url.query, safe=_URI_SAFE), "")


def _resolved(host: str, port: int, until: float, internet: Internet) -> list[Ip]:
    """Every address of the host, each judged; one that may not be reached refuses all."""
    answer: queue.Queue[list[Ip] | Exception] = queue.Queue()

    def look_up() -> None:
        try:
            answer.put(internet.resolve(host, port))
        except Exception as error:  # noqa: BLE001 - told by whoever waits
            answer.put(error)

    # A name server that is silent cannot be interrupted, only left behind.
    threading.Thread(target=look_up, daemon=True).start()
    try:
        ips = answer.get(timeout=_left(until))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(ips, Exception) or not ips:
        raise _refused(_("There is no {host} on the internet. Check the address."), host=host)
    if not all(map(internet.may_reach, ips)):
        raise _refused(
            _("{host} leads into a private network. Only the public web can be read."), host=host
        )
    return ips


def _connected(ips: list[Ip], port: int, until: float) -> socket.socket:
    """Connected to the first address that answers; a silent one leaves the others their time."""
    trouble: OSError = OSError("no address")
    for number, ip in enumerate(ips):
        share = _left(until) / (len(ips) - number)
        try:
            return socket.create_connection((str(ip), port), timeout=share)
        except OSError as error:
            trouble = error
    raise trouble


def _secured(
    plain: socket.socket, url: SplitResult, until: float, internet: Internet
) -> socket.socket:
    """For https, TLS with the host's name: asked for it, and verified by it."""
    if url.scheme == "http":
        return plain
    plain.settimeout(_left(until))
    return internet.certificates().wrap_socket(plain, server_hostname=url.hostname)


def _asked(
    sock: socket.socket, url: SplitResult, until: float, most_bytes: int, etag: str
) -> Fetched:
    target = url.path + (f"?{url.query}" if url.query else "")
    lines = [
        f"GET {target} HTTP/1.1",
        f"Host: {url.netloc}",
        "User-Agent: forumapp",
        "Accept: text/calendar, */*;q=0.5",
        "Accept-Encoding: gzip, deflate",
        "Connection: close",
    ]
    if etag and etag.isascii() and etag.isprintable():
        lines.append(f"If-None-Match: {etag}")
    sock.settimeout(_left(until))
    sock.sendall("".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii"))
    answer = HTTPResponse(_Dripping(sock, until, most_bytes))  # type: ignore[arg-type]  # it asks for makefile only
    answer.begin()
    unchanged = bool(etag) and answer.status == 304
    if not unchanged:
        _check_status(answer, url)
    body = b"" if unchanged else _unpacked(_body(answer, most_bytes), answer.headers, most_bytes)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Fetched(body, url.geturl(), headers.get("content-type", ""), headers, unchanged)


def _check_status(answer: HTTPResponse, url: SplitResult) -> None:
    if answer.status == 200:
        return
    host = url.hostname
    target = answer.headers.get("Location")
    if answer.status in (301, 302, 303, 307, 308) and target:
        raise _refused(
            _("This address leads on to {target}. Enter that one if it is the one you mean."),
            target=urljoin(url.geturl(), target)[:_LONGEST_ADDRESS],
        )
    if answer.status in _STATUS:
        raise _refused(_STATUS[answer.status], host=host)
    if answer.status >= 500:
        raise _refused(
            _("{host} has trouble of its own ({status}). Try again later."),
            host=host,
            status=answer.status,
        )
    raise _refused(
        _("{host} answered with status {status} instead of 200."), host=host, status=answer.status
    )


def _body(answer: HTTPResponse, most_bytes: int) -> bytes:
    body = bytearray()
    while piece := answer.read(_PIECE):
        body += piece
        if len(body) > most_bytes:
            raise _too_large(most_bytes)
    if answer.length:  # fewer bytes came than were announced
        raise ValueError("cut off")
    return bytes(body)


def _unpacked(body: bytes, headers: Message, most_bytes: int) -> bytes:
    coding = (headers.get("Content-Encoding") or "identity").strip().lower()
    if coding == "identity" or not body:
        return body
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise ValueError(coding)
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or zlib, whichever it is
    unpacked = unpacking.decompress(body, most_bytes + 1)
    if len(unpacked) > most_bytes:
        raise _too_large(most_bytes)
    if not unpacking.eof:
        raise ValueError("cut off")
    return unpacked


def _too_large(most_bytes: int) -> Refused:
    return _refused(_TOO_LARGE, limit=most_bytes // 1000)


def _left(until: float) -> float:
    """Seconds that are left; none left is a timeout."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Dripping(io.RawIOBase):
    """A socket read against one deadline: bytes that come one by one do not extend it.

    Nor does it hand over more than was wanted, whatever sizes the server announces: http.client
    takes a chunk of size -1 for all that ever comes.
    """

    def __init__(self, sock: socket.socket, until: float, most_bytes: int) -> None:
        self.sock = sock
        self.until = until
        self.most_bytes = most_bytes
        self.left = most_bytes + _FRAMING

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self.sock.settimeout(_left(self.until))
        got = self.sock.recv_into(buffer)
        self.left -= got
        if self.left < 0:
            raise _too_large(self.most_bytes)
        return got
