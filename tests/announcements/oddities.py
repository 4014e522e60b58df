"""Three hundred old releases in the form of the source document, with all that is odd about such files."""

from dataclasses import dataclass
from datetime import datetime
from itertools import product

NOON, SECOND, DAY = (
    datetime(2019, 9, 10, 13, 52),
    datetime(2019, 9, 10, 13, 52, 28),
    datetime(2019, 9, 10),
)
TIMES = (
    ("2019/9/10 13:52:28", SECOND),
    ("2019-09-10", DAY),
    ("２０１９／９／１０　１３：５２：２８", SECOND),
    ("2019年9月10日 下午1时52分28秒", SECOND),
    ("二〇一九年九月十日", DAY),
    ("10.9.2019 13:52", NOON),
    ("Sept. 10, 2019 1:52 PM", NOON),
    ("10th September 2019", DAY),
    ("2019年9月", None),
    ("0219/9/10", None),
    ("2019/2/30 10:00:00", None),
    ("9/10/2019", None),
    ("yesterday", None),
    ("", None),
)
SOURCES = ("HCOT", "", "Harbour & Sons <Press>", "海港商会")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030")
PAGES = ("text", "crlf", "html", "table", "unclosed")
ENGLISH = (
    "Meeting {n} of the Harbours, Held in Bergen",
    "The {n}. meeting of the harbours took place in Bergen. Its guests came from six towns.",
    "They asked how a harbour can serve the town that grew around it, and promised to meet again.",
)
CHINESE = (
    "第{n}次港湾会议在卑尔根召开",
    "第{n}次港湾会议在卑尔根召开，来自六个城市的嘉宾参加了会议，共同讨论港口与城市的发展。",
    "大家一致认为，港口应当为围绕它成长的城市服务，并约定明年再次相聚，继续推动合作与交流。",
)
TRADITIONAL = (
    "第{n}次港灣會議在卑爾根召開",
    "第{n}次港灣會議在卑爾根召開，來自六個城市的嘉賓參加了會議，共同討論港口與城市的發展。",
    "大家一致認為，港口應當為圍繞它成長的城市服務，並約定明年再次相聚，繼續推動合作與交流。",
)


@dataclass(frozen=True)
class Oddity:
    """A file and what must come of it: its headline, source and time, or words of its refusal."""

    name: str
    data: bytes
    headline: str = ""
    source: str = ""
    released: str = ""
    refusal: str = ""


def oddities() -> list[Oddity]:
    """Exactly 300: those that are no releases, those that are broken, and every combination of the rest."""
    odd = [*no_releases(), *western(), *traditional()]
    combined = product(TIMES, SOURCES, ENCODINGS, PAGES)
    some = list(combined)[:: len(TIMES) * 4 * 4 * 5 // (300 - len(odd))]
    odd += [a_release(number, *each) for number, each in enumerate(some[: 300 - len(odd)], 1)]
    return odd


def a_release(
    number: int, time: tuple[str, datetime | None], source: str, encoding: str, page: str
) -> Oddity:
    printed, released = time
    words = CHINESE if number % 2 else ENGLISH
    headline, *paragraphs = (text.format(n=number) for text in words)
    names = ("来源：", "发布时间：") if number % 3 else ("Source:", "Release time:")
    label = " ".join(
        part for part in (f"{names[0]}{source}", f"{names[1]}{printed}" if printed else "") if part
    )
    text = {"text": as_text, "crlf": as_crlf, "html": as_html, "table": as_table}.get(
        page, as_unclosed
    )(headline, label, paragraphs)
    name = f"{number % 7}/release {number}.{'txt' if page in ('text', 'crlf') else 'html'}"
    return Oddity(name, text.encode(encoding), headline, source, shown(printed, released))


def shown(printed: str, released: datetime | None) -> str:
    """As an entry of an archive keeps it: a day without a time of day is a day."""
    if released is None:
        return ""
    return released.date().isoformat() if released == DAY else released.isoformat()


def as_text(headline: str, label: str, paragraphs: list[str]) -> str:
    return "\n".join(
        ["NewsCurrent:Home > News > HCOT", "", headline, "", label, *paragraphs, "Contact Us"]
    )


def as_crlf(headline: str, label: str, paragraphs: list[str]) -> str:
    return as_text(headline, label, paragraphs).replace("\n", "\r\n")


def as_html(headline: str, label: str, paragraphs: list[str]) -> str:
    body = "".join(f"<p>{escaped(each)}</p>" for each in paragraphs)
    return (
        f"<html><head><title>{headline}</title><style>p{{}}</style></head><body>"
        f"<div class='nav'><a href='/'>Home</a></div><h1>{headline}</h1><!-- a comment -->"
        f"<div>{escaped(label)}</div><script>alert(1)</script>{body}"
        "<div class='footer'>Contact Us</div></body></html>"
    )


def as_table(headline: str, label: str, paragraphs: list[str]) -> str:
    rows = "".join(f"<tr><td>{escaped(each)}<td></tr>" for each in (headline, label, *paragraphs))
    return f"<html><body><table>{rows}</table><script>document.write('x')</script></body></html>"


def as_unclosed(headline: str, label: str, paragraphs: list[str]) -> str:
    return f"<html><body><h1>{headline}<br></h1>{escaped(label)}<p>" + "<p>".join(
        map(escaped, paragraphs)
    )


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def western() -> list[Oddity]:
    """Letters of one byte, as old programs of the west wrote them; and an umlaut that is broken."""
    made = []
    for number, encoding in enumerate(("latin-1", "cp1252", "latin-1"), 901):
        headline = f"Café Meeting {number} of the Harbours"
        text = as_text(headline, "Source:Chambre méditerranéenne", ["Zoé closed the café. " * 5])
        made.append(
            Oddity(f"west/{number}.txt", text.encode(encoding), headline, "Chambre méditerranéenne")
        )
    return made


def traditional() -> list[Oddity]:
    made = []
    for number in range(911, 917):
        headline, *paragraphs = (text.format(n=number) for text in TRADITIONAL)
        text = as_text(headline, "來源：海港商會 發布時間：2019/9/10 13:52:28", paragraphs)
        data = text.encode("big5")
        made.append(Oddity(f"big5/{number}.txt", data, headline, "海港商會", SECOND.isoformat()))
    return made


def no_releases() -> list[Oddity]:
    """What lies in such folders too; each is refused by a sentence of its own."""
    refused = {
        "empty.txt": (b"", "is empty"),
        "blank.txt": (b"\xef\xbb\xbf \r\n\xe3\x80\x80\n", "is empty"),
        "letter.pdf": (b"%PDF-1.7\n", "is a {format} file"),
        "letter.docx": (b"PK\x03\x04word", "is a {format} file"),
        "letter.doc": (b"\xd0\xcf\x11\xe0word", "is a {format} file"),
        "letter.rtf": (b"{\\rtf1 Hello}", "is a {format} file"),
        "noise.txt": (bytes(range(256)) * 40, "cannot be read as text"),
        "large.txt": (b"x" * 1_000_001, "is larger than 1 MB"),
        "long.txt": (b"x\n" * 30_000, "too many lines"),
        "deep.html": (b"<html>" + b"<div>" * 30_000, "too many HTML tags"),
        "script.html": (b"<html><body><script>x</script></body></html>", "No headline"),
        "trail.txt": (b"Home > News > HCOT\n", "No headline"),
        "headline.txt": (b"Only a headline\nSource:HCOT\n", "no text below it"),
        "inner.zip": (b"PK\x05\x06" + b"\0" * 18, "is an archive within the archive"),
        "addresses.csv": (b"/a,b\n", "is a table"),
        "../escape.txt": (b"Headline\n\nText.", "leads out of its folder"),
    }
    return [Oddity(name, data, refusal=words) for name, (data, words) in refused.items()]
