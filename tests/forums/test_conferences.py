"""What is done to conferences."""

from datetime import date

import pytest

from forumapp.core.actor import COMMAND
from forumapp.core.errors import Refused
from forumapp.forums.services import conferences
from forumapp.forums.services.conferences import ConferenceFacts
from forumapp.forums.services.lines import confirm_line
from tests.records import a_theme, an_organization
from tests.support import NOW

DATED = {"starts_on": date(2027, 3, 10), "ends_on": date(2027, 3, 12)}


def made(**facts):
    known = {"name": {"en": "Cities Congress"}, **DATED}
    themes = facts.pop("theme_ids", ())
    return conferences.create_conference(
        ConferenceFacts(**{**known, **facts}), theme_ids=themes, by=COMMAND, now=NOW
    )


def test_a_conference_is_drafted_with_its_themes(session):
    theme = a_theme()
    session.add(theme)
    session.flush()
    conference = made(theme_ids=[theme.id])
    assert (conference.slug, conference.state, conference.themes) == (
        "cities-congress",
        "draft",
        [theme],
    )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"ends_on": date(2027, 3, 9)}, "ends_on"),
        ({"starts_on": None}, "starts_on"),
        ({"kind": "fair"}, "kind"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"website": "//evil.example"}, "website"),
    ],
)
def test_what_cannot_be_true_of_a_conference_is_refused(session, facts, field):
    with pytest.raises(Refused) as refused:
        made(**facts)
    assert refused.value.field == field


def test_a_conference_is_never_part_of_itself(session):
    parent = made()
    session.flush()
    child = made(parent_id=parent.id)
    session.flush()
    with pytest.raises(Refused) as loop:
        conferences.edit_conference(
            parent,
            ConferenceFacts(name={"en": "Cities"}, parent_id=child.id),
            by=COMMAND,
            now=NOW,
        )
    assert loop.value.field == "parent_id"


def test_lines_keep_their_order_and_confirmation_while_others_come_and_go(session):
    own, other, third = an_organization(is_own=True), an_organization(), an_organization()
    session.add_all([own, other, third])
    session.flush()
    conference = made()
    for body, role in ((own, "host"), (other, "co_organizer"), (third, "supporter")):
        conferences.add_line(conference, body.id, role, by=COMMAND, now=NOW)
    assert [line.is_confirmed for line in conference.organizer_lines] == [True, False, False]
    confirm_line(
        conference.organizer_lines[2],
        confirmed_by="Lin Yue",
        how="letter",
        at=NOW,
        by=COMMAND,
        now=NOW,
    )
    conferences.raise_line(conference.organizer_lines[2], by=COMMAND, now=NOW)
    conferences.remove_line(conference.organizer_lines[0], by=COMMAND, now=NOW)
    session.expire(conference)
    assert [(line.organization, line.is_confirmed) for line in conference.organizer_lines] == [
        (third, True),
        (other, False),
    ]


def test_each_state_allows_only_its_own_verbs(session):
    conference = made()
    with pytest.raises(Refused):
        conferences.cancel_conference(conference, by=COMMAND, now=NOW)
    conferences.publish_conference(conference, by=COMMAND, now=NOW)
    assert (conference.state, conference.release_at) == ("published", NOW)
    with pytest.raises(Refused):
        conferences.publish_conference(conference, by=COMMAND, now=NOW)
    conferences.cancel_conference(conference, by=COMMAND, now=NOW)
    conferences.reinstate_conference(conference, by=COMMAND, now=NOW)
    conferences.withdraw_conference(conference, by=COMMAND, now=NOW)
    assert (conference.state, conference.is_visible(NOW)) == ("withdrawn", False)


def test_what_was_public_is_never_deleted(session):
    conference = made()
    conferences.publish_conference(conference, by=COMMAND, now=NOW)
    conferences.withdraw_conference(conference, by=COMMAND, now=NOW)
    with pytest.raises(Refused):
        conferences.delete_conference(conference, by=COMMAND, now=NOW)
    draft = made()
    session.flush()
    conferences.delete_conference(draft, by=COMMAND, now=NOW)
