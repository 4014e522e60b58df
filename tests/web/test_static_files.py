"""What pages are made of is sent small, and kept."""

import gzip

import pytest

from forumapp.web.static_files import FOLDER


@pytest.mark.parametrize("name", ["site.css", "vendor/htmx-2.0.11.min.js"])
def test_text_is_sent_compressed_to_whoever_takes_it(app, client, name):
    with app.test_request_context():
        at = app.jinja_env.globals["static"](name)
    whole = (FOLDER / name).read_bytes()
    plain, packed = client.get(at), client.get(at, headers={"Accept-Encoding": "gzip"})
    assert plain.data == whole
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == whole
    assert len(packed.data) < len(whole) / 2
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_a_font_is_sent_as_it_is(app, client):
    with app.test_request_context():
        at = app.jinja_env.globals["static"]("fonts/source-sans-3-latin-wght-normal.woff2")
    assert "Content-Encoding" not in client.get(at, headers={"Accept-Encoding": "gzip"}).headers
