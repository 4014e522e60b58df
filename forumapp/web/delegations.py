"""What is said once members of a delegation are registered or cancelled, by whomever."""

from flask_babel import gettext, ngettext


def told_of_registered(people: int) -> str:
    if not people:
        return gettext("These members are registered already.")
    return ngettext("%(num)s member is registered.", "%(num)s members are registered.", people)


def told_of_cancelled(people: int) -> str:
    return ngettext(
        "%(num)s registration is cancelled.", "%(num)s registrations are cancelled.", people
    )
