"""Forums at the desk: the list, a forum's page, the drafting screen, preview, and what is done to one."""

from forumapp.desk.forums.blueprint import pages
from forumapp.desk.forums.drafting import draft_forum
from forumapp.desk.forums.showing import show_forum
from forumapp.desk.forums.verbs import publish_forum

__all__ = ["draft_forum", "pages", "publish_forum", "show_forum"]
