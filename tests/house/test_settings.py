"""docs/settings.md says what config.py does."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from config import BadSetting, Settings, read_secret
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
