"""Markdown as editors write it: to safe HTML, to plain text, and plain facts into Markdown.

CommonMark without raw HTML and without pictures. Two layers keep pages safe: the parser escapes
HTML and refuses addresses that it does not know, then the sanitiser lets through only the tags
and attributes that the parser makes.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code"),
    *("strong", "em", "a", "ul", "ol", "li"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…]")


def render_markdown(text: str) -> str:
    """Safe HTML of a Markdown text; its highest headings become h2, below the page's own h1."""
    tokens = _PARSER.parse(text)
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + 2, 6)}"
    for token in tokens:
        _join_wide_lines(token.children or [])
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener",
        attribute_filter=_known_attribute,
    )


def plain_text(markdown: str, *, addresses: bool = True) -> str:
    """The same text without marks, paragraphs apart by an empty line; links with or without `addresses`."""
    lines: list[str] = []
    prefix = ""
    depth: list[int | None] = []  # one entry a list: the next number, None where bulleted
    for token in _PARSER.parse(markdown):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            ordered = token.type == "ordered_list_open"
            depth.append(int(token.attrGet("start") or 1) if ordered else None)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth.pop()
            if not depth:
                lines.append("")
        elif token.type == "list_item_open":
            number = depth[-1]
            prefix = "  " * (len(depth) - 1) + ("- " if number is None else f"{number}. ")
            depth[-1] = None if number is None else number + 1
        elif token.type == "inline":
            _join_wide_lines(token.children or [])
            lines.append(prefix + _inline_text(token.children or [], addresses))
            prefix = ""
            if not depth:
                lines.append("")
        elif token.type in {"fence", "code_block"}:
            lines += [token.content.rstrip("\n"), ""]
    return "\n".join(lines).strip()


def escape_markdown(text: str) -> str:
    """A plain fact (a name, a title) on one line, so that Markdown shows it letter by letter.

    Only what would be read as a mark is escaped: editors go on writing in the result.
    """
    line = " ".join(text.split())
    line = re.sub(r"[\\`*\[\]]", r"\\\g<0>", line)
    line = re.sub(r"(?<!\w)_|_(?!\w)", r"\\_", line)
    line = re.sub(r"<(?=[A-Za-z/!?])", r"\\<", line)
    line = re.sub(r"&(?=#?\w+;)", r"\\&", line)
    line = re.sub(r"^(?=#|>|[-+=~](?:\s|$|[-=~]))", r"\\", line)
    return re.sub(r"^(\d{1,9})(?=[.)](?:\s|$))([.)])", r"\1\\\2", line)


def is_known_address(address: str) -> bool:
    """Whether a text may link there: the web, mail, this site's own paths and anchors.

    Scheme-relative addresses ("//elsewhere.example") look like own paths and are refused.
    """
    if address.startswith(("//", "/\\")):
        return False
    if address.startswith(("/", "#")):
        return True
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme in {"http", "https"}:
        return bool(parts.netloc)
    return parts.scheme == "mailto" and bool(parts.path)


def _known_attribute(tag: str, attribute: str, value: str) -> str | None:
    if (tag, attribute) == ("a", "href") and not is_known_address(value):
        return None
    return value


def _join_wide_lines(tokens: Sequence[Token]) -> None:
    """A line break inside a Chinese sentence is no space: browsers would show a gap there."""
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        wide = _WIDE.match(before.content[-1:] or "x") and _WIDE.match(after.content[:1] or "x")
        if token.type == "softbreak" and wide:
            token.type, token.content = "text", ""


def _inline_text(tokens: Sequence[Token], addresses: bool) -> str:
    parts: list[str] = []
    address, label_start = "", 0
    for token in tokens:
        if token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
        elif token.type == "link_open":
            address, label_start = str(token.attrGet("href") or ""), len(parts)
        elif token.type == "link_close":
            label = "".join(parts[label_start:])
            if addresses and label not in {address, address.removeprefix("mailto:")}:
                parts.append(f" ({address})")
        else:
            parts.append(token.content)
    return "".join(parts)


def _mark_beside_wide(state: StateInline, silent: bool) -> bool:
    """Asterisks beside Chinese open and close as they do beside letters.

    CommonMark asks for a space between a closing mark after “” or （） and the next word; Chinese has none.
    """
    at = state.pos
    if silent or state.src[at] != "*":
        return False
    scanned = state.scanDelims(at, canSplitWord=True)
    end = at + scanned.length
    before, after = state.src[at - 1 : at] or " ", state.src[end : end + 1] or " "
    for _ in range(scanned.length):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(
            Delimiter(
                marker=ord("*"),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open or bool(_WIDE.match(before) and not after.isspace()),
                close=scanned.can_close or bool(_WIDE.match(after) and not before.isspace()),
            )
        )
    state.pos = end
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).disable("image")
    parser.inline.ruler.before("emphasis", "beside_wide", _mark_beside_wide)
    parser.validateLink = is_known_address  # type: ignore[method-assign,assignment]
    return parser


_PARSER = _parser()
