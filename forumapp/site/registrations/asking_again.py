"""“Have you registered already?”: the links once more, by mail."""

from flask import g, redirect, request
from flask.typing import ResponseReturnValue

from forumapp.registrations.services.links_again import send_links_again
from forumapp.site.registrations.blueprint import pages
from forumapp.site.registrations.forms import AddressForm
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import address


@pages.route("/registrations/", methods=["GET", "POST"])
@open_to_everybody
def ask_for_links() -> ResponseReturnValue:
    """The same answer whether the address is known or not."""
    form = AddressForm()

    def send() -> bool:
        send_links_again(form.address.data, now=g.now)
        return True

    if accept(form, send):
        return redirect(address("registrations", written="1"), 303)
    return render_form(
        "site/registrations/ask_for_links.html", form, is_written=bool(request.args.get("written"))
    )
