"""The program run as `dev.py run` runs it, and a mail server for it to write to."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession

from dev import PYTHON, ROOT, serve_command

SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MailPeer:
    """Receives mail; `messages` holds all of it in order of arrival, and `return_paths`
    where word of each would go; `wait_for` waits for one.

    `refused` maps an address to the answer that its mail gets, and `refused_sender` is the answer that
    every sender gets; both may repeat the sender's {address}. `peers` are the connections made.
    """

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.return_paths: list[str] = []
        self.refused: dict[str, str] = {}
        self.refused_sender = ""
        self.peers: set[object] = set()
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self) -> None:
        self.controller.start()

    def stop(self) -> None:
        self.controller.stop()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: SmtpSession, envelope: Envelope, address: str, options: list
    ) -> str:
        if self.refused_sender:
            return self.refused_sender.format(address=address)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: SmtpSession, envelope: Envelope, address: str, options: list
    ) -> str:
        self.peers.add(session.peer)
        if address not in self.refused:
            envelope.rcpt_tos.append(address)
        return self.refused.get(address, "250 OK").format(address=envelope.mail_from)

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: SmtpSession, envelope: Envelope
    ) -> str:
        self.return_paths.append(envelope.mail_from)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if address in message["To"]]

    def wait_for(self, address: str, count: int = 1) -> EmailMessage:
        """The newest message to an address, once there are `count` of them."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            if len(self.to(address)) >= count:
                return self.to(address)[-1]
            time.sleep(0.05)
        known = [f"{message['To']}: {message['Subject']}" for message in self.messages]
        raise AssertionError(f"no mail number {count} to {address} within {SECONDS} s, but {known}")


class Served:
    """Web and worker as separate processes on a migrated database of their own."""

    def __init__(self, database: str, instance: Path, smtp: MailPeer, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = database
        self.smtp = smtp
        self.instance = instance
        self.log_file = instance.with_suffix(".log")
        self.environment = {
            **os.environ,
            "REGISTRATION_SECONDS": "0",  # tests fill in forms faster than people
            "DATABASE_URL": database,
            "DATA_DIR": str(instance),
            "PUBLIC_URL": self.url,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(smtp.port),
            **settings,
        }
        self.processes: dict[str, subprocess.Popen] = {}

    def start(self) -> None:
        self.start_web()
        self.start_worker()

    def start_web(self) -> None:
        self.processes["web"] = self.spawn(serve_command("127.0.0.1", self.port))
        deadline = time.monotonic() + SECONDS
        while not self.answers():
            if self.processes["web"].poll() is not None or time.monotonic() > deadline:
                raise AssertionError("the web server does not answer")
            time.sleep(0.05)

    def start_worker(self) -> None:
        self.processes["worker"] = self.spawn(self.flask_command("work"))

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(self.url + "/health/live", timeout=2).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def flask(self, *arguments: str) -> str:
        """What a command prints; it must succeed."""
        done = subprocess.run(
            self.flask_command(*arguments),
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def flask_command(self, *arguments: str) -> list[str]:
        return [str(PYTHON), "-m", "flask", "--app", "forumapp", *arguments]

    def spawn(self, command: list[str]) -> subprocess.Popen:
        with self.log_file.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def tracebacks(self) -> str:
        """The end of the log, if anything in it went unhandled; otherwise nothing."""
        log = self.log_file.read_text()
        return log[-5000:] if "Traceback" in log else ""

    def kill(self, name: str) -> None:
        """kill -9 of a process and all its children."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
