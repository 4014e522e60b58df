"""What attendees print or keep by their link: ticket, invitation letter, certificate of attendance."""

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from forumapp.core.errors import NotFound
from forumapp.registrations.queries.opening import opened_by
from forumapp.registrations.rules.papers import CERTIFICATE, LETTER, TICKET
from forumapp.registrations.services.papers import own_papers
from forumapp.web.guards import open_by_link
from forumapp.web.languages import current_language
from forumapp.web.papers import pdf_answer

pages = Blueprint("papers", __name__, url_prefix="/registrations/<token:token>")


@pages.get("/ticket.pdf")
@open_by_link
def show_ticket(token: str) -> ResponseReturnValue:
    return paper_by_link(TICKET, token)


@pages.get("/letter.pdf")
@open_by_link
def show_letter(token: str) -> ResponseReturnValue:
    return paper_by_link(LETTER, token)


@pages.get("/certificate.pdf")
@open_by_link
def show_certificate(token: str) -> ResponseReturnValue:
    return paper_by_link(CERTIFICATE, token)


def paper_by_link(paper: str, token: str) -> ResponseReturnValue:
    """One page for each person of the link, or for the one whom `?reference=` names."""
    people = opened_by(token).registrations
    wanted = request.args.get("reference", "")
    chosen = [each for each in people if each.reference == wanted] if wanted else people
    if not chosen:
        raise NotFound
    made = own_papers(paper, chosen, language=current_language(), now=g.now)
    return pdf_answer(made, f"{chosen[0].forum.slug}-{paper}")
