"""Debian's IMAP server, started by a test on folders and a port of its own."""

import grp
import imaplib
import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from dev import find_imap_server
from tests.served import free_port

SECONDS = 15
USER, PASSWORD = "events", 'a pass"word'
CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = {owner}
default_internal_group = {group}
default_login_user = {owner}
mail_location = maildir:{folder}/mail
mail_uid = {owner}
mail_gid = {group}
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Mailbox:
    """A running server with one empty mailbox."""

    def __init__(self) -> None:
        # Not under pytest's own folder: its path would be too long for a socket.
        self.own = TemporaryDirectory(prefix="imap-", dir="/tmp")
        self.folder = Path(self.own.name)
        self.port = free_port()
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        for name in ("mail", "home", "run", "state"):
            (self.folder / name).mkdir()
        (self.folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        (self.folder / "log").touch()
        settings = CONFIGURATION.format(
            folder=self.folder, port=self.port, owner=owner.pw_name,
            group=grp.getgrgid(owner.pw_gid).gr_name,
        )  # fmt: skip
        (self.folder / "dovecot.conf").write_text(settings)
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(path, owner.pw_uid, owner.pw_gid)
        self.process = subprocess.Popen(
            [find_imap_server(), "-F", "-c", str(self.folder / "dovecot.conf")]
        )
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + SECONDS
        while not self.answers():
            log = (self.folder / "log").read_text()
            assert self.process.poll() is None, log
            assert time.monotonic() < deadline, log
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            self.client().logout()
        except (OSError, imaplib.IMAP4.error):
            return False
        return True

    def client(self) -> imaplib.IMAP4:
        server = imaplib.IMAP4("127.0.0.1", self.port, timeout=SECONDS)
        server.login(USER, PASSWORD)
        server.select("INBOX")
        return server

    def put(self, *messages: bytes) -> None:
        """Deliver messages."""
        server = self.client()
        for message in messages:
            status, said = server.append("INBOX", "", "", message)
            assert status == "OK", said
        server.logout()

    def empty(self) -> None:
        server = self.client()
        _status, (found,) = server.search(None, "ALL")
        for number in found.decode().split():
            server.store(number, "+FLAGS", r"(\Deleted)")
        server.expunge()
        server.logout()

    def count(self, which: str) -> int:
        """How many messages are UNSEEN, SEEN or there at all (ALL)."""
        server = self.client()
        _status, (found,) = server.search(None, which)
        server.logout()
        return len(found.split())

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(SECONDS)
        self.own.cleanup()
