"""Papers from plain values: what stands on them, that names stay names, that they are always the same."""

import sys
from io import BytesIO

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from forumapp.core.errors import Refused
from forumapp.printing.badges import SHEETS, badges_pdf, name_plates_pdf
from forumapp.printing.glyphs import missing_glyphs, with_codes_for_missing
from forumapp.printing.letters import certificates_pdf, letters_pdf, tickets_pdf
from forumapp.printing.sheets import MOST_ROWS, list_pdf, sign_in_sheet_pdf
from forumapp.printing.values import Event, Letterhead, Person
from tests.papers import letters_of, pages_of, sizes_of

OWN = Letterhead(name="Harbour Institute 港湾研究院", lines=("1 Quay", "desk@example.org"))
EVENT = Event(
    title="Cities “at night” 夜间城市",
    facts=(("When", "Sunday 14 March 2027, 12:00–14:30"), ("Time zone", "New York time")),
    line="Sunday 14 March 2027, 12:00–14:30 New York time",
)
CODE = "FA1" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 4
PEOPLE = [
    Person(name=name, lines=("Director", "Harbour 港湾"), reference=f"REF-{number}", code=CODE)
    for number, name in enumerate(
        ("王喆", "李垚", "张𬭎", "Ngũgĩ wa Thiong’o", "Đỗ Thị Hồng Nhung")
    )
]
HOSTILE = (
    '#import "@preview/x:1.0.0"',
    "#{panic()}",
    "*x* _y_ $z$ `q` ~ -- ---",
    "= Heading",
    "<label> @ref \\ // no /* no",
    '"],"x":["',
    "#read(sys.inputs)",
)
LONG = "Wolfeschlegelsteinhausenbergerdorff-Ramaswamy Krishnamurthy Venkateswaran"
BEYOND_THE_BASIC_BLOCK = (
    "㑇㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛"
    "䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸"
    "𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀𫍣𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨𫘪𫘬𫚕"
    "𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩𬀩𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯"
    "𬞟𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭𬬮𬬱𬬸𬬹𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟"
    "𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"
)
"""Characters of 通用规范汉字表 (2013) that stand outside the basic block of Unicode."""

MAKERS = {
    "ticket": lambda people, language: tickets_pdf(
        OWN, EVENT, people, contact="desk@example.org", language=language
    ),
    "badges": lambda people, language: badges_pdf(OWN, EVENT, people, "a4-8", language=language),
    "plates": lambda people, language: name_plates_pdf(OWN, EVENT, people, language=language),
    "sheet": lambda people, language: sign_in_sheet_pdf(
        OWN, EVENT, people, made="today", language=language
    ),
    "letter": lambda people, language: letters_pdf(
        OWN, EVENT, people, date="today", contact="desk@example.org", language=language
    ),
    "certificate": lambda people, language: certificates_pdf(
        OWN, EVENT, people, date="today", language=language
    ),
    "list": lambda people, language: list_pdf(
        ["Name", "Reference"], [[p.name, p.reference] for p in people], "List", own=OWN,
        language=language,
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("paper", MAKERS)
def test_every_name_stands_on_its_paper_letter_by_letter(paper, language):
    made = MAKERS[paper](PEOPLE, language)
    written = letters_of(made)

    # Two Chinese characters may be spread so far that a reader of the PDF takes them for two words.
    words = [word for p in PEOPLE for word in (p.name if len(p.name) == 2 else p.name.split())]
    assert [word for word in words if word not in written] == []
    assert made == MAKERS[paper](PEOPLE, language)


@pytest.mark.parametrize("paper", MAKERS)
def test_what_looks_like_markup_stays_text(paper):
    people = [Person(name=text, reference=f"REF-{at}") for at, text in enumerate(HOSTILE)]
    written = letters_of(MAKERS[paper](people, "en"))

    assert [text for text in HOSTILE if "".join(text.split()) not in written] == []


@pytest.mark.parametrize(
    ("sheet", "page", "pages"),
    [("a4-8", (210, 297), 2), ("a4-10", (210, 297), 1), ("label", (90, 54), 10)],
)
def test_badges_lie_on_the_chosen_sheets(sheet, page, pages):
    made = badges_pdf(OWN, EVENT, PEOPLE * 2, sheet, language="en")
    assert sizes_of(made) == [page] * pages


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_longest_name_stays_on_its_badge(sheet):
    position = "Deputy Assistant Under-Secretary for Intergovernmental Partnerships " * 3
    person = Person(
        name=LONG * 2, lines=(position, "城市与公共服务合作促进会" * 6, "中国"), code=CODE
    )
    made = badges_pdf(OWN, EVENT, [person], sheet, language="zh")
    layout = SHEETS[sheet]

    left, right, top, bottom = edges_of(made)
    assert left >= layout.margin_x
    assert right <= layout.margin_x + layout.width
    assert top >= layout.margin_y
    assert bottom <= layout.margin_y + layout.height
    assert "".join((LONG * 2).split()) in letters_of(made)


def edges_of(pdf: bytes) -> tuple[float, float, float, float]:
    """The first page's outermost letters, in millimetres from left and top."""
    document = PdfDocument(pdf)
    page = document[0]
    text = page.get_textpage()
    boxes = [text.get_charbox(at) for at in range(text.count_chars())]
    drawn = [box for box in boxes if box[2] > box[0] and box[3] > box[1]]
    height, mm = page.get_height(), 25.4 / 72
    document.close()
    return (
        min(box[0] for box in drawn) * mm,
        max(box[2] for box in drawn) * mm,
        (height - max(box[3] for box in drawn)) * mm,
        (height - min(box[1] for box in drawn)) * mm,
    )


def test_a_page_for_each_ticket_with_reference_and_code():
    made = tickets_pdf(OWN, EVENT, PEOPLE, contact="desk@example.org", language="en")
    pages = pages_of(made)

    assert [person.reference in page for person, page in zip(PEOPLE, pages, strict=True)] == [
        True
    ] * 5
    uncoded = [Person(name=p.name, lines=p.lines, reference=p.reference) for p in PEOPLE]
    without = tickets_pdf(OWN, EVENT, uncoded, contact="desk@example.org", language="en")
    assert ink_of(made) > ink_of(without) + 0.02


def ink_of(pdf: bytes) -> float:
    """How much of the first page is black."""
    document = PdfDocument(pdf)
    page: Image.Image = document[0].render(scale=1).to_pil().convert("L")
    document.close()
    return sum(page.histogram()[:128]) / (page.width * page.height)


def test_a_logo_stands_at_the_head_of_a_letter():
    picture = BytesIO()
    Image.new("RGB", (40, 40), "black").save(picture, "WEBP")
    with_logo = Letterhead(name=OWN.name, logo=picture.getvalue())

    made = letters_pdf(with_logo, EVENT, PEOPLE[:1], date="", contact="", language="en")
    plain = letters_pdf(OWN, EVENT, PEOPLE[:1], date="", contact="", language="en")
    assert ink_of(made) > ink_of(plain)


def test_the_faces_draw_every_character_of_chinese_names():
    basic_block = "".join(map(chr, range(0x4E00, 0x9FF0)))
    assert missing_glyphs([basic_block, BEYOND_THE_BASIC_BLOCK]) == ""
    assert missing_glyphs(["王喆 李垚 张𬭎 Ngũgĩ Đỗ Ọlá Šćepanović Ψ Жуков 김철수 さくら"]) == ""


def test_a_character_without_a_picture_is_named_once_in_order():
    assert missing_glyphs(["محمد", "Ann", "د"]) == "حدم"
    assert missing_glyphs(["a\u200db\ufe0f", "e\u0301\t"]) == ""
    assert with_codes_for_missing("Ann د") == "Ann [U+062F]"
    assert missing_glyphs([chr(sys.maxunicode)]) == chr(sys.maxunicode)


def test_a_list_is_told_when_it_is_too_long_for_paper():
    with pytest.raises(Refused, match="does not become a PDF"):
        list_pdf(["Name"], [["x"]] * (MOST_ROWS + 1), "List", own=OWN, language="en")


def test_a_list_repeats_its_head_on_every_page():
    rows = [[f"Guest {number}", "محمد"] for number in range(120)]
    pages = pages_of(list_pdf(["Full name", "Note"], rows, "Guests", own=OWN, language="en"))

    assert len(pages) > 2
    assert ["Full name" in page for page in pages] == [True] * len(pages)
    assert "[U+0645]" in pages[0]
