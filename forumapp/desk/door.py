"""The door of a forum: an application of its own for phone or tablet, which goes on without a network."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4, uuid5

from flask import (
    Blueprint,
    Response,
    abort,
    g,
    make_response,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from forumapp.core.errors import Gone, Refused
from forumapp.core.text import _
from forumapp.core.tickets import public_key_jwk
from forumapp.core.translated import html_language
from forumapp.core.when import time_text
from forumapp.desk.door_words import door_words
from forumapp.door.models import DoorDevice
from forumapp.door.queries.attendance import count_unregistered
from forumapp.door.queries.holding import people_at_door, state_of_list
from forumapp.door.queries.opening import device_of, devices_of, forum_at_door
from forumapp.door.rules import (
    AS_WALK_IN,
    BY_SCAN,
    BY_SEARCH,
    LONGEST_NAME,
    MOST_NOTES,
    closes_at,
)
from forumapp.door.services.devices import greet_device
from forumapp.door.services.notes import Note, Outcome, take_notes
from forumapp.forums.models import Forum
from forumapp.identity.rules import OPEN_DOOR
from forumapp.web.guards import actor, current_account, needs, sign_in_address
from forumapp.web.headers import CONTENT_SECURITY_POLICY
from forumapp.web.languages import current_language

pages = Blueprint("door", __name__, url_prefix="/forums/<int:forum_id>/door")

DEVICE = "door_device"
"""In the session: what tells this browser from others at doors, until somebody signs in anew."""
OPEN_THE_PAGE = _("Open the page of the door first.")
DOOR_POLICY = (
    CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
    + "; media-src 'self'; worker-src 'self'"
)
MODULES = ("app", "camera", "judge", "signals", "store", "sync", "tickets")
SCANNER = "vendor/zxing-wasm-3.1.4"
SCANNER_PARTS = ("es/reader/index.js", "es/share.js", "reader/zxing_reader.wasm")


@pages.after_request
def say_that_it_is_us(answer: Response) -> Response:
    """A device wipes its list on our word alone: proxies and deploys answer 403 and 404, too."""
    if answer.status_code < 400:
        answer.headers["X-Door"] = "open"
    elif answer.status_code in (403, 404, 410):
        answer.headers["X-Door"] = "closed"
    return answer


@pages.get("/")
@needs(OPEN_DOOR)
def show_door(forum_id: int) -> ResponseReturnValue:
    forum = the_forum(forum_id)
    session.setdefault(DEVICE, str(uuid4()))
    refuse_revoked(forum)
    page = make_response(
        render_template(
            "desk/door/show_door.html",
            forum=forum,
            sessions=sessions_of(forum),
            setup=setup(forum),
            words=door_words(),
        )
    )
    page.headers["Content-Security-Policy"] = DOOR_POLICY
    page.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
    return page


@pages.get("/app.webmanifest")
@needs(OPEN_DOOR)
def show_manifest(forum_id: int) -> ResponseReturnValue:
    forum = the_forum(forum_id)
    home = url_for("desk.door.show_door", forum_id=forum_id)
    icon = url_for("static", filename="icon.svg")
    facts = {
        "name": gettext("Door: %(title)s", title=title_of(forum)),
        "short_name": gettext("Check in"),
        "id": home,
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": "#15171a",
        "theme_color": "#15171a",
        "icons": [{"src": icon, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return Response(json.dumps(facts), content_type="application/manifest+json")


@pages.get("/worker.js")
@needs(OPEN_DOOR)
def show_worker(forum_id: int) -> ResponseReturnValue:
    """What keeps the page itself on the device: its scope is this one page."""
    forum = the_forum(forum_id)
    script = render_template("desk/door/worker.js", forum=forum, kept=kept_files())
    return Response(script, content_type="text/javascript; charset=utf-8")


@pages.get("/list")
@needs(OPEN_DOOR)
def show_list(forum_id: int) -> ResponseReturnValue:
    """Who is expected and who is in: for a device that the desk can see and revoke, until the door closes."""
    forum = the_forum(forum_id)
    refuse_unknown(forum)
    if g.now >= closes_at(forum):
        raise Gone
    devices = {str(device.uid): device.name for device in devices_of(forum.id)}
    facts = {
        "forum": str(forum.uid),
        "limit": forum.capacity_limit,
        "closes_at": closes_at(forum).isoformat(),
        "key": public_key_jwk(),
        "sessions": [list(each) for each in sessions_of(forum)],
        "devices": devices,
        "unregistered": count_unregistered(forum.id),
    }
    told = sha256(as_text([facts, state_of_list(forum.id)])).hexdigest()[:32]
    answer = Response(content_type="application/json")
    if not request.if_none_match.contains_weak(told):
        answer.set_data(as_text({**facts, "people": people_at_door(forum.id)}))
    answer.set_etag(told)
    answer.headers["X-CSRF-Token"] = generate_csrf()
    return answer.make_conditional(request)


@pages.post("/scans")
@needs(OPEN_DOOR)
def take_scans(forum_id: int) -> ResponseReturnValue:
    forum = the_forum(forum_id)
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not isinstance(sent.get("notes"), list):
        abort(400)
    device = greet_device(
        forum, device_uid(forum), current_account().id, text_of(sent, "name"), now=g.now
    )
    notes = [read_note(each) for each in sent["notes"][:MOST_NOTES]]
    outcomes = take_notes(
        forum,
        [note for note in notes if note],
        device,
        sent_at=instant(sent.get("sent_at")) or g.now,
        by=actor(),
        now=g.now,
    )
    return {"outcomes": [as_json(outcome) for outcome in outcomes]}


def the_forum(forum_id: int) -> Forum:
    return forum_at_door(forum_id, current_account(), g.now)


def device_uid(forum: Forum) -> UUID:
    """By what this browser is known at this forum's door."""
    if DEVICE not in session:
        raise Refused(OPEN_THE_PAGE)
    return uuid5(UUID(session[DEVICE]), str(forum.uid))


def refuse_revoked(forum: Forum) -> DoorDevice | None:
    device = device_of(forum.id, device_uid(forum))
    if device is not None and device.revoked_at is not None:
        raise Gone
    return device


def refuse_unknown(forum: Forum) -> None:
    """Only a device that has greeted gets the list."""
    if refuse_revoked(forum) is None:
        raise Refused(OPEN_THE_PAGE)


def as_text(facts: Any) -> bytes:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()


def title_of(forum: Forum) -> str:
    return forum.title.text(current_language()).replace("|", "")


def sessions_of(forum: Forum) -> list[tuple[int, str]]:
    """Number, and start with title, of each point of the programme."""
    language = current_language()
    return [
        (each.id, f"{time_text(each.starts)} {each.title.text(language).replace('|', '')}")
        for each in forum.sessions
    ]


def setup(forum: Forum) -> dict[str, Any]:
    """What the scripts of the page need to know before they ask."""
    home = url_for("desk.door.show_door", forum_id=forum.id)
    return {
        "store": f"forumapp-door-{forum.id}",
        "page": home,
        "list": url_for("desk.door.show_list", forum_id=forum.id),
        "scans": url_for("desk.door.take_scans", forum_id=forum.id),
        "worker": url_for("desk.door.show_worker", forum_id=forum.id),
        "scanner": url_for("static", filename=f"{SCANNER}/es/reader/index.js"),
        "wasm": url_for("static", filename=f"{SCANNER}/reader/zxing_reader.wasm"),
        "sign_in": sign_in_address(home),
        "device": str(device_uid(forum)),
        "closes_at": closes_at(forum).isoformat(),
        "zone": forum.zone,
        "language": html_language(current_language()),
        "csrf": generate_csrf(),
    }


def kept_files() -> list[str]:
    """What the page is made of, to be kept on the device."""
    fonts = ("source-sans-3-latin-wght-normal", "source-serif-4-latin-wght-normal")
    files = (
        *("site.css", "icon.svg", "door/door.css"),
        *(f"door/{module}.js" for module in MODULES),
        *(f"fonts/{font}.woff2" for font in fonts),
        *(f"{SCANNER}/{part}" for part in SCANNER_PARTS),
    )
    return [url_for("static", filename=file) for file in files]


# ------------------------------------------------------- what a device sent, as plain values


def read_note(sent: Any) -> Note | None:
    """None where it is no note at all; nothing of what is in it is believed."""
    uid, at = uuid_of(sent, "uid"), instant(sent.get("at") if isinstance(sent, dict) else None)
    if uid is None or at is None:
        return None
    how = sent.get("how")
    session_id, version = sent.get("session_id"), sent.get("ticket_version")
    return Note(
        uid=uid,
        at=at,
        how=how if how in (BY_SCAN, BY_SEARCH, AS_WALK_IN) else BY_SCAN,
        is_undone=sent.get("is_undone") is True,
        registration=uuid_of(sent, "registration"),
        ticket_version=version if isinstance(version, int) else None,
        session_id=session_id if isinstance(session_id, int) else None,
        name=text_of(sent, "name"),
        organization=text_of(sent, "organization"),
    )


def text_of(sent: Any, name: str) -> str:
    """One line of text without control characters; PostgreSQL stores no null character."""
    value = sent.get(name) if isinstance(sent, dict) else None
    if not isinstance(value, str):
        return ""
    plain = "".join(letter if letter.isprintable() else " " for letter in value)
    return plain.strip()[:LONGEST_NAME]


def uuid_of(sent: Any, name: str) -> UUID | None:
    value = sent.get(name) if isinstance(sent, dict) else None
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def instant(value: Any) -> datetime | None:
    """ISO 8601 with its zone, as browsers write it."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        return at.astimezone(UTC) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def as_json(outcome: Outcome) -> dict[str, Any]:
    first = outcome.first
    return {
        "uid": str(outcome.uid),
        "word": outcome.word,
        "at": first.at.isoformat() if first else "",
        "device": str(first.device_uid or "") if first else "",
    }
