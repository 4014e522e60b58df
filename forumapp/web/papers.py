"""A paper as an answer."""

from flask import Response


def pdf_answer(paper: bytes, name: str) -> Response:
    """The PDF to look at or keep; browsers show it."""
    answer = Response(paper, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
