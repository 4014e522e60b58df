import pytest

from forumapp.identity.rules import (
    ADMINISTRATOR,
    DOOR,
    EDITOR,
    ORGANIZER,
    RIGHTS,
    ROLES,
    STAFF,
    may,
    normalised_password,
    password_problem,
)

RIGHTS_BY_ROLE = {
    ADMINISTRATOR: "administer check_in edit_announcements edit_records enter_desk export_attendees "
    "open_door publish_announcements publish_forums read_drafts read_mail_log read_own_history see_attendees",
    ORGANIZER: "check_in edit_announcements edit_records enter_desk export_attendees "
    "open_door publish_announcements publish_forums read_drafts read_mail_log read_own_history see_attendees",
    EDITOR: "edit_announcements enter_desk publish_announcements read_drafts",
    STAFF: "check_in enter_desk export_attendees open_door read_drafts see_attendees",
    DOOR: "enter_desk open_door",
}


def test_each_role_has_its_rights_and_no_other():
    assert {role: " ".join(sorted(rights)) for role, rights in RIGHTS.items()} == RIGHTS_BY_ROLE
    assert list(ROLES) == list(RIGHTS)


def test_an_unknown_role_may_nothing():
    assert not may("owner", "enter_desk")


@pytest.mark.parametrize(
    "password",
    [
        "harbour lantern rye",
        "港口的灯笼今晚很亮，像一艘白船",
        "Xq7-vmT2-pL9z",
        "the password of my grandmother",
    ],
)
def test_a_password_of_words_that_only_one_puts_together_will_do(password):
    assert password_problem(password, address="lin@example.org", name="Lin Qiao") is None


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short lamp", "at least 12"),
        ("x" * 201, "at most 200"),
        ("aaaaaaaaaaaaaaaa", "first that others would try"),
        ("abababababab", "first that others would try"),
        ("Password123456!", "first that others would try"),
        ("qwerty-asdfgh-2026", "first that others would try"),
        ("12345678901234", "first that others would try"),
        ("Welcome-Admin-2026", "first that others would try"),
        ("lin.qiao@example.org", "name or address"),
        ("Qiao Lin 1987 !!!", "name or address"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused_with_the_reason(password, said):
    assert said in password_problem(password, address="lin.qiao@example.org", name="Lin Qiao")


def test_a_password_is_the_same_however_the_keyboard_composed_it():
    assert normalised_password("cafe\u0301") == normalised_password("caf\u00e9")
