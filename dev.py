#!/usr/bin/env python3
"""The two commands of this project: `python3 dev.py run` and `python3 dev.py test`.

Standard library only, and syntax that an old Python 3 still parses, so that an old Python gets a
sentence instead of a SyntaxError. Everything made stands in `.venv/` and `instance/`.
"""

import argparse
import ctypes.util
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
RECORD = VENV / "installed-locks"
RUN_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
OLDEST_PYTHON = (3, 11)
WEB_WORKERS = 2
SECONDS_TO_START = 60
SECONDS_TO_STOP = 15

DEBIAN_PACKAGES = {
    "chromium": lambda: find_browser() is not None,
    "fonts-noto-cjk": lambda: has_font("Noto Sans CJK SC"),
    "libical3": lambda: ctypes.util.find_library("ical") is not None,
    "dovecot-imapd": lambda: find_imap_server() is not None,
    "default-jre-headless": lambda: shutil.which("java") is not None,
}


class CannotGoOn(Exception):
    """A sentence for the person at the terminal: what is wrong and what to do."""


def main():
    options = parse_arguments()
    try:
        check_python()
        check_writable()
        return options.command(options)
    except CannotGoOn as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parse_arguments():
    parser = argparse.ArgumentParser(prog="dev.py", description="Runs and tests forumapp.")
    parser.set_defaults(command=set_up)
    commands = parser.add_subparsers(metavar="COMMAND")

    run = commands.add_parser("run", help="set everything up and serve it with its worker")
    run.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    run.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    run.add_argument("--empty", action="store_true", help="load no demonstration")
    run.add_argument("--database", metavar="URL", help="use this database, not the one in instance")
    run.set_defaults(command=run_everything)

    test = commands.add_parser("test", help="run every check and test")
    test.add_argument(
        "--full", action="store_true", help="exhaustive sweeps and races in full size"
    )
    test.set_defaults(command=test_everything)

    bench = commands.add_parser("bench", help="measure how fast it is (bench/)")
    bench.set_defaults(command=measure_everything)

    setup = commands.add_parser("setup", help="only make .venv with the packages for the tests")
    setup.set_defaults(command=set_up)
    return parser.parse_args()


def check_python():
    if sys.version_info < OLDEST_PYTHON:
        raise CannotGoOn(
            "This is Python %d.%d, and forumapp needs %d.%d or newer: install it and start "
            "dev.py with it, for instance python3.11 dev.py run."
            % (sys.version_info[:2] + OLDEST_PYTHON)
        )


def check_writable():
    for folder in (ROOT, ROOT / "instance", VENV):
        if folder.exists() and not os.access(str(folder), os.W_OK):
            raise CannotGoOn(
                "The folder %s cannot be written: give yourself the right to write there, "
                "or clone the project into a folder of your own." % folder
            )


# ------------------------------------------------------------------ packages


def set_up(options):
    install_packages(TEST_LOCK)
    print("The packages are in %s." % VENV.name)
    return 0


def install_packages(lock):
    """Fill .venv from the lock; does nothing when it was filled from the same lock before."""
    wanted = fingerprint(lock)
    if wanted in installed_fingerprints() and PYTHON.exists():
        return
    print("Installing the packages of %s …" % lock, flush=True)
    make_venv()
    answer = subprocess.run(
        pip_command()
        + ["install", "--quiet", "--disable-pip-version-check"]
        + ["--require-hashes", "-r", str(ROOT / lock)],
        cwd=str(ROOT),
    )
    if answer.returncode != 0:
        raise CannotGoOn(
            "The packages could not be installed (the reason stands above): mend it, most often "
            "the network, and start again."
        )
    # Whoever has the test packages has the others too, in the same versions.
    installed = [RUN_LOCK, TEST_LOCK] if lock == TEST_LOCK else [lock]
    RECORD.write_text("".join(fingerprint(each) + "\n" for each in installed))


def fingerprint(lock):
    digest = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    return "%s %d.%d %s" % ((lock,) + sys.version_info[:2] + (digest,))


def installed_fingerprints():
    return RECORD.read_text().splitlines() if RECORD.exists() else []


def make_venv():
    same_python = any(
        line.startswith("%s %d.%d " % ((lock,) + sys.version_info[:2]))
        for line in installed_fingerprints()
        for lock in (RUN_LOCK, TEST_LOCK)
    )
    if PYTHON.exists() and same_python:
        return
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if not has_module("ensurepip"):
        if not has_module("pip"):
            raise CannotGoOn(
                "Python finds no pip here: install it (on Debian: apt-get install python3-pip) "
                "and start again."
            )
        command.append("--without-pip")
    if subprocess.run(command).returncode != 0:
        raise CannotGoOn("The folder %s could not be made (the reason stands above)." % VENV)


def pip_command():
    """The venv's own pip or, where Debian left ensurepip out, the system's on the venv's behalf."""
    if has_module("ensurepip"):
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def has_module(name):
    return importlib.util.find_spec(name) is not None


# ----------------------------------------------------------------------- run


def run_everything(options):
    check_port(options.host, options.port)
    install_packages(RUN_LOCK)
    host = "[%s]" % options.host if ":" in options.host else options.host
    address = "http://%s:%d" % (host, options.port)
    environment = dict(os.environ)
    environment.setdefault("PUBLIC_URL", address)
    if options.database:
        environment["DATABASE_URL"] = options.database

    flask("migrate-database", environment)
    if not options.empty:
        flask("load-demonstration", environment)
    for number in (signal.SIGINT, signal.SIGTERM):  # also where a script's & made it deaf to Ctrl-C
        signal.signal(number, stop_like_ctrl_c)
    web = start(serve_command(options.host, options.port), environment)
    worker = start([str(PYTHON), "-m", "flask", "--app", "forumapp", "work"], environment)
    try:
        first_link = flask("first-link", environment, stdout=subprocess.PIPE)
        wait_until_served(web, address)
        print("\nforumapp is served at %s (Ctrl-C stops it).\n" % address)
        print(first_link.stdout, flush=True)
        return wait_for_an_end({"web": web, "worker": worker})
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        return 0
    finally:
        stop([web, worker])


def check_port(host, port):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CannotGoOn(
                "Port %d on %s is not free (%s): stop what uses it or choose another, for "
                "instance --port %d." % (port, host, getattr(error, "strerror", error), 8001)
            )


def flask(command, environment, stdout=None):
    answer = subprocess.run(
        [str(PYTHON), "-m", "flask", "--app", "forumapp", command],
        cwd=str(ROOT),
        env=environment,
        stdout=stdout,
        universal_newlines=True,
    )
    if answer.returncode != 0:
        sys.exit(answer.returncode)  # it has said why
    return answer


def serve_command(host, port):
    return [
        str(PYTHON), "-m", "granian", "--interface", "wsgi", "--factory",
        "--host", host, "--port", str(port), "--workers", str(WEB_WORKERS),
        "--blocking-threads", "8", "--respawn-failed-workers", "--workers-kill-timeout", "10",
        "--log-level", "error", "forumapp:create_app",
    ]  # fmt: skip


def start(command, environment):
    """A child in a session of its own: Ctrl-C reaches only this program, which ends it in order."""
    return subprocess.Popen(command, cwd=str(ROOT), env=environment, start_new_session=True)


def wait_until_served(web, address):
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if web.poll() is not None:
            raise CannotGoOn("The web server ended at once (the reason stands above).")
        try:
            urllib.request.urlopen(address + "/health/live", timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise CannotGoOn("The web server did not answer within %d seconds." % SECONDS_TO_START)


def wait_for_an_end(children):
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                raise CannotGoOn("The %s ended (the reason stands above): all is stopped." % name)
        time.sleep(0.3)


def stop(children):
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        try:
            child.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def stop_like_ctrl_c(signal_number, frame):
    raise KeyboardInterrupt


# ---------------------------------------------------------------------- test


def test_everything(options):
    install_packages(TEST_LOCK)
    install_system_parts()
    failed = [name for name, command in CHECKS.items() if not check(name, command)]
    if failed:
        raise CannotGoOn("Not well: %s. The tests run when these are." % ", ".join(failed))
    command = [str(PYTHON), "-m", "pytest", "-n", "auto", "--dist", "loadfile"]
    if options.full:
        command.append("--full")
    return subprocess.run(command, cwd=str(ROOT)).returncode


def measure_everything(options):
    install_packages(RUN_LOCK)
    failed = [path.name for path in sorted((ROOT / "bench").glob("*.py")) if not measure(path)]
    if failed:
        raise CannotGoOn("Not measured: %s (the reason stands above)." % ", ".join(failed))
    return 0


def measure(path):
    print("Measuring %s, which takes minutes …\n" % path.stem, flush=True)
    return subprocess.run([str(PYTHON), str(path)], cwd=str(ROOT)).returncode == 0


CHECKS = {
    "formatting": ["ruff", "format", "--check", "--quiet"],
    "lint": ["ruff", "check", "--quiet"],
    "types": ["mypy"],
    "import contracts": ["lint-imports"],
}


def check(name, command):
    print("Checking %s …" % name, flush=True)
    done = subprocess.run(
        [str(BIN / command[0])] + command[1:],
        cwd=str(ROOT),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    if done.returncode != 0:
        print(done.stdout)
    return done.returncode == 0


def install_system_parts():
    """Parts no Python package carries; installed where this may be done, otherwise named."""
    missing = [package for package, is_there in DEBIAN_PACKAGES.items() if not is_there()]
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends"] + missing
    may_install = shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0
    if may_install:
        print("Installing %s …" % ", ".join(missing), flush=True)
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, stdout=subprocess.DEVNULL)
        subprocess.run(install, env=quiet, stdout=subprocess.DEVNULL)
        missing = [package for package in missing if not DEBIAN_PACKAGES[package]()]
    if missing:
        raise CannotGoOn(
            "The tests need %s. On Debian: sudo %s" % (", ".join(missing), " ".join(install))
        )


def find_browser():
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((shutil.which(name) for name in names if shutil.which(name)), None)


def find_imap_server():
    """Debian's dovecot; only root has its folder in the path."""
    return shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin")


def has_font(family):
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", family], stdout=subprocess.PIPE, universal_newlines=True)
    return bool(listed.stdout.strip())


if __name__ == "__main__":
    sys.exit(main())
