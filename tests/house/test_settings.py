"""docs/settings.md says what config.py does."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from environs import Env

from config import BadSetting, Settings, read_secret, read_settings
from dev import ROOT


def documented() -> dict[str, str]:
    page = (ROOT / "docs" / "settings.md").read_text()
    return dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", page, re.MULTILINE))


def as_written(default: Any) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, Path):
        return str(default.relative_to(ROOT))
    if isinstance(default, tuple):
        return ",".join(default)
    return str(default)


def test_every_setting_is_documented_and_no_other():
    assert sorted(documented()) == sorted(field.name.upper() for field in fields(Settings))


def test_the_documented_defaults_are_the_real_ones():
    pages = documented()
    for field in fields(Settings):
        default = as_written(field.default)
        said = pages[field.name.upper()]
        assert said == f"`{default}`" if default else said.startswith("("), field.name


def test_a_local_secret_is_made_once_and_for_its_owner_alone(tmp_path):
    settings = Settings(data_dir=tmp_path / "new")
    secret = read_secret(settings)
    assert read_secret(settings) == secret
    assert len(secret) == 64
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["secret"]
    assert (tmp_path / "new" / "secret").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("half", ["", "short\n"])
def test_a_half_made_secret_is_refused_and_never_signed_with(tmp_path, half):
    (tmp_path / "secret").write_text(half)
    with pytest.raises(BadSetting, match="no whole secret"):
        read_secret(Settings(data_dir=tmp_path))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"REPLY_ADDRESS": "twelve-chars@example.org"}, "at most 11"),
        ({"REPLY_ADDRESS": "events"}, "REPLY_ADDRESS must be a mail address"),
        ({"REPLY_ADDRESS": "events+x@example.org"}, "REPLY_ADDRESS must be a mail address"),
        (
            {"REPLY_ADDRESS": "Events@example.org", "MAIL_FROM": "events@example.org"},
            "REPLY_ADDRESS must not be MAIL_FROM",
        ),
        ({"IMAP_HOST": "imap.example.org"}, "IMAP_HOST needs REPLY_ADDRESS"),
        ({"IMAP_SECURITY": "ssl"}, "IMAP_SECURITY must be one of"),
        ({"INCOMING_LIMIT_KB": "1"}, "INCOMING_LIMIT_KB must be between"),
    ],
)
def test_nonsense_about_answers_is_refused_with_a_sentence(monkeypatch, settings, said):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting, match=said):
        read_settings(Env())


def test_an_address_for_answers_may_have_eleven_characters_before_the_at(monkeypatch):
    monkeypatch.setenv("REPLY_ADDRESS", "eleven.char@example.org")
    assert read_settings(Env()).reply_address == "eleven.char@example.org"
