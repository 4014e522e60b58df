"""The program with one row of each kind, for tests that try every address of it."""

import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from dev import ROOT
from forumapp import create_app
from forumapp.announcements.models.announcements import Announcement, AnnouncementDocument
from forumapp.announcements.models.archive import ArchiveImport, OldAddress
from forumapp.announcements.models.previews import Preview
from forumapp.announcements.queries.previews import secret_of as secret_of_preview
from forumapp.announcements.services.archiving import take_in_archive
from forumapp.announcements.services.previewing import make_preview
from forumapp.announcements.services.versions import keep_version
from forumapp.calendars.models import ImportedEntry
from forumapp.calendars.queries.private import secret_of
from forumapp.calendars.services.private import make_calendar
from forumapp.core.actor import COMMAND
from forumapp.core.clock import now_utc, wall_of
from forumapp.core.db import db
from forumapp.core.tokens import capability_hash, capability_token, carrying_token
from forumapp.core.transaction import writing
from forumapp.delegations.models import DelegationForum
from forumapp.delegations.queries import secret_of_focal_link
from forumapp.delegations.services.focal import FocalFacts, make_focal_link
from forumapp.door.models import CheckIn, DoorDevice
from forumapp.duties.services import give_duty
from forumapp.files.models import Picture, StoredFile
from forumapp.files.services.pictures import store_picture
from forumapp.forums.models import Forum
from forumapp.identity.models import Account
from forumapp.identity.services import invite_account
from forumapp.institution.services import ensure_institution
from forumapp.mail.models import OutgoingMail
from forumapp.messages.mails.messages import OPT_OUT
from forumapp.messages.models import MessageCopy
from forumapp.messages.queries.messages import key_of
from forumapp.messages.services.writing import MessagePlan, write_message
from forumapp.questions.models import Question, QuestionSet
from forumapp.questions.queries import all_questions
from forumapp.questions.services.building import (
    QuestionFacts,
    Upload,
    add_question,
    add_standard,
)
from forumapp.questions.services.sets import save_as_set
from forumapp.readers.rules import LINK, UNSUBSCRIBING
from forumapp.registrations.mails.self_service import CONFIRM_PURPOSE
from forumapp.registrations.mails.tickets import LINK_PURPOSE
from forumapp.registrations.models.bookings import Answer, Booking, Registration
from forumapp.registrations.models.confirming import AddressConfirmation
from forumapp.registrations.models.places import AccessCode, PlaceGroup
from forumapp.registrations.services.answering import store_answers
from forumapp.registrations.services.confirming import ask_to_confirm_new_address
from forumapp.venues.models import Room
from tests import records
from tests.announcements.archives import A_RELEASE, zip_of
from tests.conftest import Client, settings_for_tests
from tests.house.access import (
    ACCOUNTS,
    APPLICANT,
    ATTENDEE,
    DOOR,
    FOCAL_POINT,
    GUEST,
    HOLDER,
    IN_LINE,
    PREVIEWER,
    READER,
    STAFF,
    SUBSCRIBER,
)
from tests.support import an_account

NOBODYS_TOKEN = "n" * 43
FOCAL_FACTS = FocalFacts(
    name="Deng Hua", address="deng@example.org", language="en", last_day=date(2099, 12, 31)
)


@dataclass
class House:
    """The program with a row of each kind, and a session for each role."""

    app: Flask
    file: Path
    kept: Path
    sessions: dict[str, str]
    tokens: dict[str, str]
    ids: dict[str, object]
    at_places: dict[str, dict[str, object]]
    slugs: dict[str, str]
    restored: bool = True

    def ask(
        self, who: str, cell: str, data: dict[str, object] | None = None, **other: object
    ) -> TestResponse:
        """What this one gets there; a form is sent empty unless `data` fills it, with its token."""
        method, path = cell.split()
        self.restore()
        answer = self.browser(who).open(
            self.address(path, who, other), method=method, data=data, buffered=True
        )
        self.restored = method == "GET" or answer.status_code >= 400
        return answer

    def browser(self, who: str) -> Client:
        client: Client = self.app.test_client()
        if who in self.sessions:
            with client.session_transaction() as session:
                session.update(_user_id=self.sessions[who], _fresh=True)
        return client

    def address(self, path: str, who: str, other: dict[str, object]) -> str:
        place = path.split("/")[1]
        at_place = [own for name, own in self.at_places.items() if f"/{name}/" in path]
        named = {
            **self.ids,
            "slug": self.slugs.get(place, ""),
            **(at_place[0] if at_place else {}),
            "token": self.tokens.get(who, NOBODYS_TOKEN),
            **other,
        }
        return re.sub(r"<(\w+)>", lambda found: str(named[found[1]]), path)

    def restore(self) -> None:
        if self.restored:
            return
        with self.app.app_context():
            db.engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{self.file}{ending}").unlink(missing_ok=True)
        shutil.copy(self.kept, self.file)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    file = folder / "house.sqlite"
    app = create_app(settings_for_tests(f"sqlite:///{file}", folder))
    app.test_client_class = Client
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        with writing():
            made = furnish()
        db.engine.dispose()
    kept = folder / "kept.sqlite"
    shutil.copy(file, kept)
    yield House(app, file, kept, *made)
    with app.app_context():
        db.engine.dispose()


def furnish() -> tuple[dict, dict, dict, dict, dict]:
    """One row of each kind; sessions, tokens, ids (other ones at some places) and slugs by name."""
    now = now_utc()
    ensure_institution(by=COMMAND, now=now)
    organization, person, theme = (
        records.an_organization(),
        records.a_person(),
        records.a_theme(),
    )
    venue = records.a_venue()
    room = Room(name=records.both("Hall", "大厅"))
    venue.rooms.append(room)
    conference = records.a_conference(themes=[theme])
    forum = records.a_forum(conference=conference, themes=[theme], venue=venue)
    line = records.an_organizer_line(forum, organization=organization)
    conference_line = records.an_organizer_line(conference, organization=organization)
    appearance = records.an_appearance(forum, person)
    meeting = records.a_session(forum)
    delegation = records.a_delegation()
    delegation.forums.append(DelegationForum(forum=forum))
    member = records.a_member(delegation, person)
    item = records.an_itinerary_item(delegation)
    announcement = records.an_announcement(forum=forum)
    registration = records.a_registration(forum)
    booking = registration.booking
    accounts = {role: an_account(role) for role in ACCOUNTS}
    db.session.add_all(
        (
            *(organization, person, theme, venue, conference, forum, line, appearance, meeting),
            *(conference_line, delegation, member, item, announcement, registration),
            *accounts.values(),
        )
    )
    db.session.flush()
    booking.link_hash = capability_hash(LINK_PURPOSE, booking.uid, booking.link_version)
    invited = invite_account("new@example.org", role="editor", language="en", by=COMMAND, now=now)
    duty = give_duty(forum, accounts[STAFF].id, task="Door", by=COMMAND, now=now)
    door_forum, device, check_in = a_door(forum, registration, accounts[DOOR], now)
    journey_duty = give_duty(delegation, accounts[STAFF].id, by=COMMAND, now=now)
    calendar = make_calendar(person, language="en", by=COMMAND, now=now)
    imported = ImportedEntry(entry_uid="walk@quay.example", forum=forum, imported_at=now)
    db.session.add(imported)
    picture = store_picture(a_picture(), records.both("Harbour", "港湾"), now=now)
    db.session.flush()
    question, question_set = furnish_questions(forum, now)
    answer = answer_with_a_file(registration, now)
    invitation, reader = records.an_invitation(forum), records.a_reader(themes=[theme])
    db.session.add_all((invitation, reader))
    db.session.flush()
    waiting, code = somebody_in_line(forum, now), a_code(forum, now)
    mail_id = db.session.scalars(select(OutgoingMail.id)).one()
    archive, old_address = furnish_archive(announcement, now)
    preview = a_preview(picture, document_of(forum), now)
    keep_version(announcement, by=COMMAND, now=now)
    message_copy = a_message_copy(forum, registration, mail_id, now)
    sessions = {role: account.fs_uniquifier for role, account in accounts.items()}
    focal_link = make_focal_link(delegation, FOCAL_FACTS, by=COMMAND, now=now)
    tokens = {
        FOCAL_POINT: secret_of_focal_link(focal_link),
        ATTENDEE: capability_token(LINK_PURPOSE, booking.uid, booking.link_version),
        APPLICANT: capability_token(CONFIRM_PURPOSE, an_unconfirmed(registration).uid, 1),
        GUEST: capability_token("invitation", invitation.uid, 1),
        IN_LINE: capability_token("offer", waiting.uid, 1),
        HOLDER: capability_token("choose-password", invited.uid, invited.link_version),
        READER: secret_of(calendar),
        SUBSCRIBER: capability_token(LINK, reader.uid, 1),
        PREVIEWER: secret_of_preview(preview),
    }
    ids = {
        "account_id": invited.id,
        "address_id": old_address.id,
        "archive_id": archive.id,
        "announcement_id": announcement.id,
        "answer_id": answer.id,
        "booking_id": waiting.id,
        "calendar_id": calendar.id,
        "check_in_id": check_in.id,
        "conference_id": conference.id,
        "delegation_id": delegation.id,
        "device_id": device.id,
        "code_id": code.id,
        "colour": "9f2b22",
        "duty_id": duty.id,
        "forum_id": forum.id,
        "group_id": code.place_group_id,
        "hash": picture.hash,
        "import_id": imported.id,
        "invitation_id": invitation.id,
        "item_id": item.id,
        "language": "zh",
        "line_id": line.id,
        "link_id": focal_link.id,
        "mail_id": mail_id,
        "member_id": member.id,
        "message_id": message_copy.message_id,
        "copy_id": message_copy.id,
        "number": 1,
        "opt_out_token": carrying_token(OPT_OUT, key_of("guest@example.org")),
        "organization_id": organization.id,
        "person_id": person.id,
        "preview_id": preview.id,
        "purpose": "photographs",
        "question_id": question.id,
        "question_kind": "several_of",
        "question_stage": "registration",
        "set_id": question_set.id,
        "reader_id": reader.id,
        "record_kind": "people",
        "reader_token": carrying_token(UNSUBSCRIBING, reader.uid),
        "registration_id": registration.id,
        "room_id": room.id,
        "size": "small",
        "theme_id": theme.id,
        "venue_id": venue.id,
    }
    slugs = {
        "announcements": announcement.slug,
        "conferences": conference.slug,
        "delegations": delegation.slug,
        "embed": forum.slug,
        "forums": forum.slug,
        "organizations": organization.slug,
        "speakers": person.slug,
        "themes": theme.slug,
    }
    at_places = {
        "cards": {"kind": "forum", "slug": forum.slug},
        "documents": {"uid": document_of(forum).uid},
        "previews": {"uid": document_of(forum).uid},
        "conferences": {"line_id": conference_line.id},
        "delegations": {"duty_id": journey_duty.id},
        "door": {"forum_id": door_forum.id},
    }
    return sessions, tokens, ids, at_places, slugs


def furnish_archive(announcement: Announcement, now: datetime) -> tuple[ArchiveImport, OldAddress]:
    """Old releases that wait to be read, and an address of a former site."""
    files = zip_of({"a.txt": A_RELEASE})
    archive = take_in_archive(files, "old.zip", zone="Asia/Shanghai", by=COMMAND, now=now)
    old_address = OldAddress(address="/shownews.aspx?id=777", announcement=announcement)
    db.session.add(old_address)
    db.session.flush()
    return archive, old_address


def a_message_copy(
    forum: Forum, registration: Registration, mail_id: int, now: datetime
) -> MessageCopy:
    """Of a message that can still be edited."""
    plan = MessagePlan(
        kind="note",
        subject={"en": "News", "zh": "资讯"},
        body={"en": "Dear {name}", "zh": "{name}，您好"},
        audience={"states": ["confirmed"]},
    )
    message = write_message(forum, plan, by=COMMAND, now=now)
    copy = MessageCopy(message=message, registration=registration, mail_id=mail_id)
    db.session.add(copy)
    db.session.flush()
    return copy


def a_preview(picture: Picture, file: StoredFile, now: datetime) -> Preview:
    """A link to a draft with a picture and a document."""
    draft = records.an_announcement(state="draft", release_at=None, picture=picture)
    draft.documents.append(AnnouncementDocument(file=file, title=records.both("Rules", "须知")))
    db.session.add(draft)
    db.session.flush()
    return make_preview(draft, for_whom="Press", days=7, by=COMMAND, now=now)


def somebody_in_line(forum: Forum, now: datetime) -> Booking:
    """Whom a place is offered to."""
    registration = records.a_registration(forum, state="offered", address="next@example.org")
    booking = registration.booking
    db.session.add(registration)
    db.session.flush()
    booking.waiting_since, booking.offer_expires_at = now, now + timedelta(days=1)
    booking.offer_version, booking.offer_hash = 1, capability_hash("offer", booking.uid, 1)
    return booking


def a_code(forum: Forum, now: datetime) -> AccessCode:
    """One that leads to a group of places."""
    group = PlaceGroup(forum=forum, name=records.both("Members", "会员"), capacity_limit=9)
    code = AccessCode(
        forum=forum, place_group=group, code="HARBOUR", code_key="HARBOUR", created_at=now
    )
    db.session.add(code)
    db.session.flush()
    return code


def a_door(
    forum: Forum, registration: Registration, doorkeeper: Account, now: datetime
) -> tuple[Forum, DoorDevice, CheckIn]:
    """A forum that begins in an hour, whose door is open to who is on duty; at another one, a device and
    somebody who came.
    """
    soon = wall_of(now, "UTC").replace(microsecond=0) + timedelta(hours=1)
    open_now = records.a_forum(starts=soon, ends=soon + timedelta(hours=2), zone="UTC")
    device = DoorDevice(forum=forum, account_id=doorkeeper.id, first_seen_at=now, last_seen_at=now)
    check_in = CheckIn(forum=forum, registration=registration, by="Door", at=now, received_at=now)
    db.session.add_all((open_now, device, check_in))
    db.session.flush()
    give_duty(open_now, doorkeeper.id, by=COMMAND, now=now)
    return open_now, device, check_in


def an_unconfirmed(registration: Registration) -> AddressConfirmation:
    """A new address for a registration, until somebody opens the link that was sent there."""
    now = now_utc()
    ask_to_confirm_new_address(registration, "elsewhere@example.org", now=now)
    db.session.flush()
    return db.session.scalars(select(AddressConfirmation)).one()


def furnish_questions(forum: Forum, now: datetime) -> tuple[Question, QuestionSet]:
    """A question that decides about another, a consent with a document, and a set of them."""
    question = add_standard(forum, "diet", by=COMMAND, now=now)
    facts = QuestionFacts(label={"en": "I know the rules.", "zh": "本人已阅读须知。"})
    document = Upload(b"%PDF-1.7 rules", "rules.pdf")
    add_question(forum, "consent", facts, document=document, by=COMMAND, now=now)
    return question, save_as_set(forum, {"en": "Usual", "zh": "常用"}, by=COMMAND, now=now)


def answer_with_a_file(registration: Registration, now: datetime) -> Answer:
    asked = all_questions(registration.forum)
    store_answers(registration, {each.id: "Agreed" for each in asked if each.document}, now=now)
    db.session.flush()
    return registration.answers[0]


def document_of(forum: Forum) -> StoredFile:
    return next(each.document for each in all_questions(forum) if each.document)


def a_picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return file.getvalue()
