"""A forum that carries on the work of an earlier one: chosen in the desk, said on its page."""

from sqlalchemy import select

from forumapp.history.models import HistoryRow
from tests.house.test_nasty_input import controls_of, value_of
from tests.records import a_forum, a_venue, an_organizer_line, both


def filled(page: str, **changes: str) -> dict[str, object]:
    """The form as a browser would send it, but for these."""
    sent = {str(each["name"]): value_of(each) for each in controls_of(page)}
    return {name: value for name, value in {**sent, **changes}.items() if value is not None}


def test_the_earlier_forum_is_chosen_in_the_form_and_named_on_the_page(client, session, signed_in):
    venue = a_venue()
    earlier = a_forum(slug="first-round", title=both("First round"), venue=venue)
    later = a_forum(slug="second-round", title=both("Second round"), venue=venue)
    session.add_all([earlier, later, an_organizer_line(later), an_organizer_line(earlier)])
    session.flush()
    earlier_id, form = str(earlier.id), f"/desk/forums/{later.id}/edit"
    session.commit()
    desk = signed_in("organizer")
    page = desk.get(form).text
    (choice,) = [each for each in controls_of(page) if each["name"] == "follows"]
    offered = [option["value"] for option in choice.find_all("option")]
    assert offered == ["", earlier_id], "never the forum itself"
    assert desk.post(form, data=filled(page, follows=earlier_id)).status_code == 303
    changed = session.scalars(select(HistoryRow.changes).where(HistoryRow.kind == "forum")).all()
    assert [each["follows"] for each in changed if "follows" in each] == [["", "First round"]]
    desk_page = desk.get(form.removesuffix("edit")).text
    assert f'<a href="/desk/forums/{earlier_id}/">First round</a>' in desk_page
    shown = client.get("/forums/second-round").text
    assert '<a href="/forums/first-round">First round</a>' in shown
    assert "DEPENDS-ON" in client.get("/forums/second-round.ics").text
    earlier.state = "withdrawn"
    shown = client.get("/forums/second-round").text
    assert "First round" not in shown


def test_a_forum_that_comes_round_to_itself_is_refused_at_its_field(session, signed_in):
    venue = a_venue()
    earlier, later = a_forum(venue=venue), a_forum(venue=venue)
    later.follows = earlier
    session.add_all([later, earlier, an_organizer_line(later), an_organizer_line(earlier)])
    session.flush()
    form, later_id = f"/desk/forums/{earlier.id}/edit", str(later.id)
    session.commit()
    desk = signed_in("organizer")
    answer = desk.post(form, data=filled(desk.get(form).text, follows=later_id))
    assert answer.status_code == 422
    assert "A forum carries on the work of an earlier one." in answer.text
