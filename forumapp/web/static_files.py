"""Stylesheet, scripts and fonts: their address changes with their content, so browsers keep them."""

from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for
from whitenoise import WhiteNoise

FOLDER = Path(__file__).parent.parent / "static"
ONE_YEAR = 31_536_000
COMPRESSED = (".gz", ".br")


def start_static_files(app: Flask) -> None:
    prefix = f"static/{digest_of(FOLDER)}"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(FOLDER),
        prefix=prefix,
        max_age=ONE_YEAR,
        immutable_file_test=lambda *_: True,
    )
    app.add_url_rule(f"/{prefix}/<path:filename>", "static", build_only=True)
    app.jinja_env.globals["static"] = lambda name: url_for("static", filename=name)


def digest_of(folder: Path) -> str:
    """Twelve characters of the content of every file in the folder."""
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in COMPRESSED:
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
