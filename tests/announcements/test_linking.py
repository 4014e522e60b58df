"""What an import proposes is linked by one click, or dismissed; nothing is ever linked by itself."""

import pytest
from sqlalchemy import select

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.known_names import known_names
from forumapp.announcements.queries.proposals import proposals_of
from forumapp.announcements.services.importing import Surroundings, import_release
from forumapp.announcements.services.linking import accept_proposals, dismiss_proposals
from forumapp.core.actor import COMMAND
from forumapp.core.errors import Refused
from forumapp.history.models import HistoryRow
from tests.announcements.archives import A_RELEASE
from tests.records import a_forum, a_person, a_theme, an_organization, both
from tests.support import NOW


@pytest.fixture
def imported(session) -> Announcement:
    session.add_all(
        (
            a_person(name=both("Bruce Knotts", "布鲁斯·诺茨")),
            an_organization(name=both("HCOT", "海港商会")),
            a_theme(title=both("Quiet Harbours", "宁静港湾")),
            a_forum(title=both("Round Table on|Quiet Harbours", "圆桌会议")),
            a_person(name=both("Nobody Named", "无名氏")),
        )
    )
    session.flush()
    beside = Surroundings(names=known_names())
    made = import_release(
        A_RELEASE, "a.txt", zone="Asia/Shanghai", beside=beside, by=COMMAND, now=NOW
    )
    session.flush()
    return made.announcement


def test_what_a_release_names_is_proposed_and_not_linked(imported) -> None:
    proposed = [(each.kind, each.name.text("en"), each.written) for each in proposals_of(imported)]
    assert sorted(proposed) == [
        ("forum", "Round Table on|Quiet Harbours", ""),
        ("organization", "HCOT", ""),
        ("person", "Bruce Knotts", "Bruce Noz"),
        ("theme", "Quiet Harbours", ""),
    ]
    assert (imported.people, imported.organizations, imported.themes, imported.forum) == (
        [],
        [],
        [],
        None,
    )


def test_the_chosen_ones_are_linked_and_the_others_wait(session, imported) -> None:
    keys = {each.kind: each.key for each in proposals_of(imported)}
    accept_proposals(imported, {keys["person"], keys["forum"], "person x"}, by=COMMAND, now=NOW)
    assert [person.name.text("en") for person in imported.people] == ["Bruce Knotts"]
    assert imported.forum.title.text("zh") == "圆桌会议"
    assert {each.kind for each in proposals_of(imported)} == {"organization", "theme"}
    session.flush()
    history = session.scalars(select(HistoryRow).where(HistoryRow.action == "linked")).one()
    assert history.changes["linked"] == "Round Table on|Quiet Harbours, Bruce Knotts"


def test_dismissed_ones_are_gone(imported) -> None:
    dismiss_proposals(imported, {each.key for each in proposals_of(imported)}, by=COMMAND, now=NOW)
    assert proposals_of(imported) == []
    assert imported.people == []


def test_nothing_chosen_is_refused(imported) -> None:
    with pytest.raises(Refused):
        accept_proposals(imported, [], by=COMMAND, now=NOW)


def test_what_was_archived_since_is_proposed_no_more(session, imported) -> None:
    person = next(each.record for each in proposals_of(imported) if each.kind == "person")
    person.archived_at = NOW
    session.flush()
    assert "person" not in {each.kind for each in proposals_of(imported)}
