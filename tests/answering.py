"""Servers of our own on 127.0.0.1 that answer byte for byte what a test says, and an internet of them."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address

from forumapp.core.fetching import Internet

NAME = "calendars.example"
HERE = ip_address("127.0.0.1")
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\n"
Answer = Callable[[socket.socket, bytes], None]


class Server:
    """Answers every connection on 127.0.0.1 with `answer`; keeps what it was asked."""

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        self.answer = answer
        self.tls = tls
        self.asked: list[bytes] = []
        self.names: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        while True:
            try:
                peer, _address = self.listener.accept()
                peer.settimeout(5)
                if self.tls:
                    peer = self.tls.wrap_socket(peer, server_side=True)
                with peer:
                    self.asked.append(peer.recv(65536))
                    self.answer(peer, self.asked[-1])
            except OSError:
                if self.listener.fileno() < 0:
                    return


@contextmanager
def serving(answer: bytes | Answer, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    given = answer if callable(answer) else lambda peer, _asked: peer.sendall(answer)
    server = Server(given, tls)
    yield server
    server.listener.close()


def internet_of(server: Server, **changed: object) -> Internet:
    """Where every name leads to that server, and only it may be reached."""
    given = {
        "may_reach": lambda ip: ip == HERE,
        "ports": {"http": server.port, "https": server.port},
        "resolve": lambda *_: [HERE],
        **changed,
    }
    return Internet(**given)


def whole(body: bytes, head: bytes = OK) -> bytes:
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body
