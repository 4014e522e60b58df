"""Old releases, saved as text or HTML: what is read, what is left out, what is refused."""

from datetime import datetime
from pathlib import Path

import pytest

from forumapp.announcements.rules.release import Release, read_release
from forumapp.core.errors import Refused
from forumapp.core.markdown import plain_text

RELEASES = Path(__file__).parent / "releases"
HEADLINE = "Opening a Round Table on Quiet Harbours and the Towns around Them"
RELEASED = datetime(2019, 9, 10, 13, 52, 28)
TEXT = (
    "On its journey along the northern coast, the delegation and its hosts held a round table in Bergen "
    "and asked how a harbour can serve the town that grew around it."
)


def saved(name: str) -> Release:
    return read_release((RELEASES / name).read_bytes(), name)


def written(text: str, name: str = "release.txt", encoding: str = "utf-8") -> Release:
    return read_release(text.encode(encoding), name)


def under(label: str) -> Release:
    """A small release with this label line."""
    return written(f"{HEADLINE}\n\n{label}\n{TEXT}\n")


def test_the_text_with_a_fused_trail_and_no_final_newline_is_read() -> None:
    release = saved("round-table.txt")
    assert (release.headline, release.source, release.released) == (HEADLINE, "HCOT", RELEASED)
    assert [paragraph[:12] for paragraph in release.paragraphs] == [
        "On its journ",
        "Ada Lindqvis",
        "Answering to",
    ]
    assert [(piece.kind, piece.text[:33]) for piece in release.left_out] == [
        ("banner", "Registered with the harbour autho"),
        ("trail", "NewsCurrent:Home > News > HCOT"),
        ("footer", "Contact Us"),
    ]
    assert release.not_understood == ()
    assert release.language == "en"


def test_the_chinese_text_in_gb18030_with_full_width_figures_is_read() -> None:
    release = saved("round-table-zh.txt")
    assert release.headline == "宁静港湾与周边市镇圆桌会议在卑尔根召开"
    assert (release.source, release.released) == ("海港商会", RELEASED)
    assert (release.language, release.encoding) == ("zh", "gb18030")
    assert [paragraph[:5] for paragraph in release.paragraphs] == ["代表团沿北", "小港大会第"]
    assert [(piece.kind, piece.text) for piece in release.left_out if piece.kind != "banner"] == [
        ("tools", "上一篇：造船匠的春天"),
        ("tools", "下一篇：没有了"),
        ("trail", "您现在的位置：首页 > 新闻中心 > 商会动态"),
        ("tools", "浏览次数：318"),
        ("footer", "版权所有：海港商会"),
        ("footer", "联系我们"),
    ]


def test_the_same_release_as_html_is_the_same_release() -> None:
    page, text = saved("round-table.html"), saved("round-table.txt")
    assert (page.headline, page.source, page.released) == (HEADLINE, "HCOT", RELEASED)
    assert [paragraph.replace("“", '"').replace("”", '"') for paragraph in page.paragraphs] == list(
        text.paragraphs
    )
    assert page.digest == text.digest
    assert page.not_understood == (
        "The table upload/table.jpg",
        "neighbours https://neighbours.example/ask",
    )
    assert {piece.kind for piece in page.left_out} == {
        "frame",
        "banner",
        "trail",
        "tools",
        "footer",
    } - {"footer"}


def test_scripts_and_styles_of_a_page_are_no_text() -> None:
    release = saved("round-table.html")
    everything = (
        *release.paragraphs,
        *release.not_understood,
        *(piece.text for piece in release.left_out),
    )
    assert not any("document.write" in text or "color:red" in text for text in everything)


def test_nothing_in_the_file_is_lost() -> None:
    for name, encoding in (("round-table.txt", "utf-8"), ("round-table-zh.txt", "gb18030")):
        release = saved(name)
        kept = "".join(
            [release.headline, release.source, *release.paragraphs, *release.not_understood]
            + [piece.text for piece in release.left_out]
        )
        for line in (RELEASES / name).read_text(encoding).split("\n"):
            if "发布时间" not in line and "Release time" not in line:
                assert line.strip() in kept


@pytest.mark.parametrize(
    ("label", "source", "released"),
    [
        ("Source:HCOT Release time:2019/9/10 13:52:28", "HCOT", RELEASED),
        ("Source: HCOT Release time: 2019-09-10 13:52:28", "HCOT", RELEASED),
        ("Source：HCOT　Release time：2019.9.10 13：52：28", "HCOT", RELEASED),
        ("Release time:2019/9/10 13:52:28 Source:HCOT", "HCOT", RELEASED),
        ("Release time:2019/9/10 1:52:28 PM Source:HCOT", "HCOT", RELEASED),
        ("Source: Harbour, Press Published: 10 September 2019", "Harbour, Press", datetime(2019, 9, 10)),
        ("Published on: Sept. 10, 2019 13:52", "", datetime(2019, 9, 10, 13, 52)),
        ("Source: Release time:2019/9/10 13:52:28", "", RELEASED),
        ("Source:HCOT", "HCOT", None),
        ("来源：海港商会 发布时间：2019-09-10 13:52:28", "海港商会", RELEASED),
        ("发布时间：2019年9月10日 下午1时52分28秒　来源：海港商会", "海港商会", RELEASED),
        ("２０１９-０９-１０ 来源：海港商会", "海港商会", datetime(2019, 9, 10)),
        ("来源：海港商会 二〇一九年九月十日", "海港商会", datetime(2019, 9, 10)),
        ("发布日期：二〇一九年十二月三十一日", "", datetime(2019, 12, 31)),
        ("2019-09-10 13:52:28", "", RELEASED),
        ("[2019-09-10]", "", datetime(2019, 9, 10)),
        ("Source: HCOT Date: 31/12/2019", "HCOT", datetime(2019, 12, 31)),
        ("Source: HCOT 2019-09-10", "HCOT", datetime(2019, 9, 10)),
    ],
)  # fmt: skip
def test_source_and_release_time_are_read_as_printed(
    label: str, source: str, released: datetime | None
) -> None:
    release = under(label)
    assert (release.headline, release.source, release.released) == (HEADLINE, source, released)
    assert release.paragraphs == (TEXT,)
    assert release.not_understood == ()


@pytest.mark.parametrize(
    "time",
    ["Release time:2019/2/30 10:00:00", "Release time:2019/9/10 25:61:00", "Release time:yesterday",
     "Release time:10/9/2019", "Release time:0219/9/10", "Release time:19-9-10"],
)  # fmt: skip
def test_a_time_with_no_or_two_readings_is_shown_and_not_guessed(time: str) -> None:
    release = under(f"Source:HCOT {time}")
    assert (release.source, release.released) == ("HCOT", None)
    assert release.not_understood == (time,)


def test_labels_on_lines_of_their_own_are_read() -> None:
    release = under(
        "Source:HCOT\nRelease time:2019/9/10 13:52:28\nAuthor: Ada Lindqvist\nViews: 12"
    )
    assert (release.source, release.released, release.paragraphs) == ("HCOT", RELEASED, (TEXT,))


def test_an_author_is_shown_as_not_understood() -> None:
    release = under("Source:HCOT Author:Ada Lindqvist Release time:2019/9/10 13:52:28 Views:7")
    assert release.not_understood == ("Author:Ada Lindqvist",)
    assert [(piece.kind, piece.text) for piece in release.left_out] == [("tools", "Views:7")]


def test_a_headline_fused_to_its_labels_is_read() -> None:
    release = written(f"Home > News\n{HEADLINE}Source:HCOT Release time:2019/9/10 13:52:28\n{TEXT}")
    assert (release.headline, release.source) == (HEADLINE, "HCOT")


def test_a_first_sentence_fused_to_the_time_stays_in_the_text() -> None:
    release = under(f"Source:HCOT Release time:2019/9/10 13:52:28 {TEXT}")
    assert release.paragraphs == (TEXT, TEXT)


def test_footer_words_fused_to_the_last_sentence_are_left_out() -> None:
    release = written(f"{HEADLINE}\nSource:HCOT\n{TEXT}Contact Us")
    assert release.paragraphs == (TEXT,)
    assert [(piece.kind, piece.text) for piece in release.left_out] == [("footer", "Contact Us")]


def test_a_subheadline_is_shown_and_not_taken_for_the_headline() -> None:
    release = written(f"Home > News\n{HEADLINE}\n——Notes of a journey\nSource:HCOT\n{TEXT}")
    assert (release.headline, release.not_understood) == (HEADLINE, ("——Notes of a journey",))


def test_a_release_without_labels_has_no_source_and_no_time() -> None:
    release = written(f"{HEADLINE}\n\n{TEXT}\n")
    assert (release.headline, release.source, release.released) == (HEADLINE, "", None)
    assert release.paragraphs == (TEXT,)


def test_the_source_may_stand_below_the_text() -> None:
    release = written(f"{HEADLINE}\n\n{TEXT}\n\n(Source: HCOT)\n")
    assert (release.headline, release.source, release.paragraphs) == (HEADLINE, "HCOT", (TEXT,))


def test_a_sentence_about_a_source_is_text() -> None:
    sentence = "The keeper named her source: the water of the sound, and nothing was added to it."
    release = written(f"{HEADLINE}\nSource:HCOT\n{TEXT}\n{sentence}")
    assert release.paragraphs == (TEXT, sentence)


def test_lines_broken_at_a_margin_are_joined() -> None:
    broken = (
        "On its journey along the northern coast, the delegation and the Lantern\n"
        "Foundation together held a round table on quiet harbours in Bergen. It\n"
        "brought harbour masters, teachers and shipwrights to one table, and\n"
        "asked how a harbour can serve the town.\n"
    )
    release = written(
        f"{HEADLINE}\n\nSource:HCOT Release time:2019/9/10 13:52:28\n\n{broken}\n{broken}"
    )
    joined = " ".join(broken.split())
    assert (release.headline, release.paragraphs) == (HEADLINE, (joined, joined))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_every_usual_encoding_reads_alike(encoding: str) -> None:
    text = (RELEASES / "round-table-zh.txt").read_text("gb18030")
    assert written(text, encoding=encoding).digest == saved("round-table-zh.txt").digest


def test_western_letters_of_an_old_encoding_are_no_chinese() -> None:
    text = f"{HEADLINE}\nSource:Chambre méditerranéenne\nThe café “Zoé” was closed. {TEXT}"
    assert written(text, encoding="cp1252").source == "Chambre méditerranéenne"


def test_a_damaged_letter_is_shown() -> None:
    data = (
        (RELEASES / "round-table-zh.txt")
        .read_text("gb18030")
        .encode()
        .replace("教师".encode(), b"\xe6", 1)
    )
    release = read_release(data, "x.txt")
    assert len(release.not_understood) == 1
    assert "港务人员、\ufffd和造船匠" in release.not_understood[0]


def test_white_space_and_line_ends_do_not_make_another_release() -> None:
    text = (RELEASES / "round-table.txt").read_text()
    assert written(text.replace("\n", "\r\n") + "\n\n").digest == saved("round-table.txt").digest
    assert (
        written(text.replace("six towns", "nine towns")).digest != saved("round-table.txt").digest
    )


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.txt", "is empty"),
        (b"\xef\xbb\xbf \r\n\xe3\x80\x80\n", "a.txt", "is empty"),
        (b"%PDF-1.7\n", "a.pdf", "is a {format} file"),
        (b"PK\x03\x04word", "a.docx", "is a {format} file"),
        (b"{\\rtf1 Hello}", "a.txt", "is a {format} file"),
        (
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n",
            "a.mht",
            "is a {format} file",
        ),
        (bytes(range(256)) * 40, "a.txt", "cannot be read as text"),
        (b"x" * 1_000_001, "a.txt", "is larger than 1 MB"),
        (b"x\n" * 30_000, "a.txt", "too many lines"),
        (b"<html>" + b"<div>" * 30_000, "a.html", "too many HTML tags"),
        (b"<html><body><script>x</script></body></html>", "a.html", "No headline"),
        (b"Home > News > HCOT\n", "a.txt", "No headline"),
        (b"Only a headline\nSource:HCOT\n", "a.txt", "no text below it"),
    ],
)
def test_what_is_no_release_is_refused_with_a_sentence(data: bytes, name: str, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_release(data, name)
    assert words in refusal.value.sentence
    assert refusal.value.values["file"] == name
    assert refusal.value.sentence.format(**refusal.value.values).count(name) == 1


def test_a_page_whose_menu_is_never_closed_is_read() -> None:
    release = written(
        f"<html><body><div class='nav'>Home &gt; News<h1>{HEADLINE}</h1>Source:HCOT<p>{TEXT}",
        "a.html",
    )
    assert (release.headline, release.paragraphs) == (HEADLINE, (TEXT,))


def test_source_and_time_may_stand_in_the_head_of_a_page() -> None:
    release = written(
        '<html><head><meta name="ContentSource" content="HCOT">'
        f'<meta name="PubDate" content="2019-09-10 13:52:28"></head><h1>{HEADLINE}</h1><p>{TEXT}</html>',
        "a.html",
    )
    assert (release.source, release.released) == ("HCOT", RELEASED)


def test_the_body_in_markdown_reads_as_the_paragraphs() -> None:
    release = written(
        f"<h1>{HEADLINE}</h1>Source:HCOT<p>{TEXT} *1* [a](b)</p><ul><li>one<li>two</ul>", "a.html"
    )
    assert plain_text(release.body) == f"{TEXT} *1* [a](b)\n\n- one\n- two"
