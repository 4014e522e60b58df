"""The ways into people's own calendars: subscribing to many entries, adding a copy of one.

Templates ask for them by name, as they ask `showing`; what the reader chose stands in the address
of the page, so that the panel works without scripts.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import after_this_request, current_app, g, request
from werkzeug.wrappers import Response

from forumapp.calendars.queries.naming import name_of_choice
from forumapp.calendars.rules.forum import span
from forumapp.calendars.rules.places import location
from forumapp.core.titles import whole_title
from forumapp.core.translated import LANGUAGE_NAMES
from forumapp.forums.models import Forum
from forumapp.ical.entry import Moment
from forumapp.site.calendars import OPTIONS, absolute, wanted_filters
from forumapp.site.finding import SUBSCRIBING
from forumapp.web.languages import address, current_language

GOOGLE_SUBSCRIBE = "https://calendar.google.com/calendar/u/0/r/settings/addbyurl"
GOOGLE_CREATE = "https://calendar.google.com/calendar/render"
OUTLOOK_COM = "https://outlook.live.com/calendar/0"
MICROSOFT_365 = "https://outlook.office.com/calendar/0"
KEEPS_DOWNLOADS = re.compile(r"MicroMessenger|DingTalk|Weibo|\bQQ/")
"""Apps whose own browser hands no file and no `webcal:` address to the phone's calendar."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A calendar that keeps itself up to date, by the address at which programs ask for it.

    `addresses`: that address in each language, without options. `options`: which of them make sense
    here. `kept`: what else the page's address says. `is_asked`: the reader is at the panel.
    """

    name: str
    address: str
    addresses: tuple[tuple[str, str, str], ...]
    language: str
    options: tuple[str, ...]
    chosen: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    is_asked: bool

    @property
    def webcal(self) -> str:
        """The same for programs that subscribe by themselves (Apple's, Outlook, Thunderbird)."""
        return re.sub("^https?:", "webcal:", self.address)

    @property
    def in_outlook_com(self) -> str:
        return f"{OUTLOOK_COM}/addfromweb?{self._named()}"

    @property
    def in_microsoft_365(self) -> str:
        return f"{MICROSOFT_365}/addfromweb?{self._named()}"

    def _named(self) -> str:
        return urlencode({"url": self.address, "name": self.name})


@dataclass(frozen=True, slots=True)
class Copy:
    """One entry to be added as it is today: the file, and the forms of web calendars filled in.

    A form that cannot be filled in rightly is left out (empty).
    """

    file: str
    google: str = ""
    outlook: str = ""


def subscription(kind: str, name: str, **names: str) -> Subscription:
    """The calendar `kind` of a record (`"theme.ics", "Open cities", slug="open-cities"`)."""
    languages = current_app.config["LANGUAGES"]
    asked = request.args.get("entries", "")
    language = asked if asked in languages else current_language()
    options = () if kind == "sessions.ics" else tuple(OPTIONS)
    chosen = tuple(each for each in options if request.args.get(each) == OPTIONS[each])
    query = {each: OPTIONS[each] for each in chosen}
    return Subscription(
        name=whole_title(name),
        address=absolute(address(kind, language, **names, **query)),
        addresses=tuple(
            (each, LANGUAGE_NAMES.get(each, each), absolute(address(kind, each, **names)))
            for each in languages
        ),
        language=language,
        options=options,
        chosen=chosen,
        kept=tuple(pair for pair in request.args.items(multi=True) if pair[0] not in SUBSCRIBING),
        is_asked="subscribe" in request.args,
    )


def private_subscription(name: str, at: str, language: str) -> Subscription:
    """A private calendar by its address: nothing of it is chosen by its reader."""
    return Subscription(name, at, (), language, (), (), (), is_asked=True)


def subscription_to_choice(everything: str) -> Subscription:
    """The forums that the filters of this page leave; without filters all, called `everything`."""
    filters = wanted_filters()
    name = name_of_choice(filters, current_language(), g.now) if filters else everything
    return subscription("calendar.ics", name, **filters)


def copy_of(forum: Forum) -> Copy:
    """A forum's entry, to be added once. What Outlook.com makes of whole days nobody has said."""
    language = current_language()
    start, end = span(forum)
    title = whole_title(forum.title.text(language))
    page = absolute(address("forum", slug=forum.slug))
    place = location(forum.venue, forum.room, language)
    google = {
        "action": "TEMPLATE",
        "text": title,
        "dates": f"{_basic(start)}/{_basic(_after(end))}",
        "ctz": forum.zone,
        "location": place,
        "details": page,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title,
        "location": place,
        "body": page,
    }
    at = address("forum.ics", slug=forum.slug)
    in_google = f"{GOOGLE_CREATE}?{urlencode(google)}"
    if not (isinstance(start, Moment) and isinstance(end, Moment)):
        return Copy(at, in_google)
    outlook |= {"startdt": _extended(start.instant), "enddt": _extended(end.instant)}
    return Copy(at, in_google, f"{OUTLOOK_COM}/action/compose?{urlencode(outlook)}")


def copy_of_ticket(token: str) -> Copy:
    """The entry of a registration. It may hold a link that is not for others: the file alone."""
    return Copy(address("registration.ics", token=token))


def keeps_downloads() -> bool:
    """Is this page read inside an app that does not hand over downloads? The answer varies by that."""
    after_this_request(_varies_by_browser)
    return KEEPS_DOWNLOADS.search(request.user_agent.string) is not None


def _varies_by_browser(response: Response) -> Response:
    response.vary.add("User-Agent")
    return response


def _after(end: Any) -> Any:
    """The end as Google counts it: a whole day ends with the next."""
    return end if isinstance(end, Moment) else end + timedelta(days=1)


def _basic(at: Moment | date) -> str:
    """ISO 8601's basic format: `20261201T170000Z`, or `20261201` for a whole day."""
    return f"{at.instant:%Y%m%dT%H%M%SZ}" if isinstance(at, Moment) else f"{at:%Y%m%d}"


def _extended(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
