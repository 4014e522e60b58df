"""Announcements go by mail to who wants them: each once, and none before its time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.services.releasing import publish_announcement, withdraw_announcement
from forumapp.core.actor import COMMAND
from forumapp.core.revision import public_revision
from forumapp.core.transaction import writing
from forumapp.mail.message import message_of
from forumapp.mail.models import OutgoingMail
from forumapp.readers.models import Reader, ReaderTold
from forumapp.readers.services import telling
from forumapp.readers.services.forgetting import forget_readers
from forumapp.readers.services.telling import take_back_hidden, tell_readers
from tests.records import a_forum, a_reader, a_theme, a_venue, an_announcement, both
from tests.support import NOW


def told(session) -> list[tuple[str, str]]:
    """Who was written to, about what."""
    session.rollback()
    rows = session.scalars(select(OutgoingMail).order_by(OutgoingMail.to_address, OutgoingMail.id))
    return [(each.to_address.partition("@")[0], each.subject) for each in rows]


def work(now=NOW, runs=20) -> None:
    """The worker's job, each run a transaction, until there is nothing left."""
    for _run in range(runs):
        with writing():
            if not tell_readers(now):
                return
    raise AssertionError("the job never ends")


@pytest.fixture
def theme(session):
    theme = a_theme(title=both("Open harbours", "开放的港口"))
    session.add_all(
        (
            theme,
            a_reader(address="all@example.org"),
            a_reader(address="theme@example.org", themes=[theme]),
            a_reader(address="other@example.org", themes=[a_theme()]),
            a_reader(address="late@example.org", confirmed_at=NOW),
            a_reader(address="unconfirmed@example.org", confirmed_at=None),
            a_reader(address="bounced@example.org", bounced_at=NOW),
        )
    )
    session.commit()
    return theme


def test_who_wants_it_gets_it_once(session, theme):
    session.add(an_announcement(headline=both("Harbours open"), themes=[theme]))
    session.commit()
    work()
    work()
    assert told(session) == [("all", "Harbours open"), ("theme", "Harbours open")]
    announcement = session.scalars(select(Announcement)).one()
    assert announcement.told_at == NOW


def test_a_theme_of_its_forum_counts_as_its_own(session, theme):
    forum = a_forum(themes=[theme])
    session.add(an_announcement(headline=both("A notice"), forum=forum))
    session.commit()
    work()
    assert told(session) == [("all", "A notice"), ("theme", "A notice")]


def test_a_theme_of_a_forum_that_is_hidden_counts_for_nobody(session, theme):
    forum = a_forum(themes=[theme], state="draft")
    session.add(an_announcement(headline=both("A notice"), forum=forum))
    session.commit()
    work()
    assert told(session) == [("all", "A notice")]


@pytest.mark.parametrize(
    "facts",
    [
        {"release_at": NOW + timedelta(minutes=1)},
        {"state": "draft"},
        {"state": "withdrawn"},
        {"told_at": NOW},
    ],
)
def test_what_is_not_public_or_was_told_is_told_to_nobody(session, theme, facts):
    session.add(an_announcement(headline=both("Not yet"), **facts))
    session.commit()
    work()
    assert told(session) == []


def test_it_goes_when_its_release_has_come_to_all_who_confirmed_until_then(session, theme):
    released = NOW + timedelta(hours=1)
    session.add(an_announcement(headline=both("Later"), release_at=released))
    session.commit()
    work(NOW)
    work(released)
    assert told(session) == [("all", "Later"), ("late", "Later")]


def test_a_run_that_is_broken_off_is_made_up_for_and_nobody_is_told_twice(
    session, theme, monkeypatch
):
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    session.add_all(a_reader(address=f"r{number}@example.org") for number in range(5))
    session.add_all((an_announcement(headline=both("A")), an_announcement(headline=both("B"))))
    session.commit()
    with writing():
        tell_readers(NOW)
    with pytest.raises(KeyboardInterrupt), writing():
        assert tell_readers(NOW) == 2
        raise KeyboardInterrupt
    assert len(told(session)) == 2
    work()
    everybody = ("all", *(f"r{number}" for number in range(5)))
    assert told(session) == [(who, what) for who in everybody for what in ("A", "B")]


def test_a_withdrawal_stops_what_has_not_been_queued(session, theme, monkeypatch):
    monkeypatch.setattr(telling, "AT_ONCE", 1)
    session.add(an_announcement(headline=both("Mistaken"), themes=[theme]))
    session.commit()
    with writing():
        assert tell_readers(NOW) == 1
    session.scalars(select(Announcement)).one().state = "withdrawn"
    session.commit()
    work()
    assert told(session) == [("all", "Mistaken")]


def test_that_readers_were_told_changes_nothing_for_the_public_and_for_editors(session, theme):
    announcement = an_announcement()
    session.add(announcement)
    session.commit()
    before = public_revision(), announcement.version
    session.rollback()
    work()
    session.expire_all()
    assert (public_revision(), announcement.version) == before


def test_the_mail_says_what_when_and_where_in_the_readers_language(session):
    forum = a_forum(venue=a_venue())
    session.add_all(
        (
            a_reader(address="lin@example.org", language="zh"),
            an_announcement(
                headline=both("Harbours | open", ""), lead=both("In spring.", "明春。"), forum=forum
            ),
        )
    )
    session.commit()
    work()
    mail = session.scalars(select(OutgoingMail)).one()
    text = message_of(mail).get_body(("plain",)).get_content()
    slug = session.scalars(select(Announcement.slug)).one()
    assert mail.subject == "Harbours open"
    for words in (
        *("仅有英文", "明春。", "开放港湾论坛", "2026年12月8日", "纽约时间"),
        *("港湾会馆", f"/zh/announcements/{slug}", "/zh/readers/unsubscribe/"),
    ):
        assert words in text
    assert '<div lang="en">' in mail.html_body


def test_a_forum_that_is_not_public_is_not_named(session):
    forum = a_forum(title=both("Secret forum"), state="draft")
    session.add_all((a_reader(), an_announcement(forum=forum)))
    session.commit()
    work()
    mail = session.scalars(select(OutgoingMail)).one()
    assert "Secret" not in mail.text_body + mail.html_body


def test_what_was_sent_is_not_kept_beyond_a_week(session):
    session.add_all((a_reader(), an_announcement()))
    session.commit()
    work()
    mail = session.scalars(select(OutgoingMail)).one()
    mail.state, mail.sent_at = "sent", NOW
    session.commit()
    forget_readers(NOW + timedelta(days=6))
    session.commit()
    assert len(told(session)) == 1
    forget_readers(NOW + timedelta(days=8))
    session.commit()
    assert told(session) == []
    assert session.scalars(select(ReaderTold)).all() == []
    assert session.scalars(select(Reader)).one().confirmed_at is not None
    work(NOW + timedelta(days=9))
    assert told(session) == []


def test_what_is_withdrawn_before_the_mail_has_left_is_not_mailed(session):
    announcement, sent, waiting = an_announcement(), a_reader(), a_reader()
    session.add_all((announcement, sent, waiting))
    session.commit()
    work()
    mails = {each.to_address: each for each in session.scalars(select(OutgoingMail))}
    mails[sent.address].state = "sent"
    withdraw_announcement(announcement, by=COMMAND, now=NOW)
    session.commit()
    with writing():
        assert take_back_hidden(NOW) == 1
    assert session.scalars(select(OutgoingMail.to_address)).all() == [sent.address]

    publish_announcement(announcement, by=COMMAND, now=NOW)
    session.commit()
    work()
    addresses = select(OutgoingMail.to_address).order_by(OutgoingMail.id)
    assert session.scalars(addresses).all() == [sent.address, waiting.address]
    with writing():
        assert take_back_hidden(NOW) == 0
