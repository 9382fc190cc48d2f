"""For looking with one's own eyes: unpacks photos of the corpus, and draws search results as contact sheets."""

import json
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from . import corpus

CELL, CAPTION, ROW = 160, 22, 10


def unpack(folder: Path, splits: list[str], count: int) -> int:
    """Writes the first `count` photos of these splits into `folder`, as files named by their id."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [photo for photo in corpus.photos() if photo.split in splits][:count]
    for photo, data in corpus.photo_bytes(chosen):
        (folder / f"{photo.id}.webp").write_bytes(data)
    return len(chosen)


def contact_sheet(answers: Path, sheet: Path) -> None:
    """Draws what `polylens search --stdin --json` answered: a row a query, its ten best photos with scores."""
    rows = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines() if line.strip()]
    picture = Image.new("RGB", (CELL * ROW, (CELL + CAPTION) * len(rows)), "white")
    draw = ImageDraw.Draw(picture)
    for number, row in enumerate(rows):
        top = number * (CELL + CAPTION)
        draw.text((4, top + 4), f"{row['query']}   [{row['language']}]", "black", font=_font(row["query"]))
        for hit in row["hits"][:ROW]:
            left = (hit["rank"] - 1) * CELL
            with Image.open(hit["path"]) as photo:
                thumbnail = ImageOps.contain(photo.convert("RGB"), (CELL - 4, CELL - 4))
            picture.paste(thumbnail, (left, top + CAPTION))
            draw.text((left + 3, top + CAPTION + 2), f"{hit['score']:.2f}", "yellow", stroke_width=1, stroke_fill="black")
    picture.save(sheet)


def _font(text: str) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font of the system that has these letters, where there is one; Pillow's own knows Latin only."""
    wide = any(ord(character) > 0x2E7F for character in text)
    for name in (("NotoSansCJK-Regular.ttc",) if wide else ()) + ("DejaVuSans.ttf", "NotoSans-Regular.ttf"):
        try:
            return ImageFont.truetype(name, 14)
        except OSError:
            continue
    return ImageFont.load_default()
