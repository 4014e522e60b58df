"""People who appear at forums and agreed to be named."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from forumapp.core.paging import page_of, rows_of
from forumapp.forums.models import Forum
from forumapp.forums.queries import appearances_of, visible_forums, visible_speakers, with_person
from forumapp.people.models import Person
from forumapp.site.finding import find, page_number
from forumapp.site.linked_data import person_data
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import address

SIZE = 60
pages = Blueprint("speakers", __name__)


@pages.get("/speakers/")
@open_to_everybody
def list_speakers() -> ResponseReturnValue:
    return render_template(
        "site/speakers/list_speakers.html",
        page=page_of(visible_speakers(g.now), page_number(), size=SIZE),
        page_address=lambda number: address("speakers", page=str(number)),
    )


@pages.get("/speakers/<slug:slug>")
@open_to_everybody
def show_speaker(slug: str) -> ResponseReturnValue:
    person = find(Person, slug, visible_speakers(g.now), "speaker")
    here = visible_forums(g.now).where(with_person(person)).order_by(Forum.starts_at.desc())
    forums = rows_of(here, limit=100)
    return render_template(
        "site/speakers/show_speaker.html",
        person=person,
        linked_data=person_data(person),
        forums=forums,
        appearances=appearances_of(person, forums),
    )
