"""The counts of places and the lock under which they change.

Whoever changes who has a place locks the forum's row first, then its groups of places by id, then
registrations: so two of them never wait for each other, and the last place goes to one person.
"""

from sqlalchemy import select, update
from sqlalchemy.orm.attributes import set_committed_value

from forumapp.core.db import db
from forumapp.core.revision import raise_revision
from forumapp.core.visibility import PUBLISHED
from forumapp.forums.models import Forum
from forumapp.registrations.models.places import PlaceGroup
from forumapp.registrations.queries.places import holders_by_group, room_in, waiting_people
from forumapp.registrations.rules.places import Room, Wanted, fits, of_the_forum
from forumapp.registrations.rules.states import places_told


def lock_forum(forum: Forum) -> None:
    """Nobody else takes or gives back a place here until this transaction ends; read as it is now."""
    db.session.flush()
    db.session.refresh(forum, with_for_update={"of": Forum, "key_share": True})


def lock_groups(forum: Forum) -> list[PlaceGroup]:
    """The forum's groups of places as they are now. The forum is locked already."""
    rows = select(PlaceGroup).where(PlaceGroup.forum_id == forum.id).order_by(PlaceGroup.id)
    fresh = rows.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list(db.session.scalars(fresh))


def take_places(forum: Forum, wanted: Wanted) -> bool:
    """Take a place for each of these people, or for none of them; the forum is locked already.

    Nobody gets one at a forum that is not on.
    """
    return forum.state == PUBLISHED and keep_places(forum, wanted)


def keep_places(forum: Forum, wanted: Wanted) -> bool:
    """The same at a forum that need not be on."""
    groups = lock_groups(forum)
    room = room_in(forum, groups)
    if not fits(room, wanted):
        return False
    change_places(forum, groups, room, wanted)
    return True


def give_back_places(forum: Forum, given: Wanted) -> None:
    """These people have no place any more; `waiting.offer_free_places` passes them on."""
    groups = lock_groups(forum)
    gone = {group_id: -count for group_id, count in given.items()}
    change_places(forum, groups, room_in(forum, groups), gone)


def change_places(forum: Forum, groups: list[PlaceGroup], room: Room, by: Wanted) -> None:
    for group in groups:
        if by.get(group.id):
            change_group_count(group, by[group.id])
    change_counts(forum, taken=of_the_forum(room, by))


def change_group_count(group: PlaceGroup, by_how_many: int) -> None:
    taken = db.session.scalar(
        update(PlaceGroup)
        .where(PlaceGroup.id == group.id)
        .values(taken=PlaceGroup.taken + max(by_how_many, -group.taken))
        .returning(PlaceGroup.taken)
        .execution_options(synchronize_session=False)
    )
    set_committed_value(group, "taken", taken)


def change_counts(forum: Forum, *, taken: int = 0, waiting: int = 0) -> None:
    """Raise or lower a forum's counts; what the public is told of them raises the public revision."""
    # A count that was wrong keeps nobody from giving a place back (`recount_places` sets it right).
    taken, waiting = max(taken, -forum.taken), max(waiting, -forum.waiting)
    if not taken and not waiting:
        return
    counts = db.session.execute(
        update(Forum)
        .where(Forum.id == forum.id)
        .values(taken=Forum.taken + taken, waiting=Forum.waiting + waiting)
        .returning(Forum.taken, Forum.waiting)
        .execution_options(synchronize_session=False)
    ).one()
    set_committed_value(forum, "taken", counts.taken)
    set_committed_value(forum, "waiting", counts.waiting)
    limit = forum.capacity_limit
    before = (places_told(limit, counts.taken - taken), counts.waiting - waiting > 0)
    if before != (places_told(limit, counts.taken), counts.waiting > 0):
        raise_revision()


def recount_places(forum: Forum) -> list[str]:
    """Compare the forum's counts with who is registered and set them right; what differed, in words.

    A count that its limit does not allow stays as it is: an editor must raise the limit first.
    """
    lock_forum(forum)
    groups, holders = lock_groups(forum), holders_by_group(forum)
    told = []
    for group in groups:
        true, before = holders.get(group.id, 0), group.taken
        if true != before:
            told.append(f"{group.name.text('en')}: " + in_words(before, true, group.capacity_limit))
        if true != before and true <= group.capacity_limit:
            change_group_count(group, true - before)
    set_aside = {group.id: group.capacity_limit for group in groups if group.is_set_aside}
    true = sum(set_aside.values()) + sum(
        people for group_id, people in holders.items() if group_id not in set_aside
    )
    before, limit = forum.taken, forum.capacity_limit
    if true != before:
        told.append(in_words(before, true, limit))
    if true != before and (limit is None or true <= limit):
        change_counts(forum, taken=true - before)
    wait, counted = waiting_people(forum.id), forum.waiting
    if wait != counted:
        told.append(f"{counted} people counted on the waiting list, {wait} wait. Set right.")
        change_counts(forum, waiting=wait - counted)
    return told


def in_words(before: int, true: int, limit: int | None) -> str:
    done = (
        "Set right."
        if limit is None or true <= limit
        else f"Left as it is: the limit is {limit}. Raise it, then run this again."
    )
    return f"{before} places counted, {true} taken. {done}"
