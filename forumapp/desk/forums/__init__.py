"""Forums at the desk: the list, a forum's page, the drafting screen, preview, and what is done to one."""

from forumapp.desk.forums import drafting, showing, verbs
from forumapp.desk.forums.blueprint import pages

__all__ = ["drafting", "pages", "showing", "verbs"]
