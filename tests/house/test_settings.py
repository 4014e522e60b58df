"""docs/settings.md says what config.py does."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

from config import Settings
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
