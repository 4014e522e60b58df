"""Before something becomes public: does it say the same in every language?"""

from forumapp.announcements.queries.parity import Texts
from forumapp.announcements.rules.parity import Gaps, find_gaps
from forumapp.core.errors import Refused
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.institution.queries import the_institution
from forumapp.institution.rules import BLOCK, WARN


def check_parity(texts: Texts, *, gaps_accepted: bool | None) -> None:
    """What the institution asks of its languages (`Institution.parity`) is asked of these texts.

    “warn” is content once the gaps are accepted; “block” never is where a language is missing. None:
    nobody is there to be asked, as with what an archive brings in.
    """
    if gaps_accepted is None:
        return
    parity = the_institution().parity
    gaps = find_gaps(texts, setting("LANGUAGES"))
    if parity == BLOCK and gaps.missing:
        raise Refused(
            _(
                "This institution publishes in all of its languages. {gaps} Write what is missing first."
            ),
            gaps=Gaps(missing=gaps.missing),
        )
    if parity == WARN and gaps and not gaps_accepted:
        raise Refused(
            _("Not every language says the same. {gaps} Complete it, or publish all the same."),
            field="gaps_accepted",
            gaps=gaps,
        )
