"""Who came: the counts of the day, and of what should be looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.door.models import CheckIn
from forumapp.door.rules import AS_WALK_IN
from forumapp.forums.models import Forum, ForumSession
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.rules.states import CONFIRMED

ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Count:
    """Confirmed people `expected`, and `came` of them; `others` came without a confirmed place,
    `unregistered` without any registration.
    """

    expected: int
    came: int
    others: int
    unregistered: int

    @property
    def inside(self) -> int:
        return self.came + self.others + self.unregistered

    @property
    def missing(self) -> int:
        return self.expected - self.came


def count_attendance(forum_id: int) -> Count:
    is_confirmed, is_in = Registration.state == CONFIRMED, Registration.checked_in_at.is_not(None)
    expected, came, others = db.session.execute(
        select(
            func.count(Registration.id).filter(is_confirmed),
            func.count(Registration.id).filter(is_confirmed, is_in),
            func.count(Registration.id).filter(~is_confirmed, is_in),
        ).where(Registration.forum_id == forum_id)
    ).one()
    return Count(expected, came, others, count_unregistered(forum_id))


def count_unregistered(forum_id: int) -> int:
    """Who came without a registration, and got none."""
    came = select(func.count(CheckIn.id)).where(_standing(forum_id), *_without_registration())
    return db.session.scalar(came) or 0


@dataclass(frozen=True, slots=True)
class Origins:
    """From how many organizations and countries people came, as far as they said so."""

    organizations: int
    countries: int


def count_origins(forum_id: int) -> Origins:
    """Of everybody who came with a registration; spelling apart, an organization counts once."""
    organizations, countries = db.session.execute(
        select(
            func.count(func.distinct(func.lower(func.nullif(Registration.organization, "")))),
            func.count(func.distinct(func.nullif(Registration.country, ""))),
        ).where(Registration.forum_id == forum_id, Registration.checked_in_at.is_not(None))
    ).one()
    return Origins(organizations, countries)


def count_by_session(forum: Forum) -> list[tuple[ForumSession, int]]:
    """How many people were noted at each session's own door, in the order of the programme."""
    people = func.count(func.distinct(CheckIn.registration_id)) + func.count(CheckIn.id).filter(
        CheckIn.registration_id.is_(None), CheckIn.how == AS_WALK_IN
    )
    rows = db.session.execute(
        select(CheckIn.session_id, people)
        .where(_standing(forum.id), CheckIn.session_id.is_not(None))
        .group_by(CheckIn.session_id)
    )
    counted = {session_id: count for session_id, count in rows}  # noqa: C416 - rows, not pairs
    return [(session, counted.get(session.id, 0)) for session in forum.sessions]


def repeated_check_ins(forum_id: int) -> Select[CheckIn]:
    """Everybody's later check-ins to the same thing: one ticket at two doors, or two people with it."""
    earlier = aliased(CheckIn)
    is_before = or_(
        earlier.at < CheckIn.at, and_(earlier.at == CheckIn.at, earlier.id < CheckIn.id)
    )
    return (
        select(CheckIn)
        .join(CheckIn.registration)
        .where(
            _standing(forum_id),
            select(earlier.id)
            .where(
                earlier.registration_id == CheckIn.registration_id,
                earlier.session_id.is_not_distinct_from(CheckIn.session_id),
                earlier.undone_at.is_(None),
                is_before,
            )
            .exists(),
        )
        .options(joinedload(CheckIn.registration), joinedload(CheckIn.session))
        .order_by(CheckIn.at, CheckIn.id)
    )


def check_ins_without_place(forum_id: int) -> Select[CheckIn]:
    """Let in without a registration, or by a ticket that had been replaced."""
    return (
        select(CheckIn)
        .where(_standing(forum_id), CheckIn.registration_id.is_(None))
        .options(joinedload(CheckIn.session))
        .order_by(CheckIn.at, CheckIn.id)
    )


def latest_check_ins(forum_id: int) -> Select[CheckIn]:
    return (
        select(CheckIn)
        .where(_standing(forum_id))
        .options(joinedload(CheckIn.registration), joinedload(CheckIn.session))
        .order_by(CheckIn.at.desc(), CheckIn.id.desc())
    )


def who_is_missing(forum_id: int) -> Select[Registration]:
    """Confirmed, and not checked in."""
    return (
        select(Registration)
        .where(
            Registration.forum_id == forum_id,
            Registration.state == CONFIRMED,
            Registration.checked_in_at.is_(None),
        )
        .order_by(Registration.name_key, Registration.id)
    )


def check_in_at(forum_id: int, check_in_id: int) -> CheckIn:
    """The check-in, where it is of this forum."""
    found = db.session.scalar(
        select(CheckIn).where(CheckIn.id == check_in_id, CheckIn.forum_id == forum_id)
    )
    if found is None:
        raise NotFound
    return found


def attendance_rows(forum_id: int) -> Iterator[Any]:
    """Everybody with a confirmed place or who came, in constant memory: id, reference, state, name,
    organization, when checked in.
    """
    columns = (
        Registration.id,
        Registration.reference,
        Registration.state,
        Registration.name,
        Registration.organization,
        Registration.checked_in_at,
    )
    last = 0
    while True:
        rows = db.session.execute(
            select(*columns)
            .where(
                Registration.forum_id == forum_id,
                or_(Registration.state == CONFIRMED, Registration.checked_in_at.is_not(None)),
                Registration.id > last,
            )
            .order_by(Registration.id)
            .limit(ROWS_AT_ONCE)
        ).all()
        yield from rows
        if len(rows) < ROWS_AT_ONCE:
            return
        last = rows[-1].id


def sessions_by_person(forum_id: int) -> dict[int, set[int]]:
    """By registration: the sessions at whose doors they were noted."""
    rows = db.session.execute(
        select(CheckIn.registration_id, CheckIn.session_id)
        .where(
            _standing(forum_id),
            CheckIn.registration_id.is_not(None),
            CheckIn.session_id.is_not(None),
        )
        .distinct()
    )
    found: dict[int, set[int]] = {}
    for registration_id, session_id in rows:
        found.setdefault(registration_id or 0, set()).add(session_id or 0)
    return found


def _standing(forum_id: int) -> Any:
    return and_(CheckIn.forum_id == forum_id, CheckIn.undone_at.is_(None))


def _without_registration() -> tuple[Any, ...]:
    return CheckIn.registration_id.is_(None), CheckIn.how == AS_WALK_IN
