"""`python3 dev.py run` as a person at a terminal sees it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from dev import ROOT
from tests.served import free_port

SECONDS = 120


def started(data: Path, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "dev.py", "run", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def output_until(process: subprocess.Popen, end: str) -> str:
    """What it prints up to the line that holds `end`."""
    deadline = time.monotonic() + SECONDS
    said = ""
    while time.monotonic() < deadline:
        line = process.stdout.readline()
        said += line
        if end in line:
            return said
        assert line, said + process.stderr.read()
    raise AssertionError(said)


def refusal(data: Path, *arguments: str) -> str:
    """The one line on which it ends."""
    process = started(data, *arguments)
    said, complained = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    lines = [line for line in (said + complained).splitlines() if line.strip()]
    assert len(lines) == 1, said + complained
    return lines[0]


def two_children_of(process: subprocess.Popen) -> list[str]:
    """Web and worker, once the command that printed the link has ended."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    deadline = time.monotonic() + 10
    while len(children := listed.read_text().split()) != 2:
        assert time.monotonic() < deadline, children
        time.sleep(0.05)
    return children


def test_run_serves_prints_a_link_stops_on_ctrl_c_and_loses_nothing(tmp_path):
    port = free_port()
    first = started(tmp_path, "--empty", "--port", str(port))
    said = output_until(first, "/account/password/")
    assert f"http://127.0.0.1:{port} " in said
    (link,) = re.findall(r"http://\S+/account/password/\S+", said)
    with urllib.request.urlopen(link, timeout=10) as page:
        assert page.status == 200
    children = two_children_of(first)

    first.send_signal(signal.SIGINT)
    _said, complained = first.communicate(timeout=30)
    assert first.returncode == 0
    assert "Traceback" not in complained
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]

    second = started(tmp_path, "--empty", "--port", str(port))
    output_until(second, "is served at")
    second.send_signal(signal.SIGTERM)
    second.communicate(timeout=30)
    assert second.returncode == 0


def test_a_port_in_use_is_one_plain_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refusal(tmp_path, "--port", str(port)) == (
            f"Port {port} on 127.0.0.1 is not free (Address already in use): stop what uses it or "
            "choose another, for instance --port 8001."
        )


def test_a_folder_that_cannot_be_written_is_one_plain_sentence(tmp_path):
    (tmp_path / "file").touch()
    said = refusal(tmp_path / "file" / "data", "--port", str(free_port()))
    assert said == (
        f"The folder {tmp_path}/file/data cannot be written. Give this user the right to, "
        "or set DATA_DIR."
    )


@pytest.mark.parametrize(
    "address", ["postgresql://nobody@127.0.0.1:1/nothing", "mysql://127.0.0.1/x"]
)
def test_an_unreachable_or_unknown_database_is_one_plain_sentence(address, tmp_path):
    said = refusal(tmp_path, "--port", str(free_port()), "--database", address)
    assert "DATABASE_URL" in said
