"""The link by which somebody wants no more news: a page with one button, and RFC 8058's one-click POST."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from forumapp.core.errors import NotFound
from forumapp.messages.services.opting_out import is_ours, opt_out
from forumapp.web.forms import csrf
from forumapp.web.guards import open_by_link

pages = Blueprint("opting_out", __name__)


@pages.route("/opt-out/<carrying:opt_out_token>", methods=["GET", "POST"])
@csrf.exempt
@open_by_link
def object_to_news(opt_out_token: str) -> ResponseReturnValue:
    """Mail programs send the POST (section 3.1) from servers of their own: without our form's token,
    without cookies, and they follow no redirect. Whoever has the link may say this and nothing else.
    """
    if not is_ours(opt_out_token):
        raise NotFound
    is_done = request.method == "POST"
    if is_done:
        opt_out(opt_out_token, now=g.now)
    return render_template("site/opting_out/object_to_news.html", is_done=is_done)
