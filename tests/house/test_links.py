"""The addresses that `core.links` spells are the ones that the program answers."""

import re

from flask import Flask

from forumapp.core.links import PUBLIC, UNLOCALIZED

NAMED = re.compile(r"<(?:\w+:)?(\w+)>")


def routes(app: Flask) -> set[str]:
    """Every route in the spelling of `core.links`: `{name}` instead of `<converter:name>`."""
    return {NAMED.sub(r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}


def test_every_public_address_is_answered_in_every_language(application: Flask):
    _default, *others = application.config["LANGUAGES"]
    wanted = {
        prefix + at for prefix in ("", *(f"/{code}" for code in others)) for at in PUBLIC.values()
    }
    assert sorted(wanted - routes(application)) == []


def test_every_other_address_is_answered_once_and_in_no_language(application: Flask):
    assert sorted(set(UNLOCALIZED.values()) - routes(application)) == []
    translated = {f"/zh{at}" for at in UNLOCALIZED.values() if at != "/"}
    assert sorted(translated & routes(application)) == []
