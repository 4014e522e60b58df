"""Pictures and a paper that the demonstration makes itself: nobody's photographs, nobody's words."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

WIDE, HIGH = 1800, 1200
SKY, GROUND, INK = "#e9e2d2", "#cfc4ad", "#2b2f36"
HOUSES = ("#b98a6a", "#a9675a", "#d7c39a", "#8d8578", "#c9a37c", "#7d8a86")
LEAVES = ("#4d7a5c", "#3f6b52", "#6a8f63")


def street(seed: int, *, trees: int) -> bytes:
    """A row of houses with trees before it, as JPEG."""
    random = Random(seed)  # noqa: S311 - the same street each time
    picture = Image.new("RGB", (WIDE, HIGH), SKY)
    pen = ImageDraw.Draw(picture)
    left = -40
    while left < WIDE:
        wide, tall = random.randrange(180, 330), random.randrange(380, 760)
        _house(pen, (left, HIGH - 240 - tall, left + wide, HIGH - 240), random)
        left += wide
    pen.rectangle((0, HIGH - 240, WIDE, HIGH), fill=GROUND)
    for number in range(trees):
        at = 120 + number * (WIDE // max(trees, 1)) + random.randrange(-40, 40)
        _tree(pen, at, random)
    out = BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def paper(lines: list[str]) -> bytes:
    """One page of plain Latin text, as PDF."""
    text = "BT /F1 12 Tf 72 770 Td 18 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    pdf, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(pdf))
        pdf += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\n"
    return f"{pdf}{end}startxref\n{len(pdf)}\n%%EOF\n".encode("ascii")


def _house(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], random: Random) -> None:
    left, top, right, bottom = box
    pen.rectangle(box, fill=random.choice(HOUSES))
    for x in range(left + 36, right - 60, 84):
        for y in range(top + 50, bottom - 90, 120):
            pen.rectangle((x, y, x + 42, y + 66), fill=random.choice((INK, SKY, "#54606b")))


def _tree(pen: ImageDraw.ImageDraw, at: int, random: Random) -> None:
    foot = HIGH - random.randrange(120, 200)
    pen.rectangle((at - 9, foot - 260, at + 9, foot), fill=INK)
    for _leaf in range(5):
        x, y = at + random.randrange(-80, 80), foot - 280 + random.randrange(-90, 60)
        size = random.randrange(70, 120)
        pen.ellipse((x - size, y - size, x + size, y + size), fill=random.choice(LEAVES))
