"""What a name is sorted by: as it is spoken, without accents."""

import pytest

from forumapp.registrations.rules.lists import name_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("王小明", "wang xiao ming"),
        ("王小明 Wang Xiaoming", "wang xiao ming wang xiaoming"),
        ("Ngũgĩ wa  Thiong’o", "ngugi wa thiong’o"),
        ("Đỗ Quyên", "do quyen"),
        ("曾志伟", "zeng zhi wei"),
        ("单于明", "chan yu ming"),
        ("单田芳", "shan tian fang"),
        ("田单", "tian dan"),
        ("", ""),
    ],
)
def test_a_name_is_sorted_as_it_is_spoken_and_surnames_have_their_own_reading(name, key):
    assert name_key(name) == key
