"""A list as people have it is read line by line, and what is wrong with a line is told beside it."""

import pytest

from forumapp.core.errors import Refused
from forumapp.core.text import say
from forumapp.invitations.rules.lists import MOST_PEOPLE, Guest, read_list, without_known
from forumapp.web.uploaded_tables import read_text
from tests.support import soon

OURS = ("en", "zh")
LIN = Guest("Lin Qiao", "lin@example.org", "Harbour Foundation", "Director")


def read(text: str):
    return read_list(read_text(text), OURS)


@pytest.mark.parametrize(
    "line",
    [
        "Lin Qiao,lin@example.org,Harbour Foundation,Director",
        "Lin Qiao; lin@example.org ;Harbour Foundation;Director",
        "Lin Qiao\tlin@example.org\tHarbour Foundation\tDirector",
        "lin@example.org，Lin Qiao，Harbour Foundation，Director",
        "Lin Qiao <lin@example.org>, Harbour Foundation, Director",
        '"Lin Qiao" <lin@example.org>; Harbour Foundation; Director',
        '"Lin  Qiao","lin@example.org","Harbour Foundation","Director"',
        "\n\nName,E-mail,Position,Organisation\n\nLin Qiao,lin@example.org,Director,Harbour Foundation\n",
        "邮箱\t姓名\t单位\t职务\nlin@example.org\tLin Qiao\tHarbour Foundation\tDirector",
    ],
)  # fmt: skip
def test_a_person_is_read_in_each_way_of_writing_a_list(line):
    (only,) = read(line)
    assert only.guest == LIN


def test_country_language_and_places_are_read_as_people_write_them():
    head = "姓名,邮箱,国家,语言,名额\n"
    (first, second) = read(
        head + "王喆,wang@example.org,中国,中文,2\nLin,lin@example.org,united states,English,"
    )
    assert (first.guest.country, first.guest.language, first.guest.places) == ("CN", "zh", 2)
    assert (second.guest.country, second.guest.language, second.guest.places) == ("US", "en", None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Lin Qiao,,Harbour", "There is no mail address in this line."),
        ("lin@example.org", "There is no name in this line."),
        ("Lin,lin@", "“lin@” is not a mail address."),
        ("http://x.example,lin@example.org", "Write the name without a web address."),
        ("Lin,lin@example.org,," + "x" * 301, "Something in this line is longer than"),
        ("name,mail,language\nLin,lin@example.org,fr", "“fr” is not a language of ours: write en, zh."),
        ("name,mail,country\nLin,lin@example.org,Atlantis", "“Atlantis” is not a country or region"),
        ("name,mail,places\nLin,lin@example.org,0", "“0” is not a number of places from 1 to 50."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_words(line, said):
    only = read(line)[-1]
    assert only.guest is None
    assert not only.is_known
    assert say(only.problem, only.values, "en").startswith(said)


def test_an_address_counts_once_and_who_is_invited_or_registered_not_at_all():
    lines = read("A,a@example.org\nB,b@example.org\nC,A@Example.ORG\nD,d@example.org")
    checked = without_known(lines, {"b@example.org"}, {"d@example.org"})
    told = [say(line.problem, line.values or {}, "en") for line in checked]
    assert told == [
        "",
        "This address is invited already.",
        "This address stands in line 1 already.",
        "This address is registered already.",
    ]
    assert [line.guest is None for line in checked] == [False, True, True, True]


@soon
def test_five_thousand_people_are_read_soon_and_one_more_is_refused():
    people = [[f"Guest {n}", f"guest{n}@example.org"] for n in range(MOST_PEOPLE)]
    assert len(read_list(people, OURS)) == MOST_PEOPLE
    with pytest.raises(Refused):
        read_list([*people, ["Lin", "lin@example.org"]], OURS)
