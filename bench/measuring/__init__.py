"""What every measurement begins with: the program found, an installation of its own, time and memory."""

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from flask import Flask
from flask_migrate import upgrade

from config import Settings, flask_config
from forumapp import create_app

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def an_installation(folder: Path) -> Flask:
    """Empty, at the moment `NOW`."""
    settings = Settings(data_dir=folder, requests_per_network=10_000_000)
    app = create_app({**flask_config(settings), "CLOCK": lambda: NOW})
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
    return app


def timed(work: Callable[[], object], *, clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    work()
    return clock() - start


def peak(work: Callable[[], object]) -> int:
    """The most bytes that Python held during the work beyond those before."""
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
