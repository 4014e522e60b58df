"""Markdown: what editors may write, and what never reaches a page."""

from html.parser import HTMLParser

import pytest

from forumapp.core.markdown import escape_markdown, is_known_address, plain_text, render_markdown


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(html)
    return parser.found


def test_paragraphs_emphasis_and_lists_become_html() -> None:
    html = render_markdown("One *two* **three**\n\n- a\n- b\n")
    assert html == (
        "<p>One <em>two</em> <strong>three</strong></p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"
    )


def test_headings_begin_below_the_pages_own() -> None:
    assert render_markdown("# Aims\n\n###### Small") == "<h2>Aims</h2>\n<h6>Small</h6>\n"
    assert render_markdown("## Aims\n\n### Means") == "<h2>Aims</h2>\n<h3>Means</h3>\n"


def test_links_to_the_web_mail_and_own_pages_are_kept() -> None:
    for address in ("https://a.example/b?c=d", "mailto:office@a.example", "/forums/x", "#aims"):
        assert elements(render_markdown(f"[go]({address})"))[1] == (
            "a",
            {"href": address, "rel": "noopener"},
        )


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "java\tscript:alert(1)",
        "vbscript:x",
        "data:text/html;base64,PHNjcmlwdD4=",
        "file:///calendar.ics",
        "ftp://a.example",
        "https:evil.example",
        "http://[::1",
        "evil.example",
    ],
)
@pytest.mark.parametrize("form", ["[go]({})", "[go](<{}>)", "<{}>", "[go][1]\n\n[1]: {}"])
def test_other_addresses_are_no_links(address: str, form: str) -> None:
    for _, attributes in elements(render_markdown(form.format(address))):
        href = attributes.get("href")
        assert href is None or href.startswith("/%5C")  # an encoded backslash stays on this site


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "![x](https://tracker.example/p.gif)",
        '[x](https://a.example "\\" onmouseover=\\"alert(1)")',
        "<svg/onload=alert(1)>",
        "<!-- x --><style>*{}</style>",
        '[x](https://a.example\\" onclick=alert(1))',
    ],
)
def test_no_foreign_element_or_attribute_comes_through(payload: str) -> None:
    for tag, attributes in elements(render_markdown(payload)):
        assert tag in {"p", "a"}
        assert set(attributes) <= {"href", "title", "rel"}


def test_a_line_break_in_a_chinese_sentence_is_no_space() -> None:
    assert render_markdown("论坛在纽约\n举行") == "<p>论坛在纽约举行</p>\n"
    assert plain_text("论坛在纽约\n举行") == "论坛在纽约举行"
    assert plain_text("held in\nNew York") == "held in New York"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("会议**“论坛”**于纽约", "会议<strong>“论坛”</strong>于纽约"),
        ("一，**（重点）**说明", "一，<strong>（重点）</strong>说明"),
        ("见*《书》*一章", "见<em>《书》</em>一章"),
        ("**论坛**在**纽约**。", "<strong>论坛</strong>在<strong>纽约</strong>。"),
        ("a * b, 2**3, **bold**", "a * b, 2**3, <strong>bold</strong>"),
        ("***both***", "<em><strong>both</strong></em>"),
        ("论坛 ** 空格 ** 无", "论坛 ** 空格 ** 无"),
    ],
)  # fmt: skip
def test_emphasis_works_beside_chinese_marks(text: str, html: str) -> None:
    assert render_markdown(text) == f"<p>{html}</p>\n"


def test_plain_text_keeps_paragraphs_lists_and_addresses() -> None:
    text = (
        "# Aims\n\nSee [the page](https://a.example/p) and <https://b.example>.\n\n"
        "1. one\n2. two\n   - deep\n\n> *quoted*"
    )
    assert plain_text(text) == (
        "Aims\n\nSee the page (https://a.example/p) and https://b.example.\n\n"
        "1. one\n2. two\n  - deep\n\nquoted"
    )
    assert plain_text("See [the page](/p).", addresses=False) == "See the page."


@pytest.mark.parametrize(
    "fact",
    [
        "*Star* [link](https://a.example) `code`",
        "# 1 in trade",
        "1. of March",
        "- dash",
        "_under_ and a_b_c@a.example",
        "<b>bold</b> &amp; R&D",
        "back\\slash",
        "> quoted",
        "=== ",
        "~~~",
        "中文《标题》“引号”_下划线_",
    ],
)
def test_an_escaped_fact_reads_letter_by_letter(fact: str) -> None:
    assert plain_text(escape_markdown(fact)) == fact.strip()
    assert [tag for tag, _ in elements(render_markdown(escape_markdown(fact)))] == ["p"]


def test_an_ordinary_fact_is_not_made_ugly() -> None:
    for fact in ("Forum 3.0 – cities (2027)", "a_b@c.example", "R&D", "5 < 6", "A-B + C"):
        assert escape_markdown(fact) == fact


def test_deep_nesting_ends() -> None:
    assert render_markdown("> " * 5000 + "x").count("<blockquote>") <= 20
    assert "x" in render_markdown("*" * 5000 + "x")


def test_an_address_with_credentials_or_odd_case_is_judged_by_its_scheme() -> None:
    assert is_known_address("HTTPS://A.example/")
    assert not is_known_address("HTTPS:/a.example")
