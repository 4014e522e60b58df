"""What attendees print by their link, and what nobody else gets."""

from datetime import timedelta

import pytest

from forumapp.core.tokens import capability_hash, capability_token
from tests.papers import letters_of
from tests.records import a_forum, a_registration, both
from tests.support import NOW


def a_place(session, **facts):
    forum = a_forum(title=both("Harbours at night", "夜港论坛"))
    session.add(forum)
    session.flush()
    registration = a_registration(forum, **{"name": "张𬭎", "language": "zh"} | facts)
    session.add(registration)
    session.flush()
    booking = registration.booking
    booking.link_hash = capability_hash("registration", booking.uid, booking.link_version)
    session.flush()
    return registration


def link_of(registration):
    booking = registration.booking
    return capability_token("registration", booking.uid, booking.link_version)


@pytest.mark.parametrize("paper", ["ticket", "letter"])
def test_who_has_a_place_prints_ticket_and_letter_in_the_addresss_language(client, session, paper):
    registration = a_place(session)
    at = f"/registrations/{link_of(registration)}/{paper}.pdf"

    english, chinese = client.get(at), client.get(f"/zh{at}")

    assert [each.status_code for each in (english, chinese)] == [200, 200]
    assert english.content_type == "application/pdf"
    assert english.headers["Cache-Control"] == "no-store"
    assert "Harboursatnight" in letters_of(english.data)
    assert "夜港论坛" in letters_of(chinese.data)
    for each in (english, chinese):
        assert "张𬭎" in letters_of(each.data)
        assert registration.reference in letters_of(each.data)


def test_a_certificate_is_for_who_was_checked_in_once_the_forum_is_over(app, client, session):
    came, stayed_away = a_place(session, checked_in_at=NOW), a_place(session)
    addresses = [f"/registrations/{link_of(each)}/certificate.pdf" for each in (came, stayed_away)]
    assert [client.get(at).status_code for at in addresses] == [409, 409]

    over = came.forum.ends_at + timedelta(minutes=1)
    app.config["CLOCK"] = lambda: over

    assert [client.get(at).status_code for at in addresses] == [200, 409]
    assert "张𬭎" in letters_of(client.get(addresses[0]).data)


def test_a_title_never_has_boxes_either(client, session):
    registration = a_place(session)
    registration.forum.title = both("Harbours 😀")
    answer = client.get(f"/registrations/{link_of(registration)}/ticket.pdf")
    assert "Harbours[U+1F600]" in letters_of(answer.data)


def test_without_a_place_there_is_no_ticket_but_a_sentence(client, session):
    registration = a_place(session, state="pending")
    answer = client.get(f"/registrations/{link_of(registration)}/ticket.pdf")

    assert answer.status_code == 409
    assert "There is a ticket for whose place is confirmed" in answer.text


def test_a_link_prints_its_own_people_alone(client, session):
    first = a_place(session)
    second = a_registration(first.forum, name="Ngũgĩ")
    second.booking = first.booking
    session.add(second)
    session.flush()
    second.link_hash = capability_hash("ticket", second.uid, second.link_version)
    session.flush()
    own = capability_token("ticket", second.uid, second.link_version)

    together = letters_of(client.get(f"/registrations/{link_of(first)}/ticket.pdf").data)
    alone = letters_of(client.get(f"/registrations/{own}/ticket.pdf").data)
    named = client.get(
        f"/registrations/{link_of(first)}/ticket.pdf", query_string={"reference": second.reference}
    )
    foreign = client.get(
        f"/registrations/{own}/ticket.pdf", query_string={"reference": first.reference}
    )

    assert ["张𬭎" in together, "Ngũgĩ" in together] == [True, True]
    assert ["张𬭎" in alone, "Ngũgĩ" in alone] == [False, True]
    assert ["张𬭎" in letters_of(named.data), "Ngũgĩ" in letters_of(named.data)] == [False, True]
    assert foreign.status_code == 404
    assert client.get(f"/registrations/{'A' * 43}/ticket.pdf").status_code == 404


def test_a_name_that_cannot_be_printed_is_said_and_no_ticket_has_boxes(client, session):
    registration = a_place(session, name="محمد Khan")
    answer = client.get(f"/registrations/{link_of(registration)}/ticket.pdf")

    assert answer.status_code == 409
    assert "We cannot print these characters: ح د م" in answer.text


def test_after_the_end_a_ticket_says_so_and_leads_to_what_is_left(app, client, session):
    came, missed = a_place(session, checked_in_at=NOW), a_place(session)
    at = f"/registrations/{link_of(came)}"
    assert "Your place is confirmed" in client.get(at).text
    app.config["CLOCK"] = lambda: came.forum.ends_at
    page, other = client.get(at).text, client.get(f"/registrations/{link_of(missed)}").text
    assert "Thank you for coming</h1>" in page
    assert f"{at}/certificate.pdf" in page
    assert "The forum is over</h1>" in other
    for each in (page, other):
        assert "Your place is confirmed" not in each
        assert "data:image" not in each
    assert "感谢您的参与</h1>" in client.get(f"/zh{at}").text
