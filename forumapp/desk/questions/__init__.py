"""Questions at the desk: a forum's form is built here, and sets of questions for other forums."""

from forumapp.desk.questions.blueprint import pages
from forumapp.desk.questions.building import list_questions
from forumapp.desk.questions.sets import list_sets

__all__ = ["list_questions", "list_sets", "pages"]
