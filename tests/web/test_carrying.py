"""Bytes carried in a form."""

import pytest

from forumapp.core.errors import Refused
from forumapp.web.carrying import packed, unpacked


def test_what_is_carried_comes_back():
    data = "BEGIN:VCALENDAR 港湾".encode() * 1000
    assert unpacked(packed(data), 1_000_000) == data


@pytest.mark.parametrize("bent", ["é", "港", "a", "AAAA", "\ud800", "%%%"])
def test_what_was_tampered_with_is_refused(bent: str):
    with pytest.raises(Refused, match="The preview has been changed"):
        unpacked(bent, 1_000_000)
