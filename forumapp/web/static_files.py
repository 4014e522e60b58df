"""Stylesheet, scripts and fonts: their address changes with their content, so browsers keep them."""

import shutil
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask, url_for
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

FOLDER = Path(__file__).parent.parent / "static"
ONE_YEAR = 31_536_000


def start_static_files(app: Flask) -> None:
    prefix = f"static/{digest_of(FOLDER)}"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=with_compressed(digest_of(FOLDER)).name,
        prefix=prefix,
        max_age=ONE_YEAR,
        immutable_file_test=lambda *_: True,
    )
    app.add_url_rule(f"/{prefix}/<path:filename>", "static", build_only=True)
    app.jinja_env.globals["static"] = lambda name: url_for("static", filename=name)


@lru_cache(maxsize=1)
def with_compressed(digest: str) -> TemporaryDirectory[str]:
    """A copy of the folder with a compressed file beside each that gains by it, while the process lives.

    Nobody has to compress anything before a start, and no compressed file can be older than its source.
    """
    copy = TemporaryDirectory(prefix=f"forumapp-static-{digest}-")
    shutil.copytree(FOLDER, copy.name, dirs_exist_ok=True)
    compressor = Compressor(use_brotli=False, quiet=True)
    for path in Path(copy.name).rglob("*"):
        if path.is_file() and compressor.should_compress(path.name):
            compressor.compress(str(path))
    return copy


def digest_of(folder: Path) -> str:
    """Twelve characters of the content of every file in the folder."""
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
