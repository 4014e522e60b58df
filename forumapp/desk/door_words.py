"""What the scripts of the door say, in the reader's language; they fill `{names}` themselves."""

from flask_babel import gettext


def door_words() -> dict[str, str]:
    return {**_verdicts(), **_network(), **_controls(), **_troubles()}


def _verdicts() -> dict[str, str]:
    """What is shown large after a ticket or a name, and the sentence below it."""
    return {
        "in": gettext("Come in"),
        "again": gettext("In already"),
        "stop": gettext("Stop"),
        "undone": gettext("Taken back"),
        "checked_in": gettext("Checked in at {time}, {door}"),
        "in_already": gettext(
            "Checked in at {time}, {door}. Ask who came with this ticket before."
        ),
        "forged": gettext("This code is not a ticket of ours, or it is damaged. Look up the name."),
        "foreign": gettext("A genuine ticket, but for another forum."),
        "void": gettext(
            "This ticket was replaced by a newer one. Ask for the newer, or look up the name."
        ),
        "unlisted": gettext(
            "A genuine ticket, but not on this device’s list yet. Look up the name."
        ),
        "pending": gettext("Waits for the organizer’s approval."),
        "waitlisted": gettext("Is on the waiting list and has no place yet."),
        "offered": gettext("Was offered a place and has not taken it."),
        "expired": gettext("Let an offered place pass."),
        "declined": gettext("The application was declined."),
        "cancelled": gettext("Cancelled the registration."),
        "confirmed": gettext("Confirmed"),
        "unreadable": gettext("Scanning codes needs HTTPS. Look up the name instead."),
        "walked_in": gettext("Noted as come without registration."),
        "nameless": gettext("Name not given"),
    }


def _network() -> dict[str, str]:
    return {
        "online": gettext("Connected"),
        "offline": gettext("No network"),
        "ready": gettext("Works without network from now on."),
        "not_ready": gettext("Keep this page open until it says that it works without network."),
        "synced": gettext("List of {time}"),
        "waiting": gettext("{count} waiting to be sent"),
        "none_waiting": gettext("All sent"),
    }


def _controls() -> dict[str, str]:
    return {
        "check_in": gettext("Check in"),
        "undo": gettext("Undo"),
        "camera_on": gettext("Scan with the camera"),
        "camera_off": gettext("Stop the camera"),
        "light": gettext("Light"),
        "here": gettext("this device"),
        "desk": gettext("the desk"),
        "other_door": gettext("another device"),
        "nobody_found": gettext("Nobody of that name. Try fewer letters, or the reference."),
        "expected": gettext("Still expected, by name"),
        "more_found": gettext("{count} more: type more letters."),
        "came": gettext("{came} in · {expected} expected"),
        "came_session": gettext("{came} in this session"),
    }


def _troubles() -> dict[str, str]:
    return {
        "no_camera": gettext(
            "No camera can be used. Allow it in the browser, or look up the name."
        ),
        "repeated": gettext(
            "{name} was let in twice: at {time} by {door}, and by this device. It counts once."
        ),
        "not_confirmed": gettext("{name} was let in, but has no confirmed place any more."),
        "void_ticket": gettext("{name} was let in by a ticket that had been replaced meanwhile."),
        "no_place": gettext(
            "{name} was let in and is counted, but could not be given a place. Ask the organizers."
        ),
        "unknown": gettext("{name} was let in, but is not registered any more."),
        "signed_out": gettext(
            "You are signed out. What you noted is kept here and sent once you sign in."
        ),
        "revoked": gettext(
            "This device may not hold the list any more, so the list is wiped from it. Ask the organizers."
        ),
        "over": gettext("The forum is over. The list is wiped from this device."),
        "leave_waiting": gettext(
            "{count} check-ins wait to be sent. Signing out now loses them: connect first, "
            "or press “Sign out” once more."
        ),
    }
