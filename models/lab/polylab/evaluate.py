"""Measures a pack on photos and texts that no training saw (`python models/lab evaluate`).

The published Flickr8k 1K protocol both ways, our own queries over the whole test gallery in 36 languages, everyday
names over labelled photos, alone and two at a time, and whether the pack can tell that nothing matches.
"""

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch

from . import ablate, calibrate, compound, corpus, galleries, romanised, teacher, text_to_text
from .corpus import LANGUAGES, Photo
from .graphs import meaning_of
from .pack import Pack, seal
from .places import LAB, work
from .recall import precision_at, recall_at

FLICKR_LANGUAGES = ("en", "de", "fr", "cs", "pt", "zh", "ar")
FEWEST_RELEVANT = 5  # a name is measured when so many labelled photos show it


def gallery(pack: Pack, split: str) -> tuple[list[Photo], torch.Tensor]:
    """All photos of a split with their vectors."""
    photos = [photo for photo in corpus.photos() if photo.split == split]
    return photos, torch.from_numpy(galleries.photo_vectors(pack, photos, split))


def flickr(pack: Pack, photos: list[Photo], vectors: torch.Tensor) -> dict[str, dict]:
    """Every caption is a query; image to text counts a photo found when any of its captions is."""
    chosen = [i for i, photo in enumerate(photos) if photo.benchmark == "flickr8k-test"]
    rows = {}
    for language in FLICKR_LANGUAGES:
        pairs = [(place, text) for place, i in enumerate(chosen) for text in photos[i].captions.get(language, ())]
        texts = torch.from_numpy(pack.embed_texts([text for _, text in pairs]))
        similarity = texts @ vectors[chosen].T
        # The correction of hubs is for ranking photos; captions of one photo are compared without it.
        backwards = meaning_of(vectors[chosen]) @ meaning_of(texts).T
        owners = defaultdict(list)
        for number, (place, _) in enumerate(pairs):
            owners[place].append(number)
        rows[language] = {
            "captions": len(pairs),
            "text_to_image": recall_at(similarity, [place for place, _ in pairs]),
            "image_to_text": recall_at(backwards[list(owners)], list(owners.values())),
        }
    return rows


def own_queries(pack: Pack, photos: list[Photo], vectors: torch.Tensor) -> dict[str, dict]:
    """Recall of our queries over the whole gallery, with the ratio to English and how far the first ten agree."""
    place = {photo.id: i for i, photo in enumerate(photos)}
    queries = corpus.own_queries()
    wanted = [place[query.photo] for query in queries]
    rows, english = {}, None
    for language in LANGUAGES:
        # One at a time, as the app asks: in a batch activations are rounded together, which moves a query by a place or two.
        texts = torch.from_numpy(pack.embed_texts([query.words[language] for query in queries], batch=1))
        similarity = texts @ vectors.T
        first = similarity.topk(10, -1).indices
        english = first if english is None else english
        shared = (first[:, :, None] == english[:, None, :]).any(-1).float().mean().item()
        by_register = {
            register: recall_at(similarity[rows_], [wanted[i] for i in rows_])[-1]
            for register in sorted({query.register for query in queries})
            if (rows_ := [i for i, query in enumerate(queries) if query.register == register])
        }
        rows[language] = {"recall": recall_at(similarity, wanted), "agreement": shared, "by_register": by_register}
    for row in rows.values():
        # A pack with random weights may find nothing at all.
        row["ratio"] = row["recall"][-1] / rows["en"]["recall"][-1] if rows["en"]["recall"][-1] else 0.0
    return rows


def in_latin_letters(pack: Pack, photos: list[Photo], vectors: torch.Tensor) -> dict[str, float]:
    """R@10 of our queries as a keyboard of plain Latin letters writes them, by the plain rules."""
    place = {photo.id: i for i, photo in enumerate(photos)}
    queries = corpus.own_queries()
    wanted = [place[query.photo] for query in queries]
    found = {}
    for language in sorted(romanised.LANGUAGES):
        written = [romanised.romanise(query.words[language], language) for query in queries]
        found[language] = recall_at(torch.from_numpy(pack.embed_texts(written)) @ vectors.T, wanted)[-1]
    return found


def names(pack: Pack, photos: list[Photo], vectors: torch.Tensor) -> dict[str, float]:
    """Precision@10 of everyday names over labelled photos, as a share of what can be had (10 or all there are)."""
    labelled = [i for i, photo in enumerate(photos) if photo.labels and not photo.noisy]
    shown = [{label.lower() for label in photos[i].labels} for i in labelled]
    chosen, relevant = [], []
    for name in corpus.everyday_names():
        forms = {form.lower() for form in name["en"]}
        shows = torch.tensor([bool(forms & labels) for labels in shown])
        if shows.sum() >= FEWEST_RELEVANT:
            chosen.append(name)
            relevant.append(shows)
    can_be_had = torch.stack(relevant).sum(-1).clamp(max=10) / 10
    scores = {}
    for language in LANGUAGES:
        texts = torch.from_numpy(pack.embed_texts([name[language][0] for name in chosen]))
        found = precision_at(texts @ vectors[labelled].T, torch.stack(relevant))
        scores[language] = (found / can_be_had).mean().item()
    return {"count": len(chosen), **scores}


def measure(folder: Path) -> dict:
    """All tables of one pack as plain numbers."""
    pack = Pack(folder)
    photos, vectors = gallery(pack, "test")
    labelled, labelled_vectors = gallery(pack, "val")
    return {
        "pack": f"{pack.manifest['id']}@{pack.manifest['version']}",
        "gallery": len(photos),
        "labelled": len(labelled),
        "flickr8k_1k": flickr(pack, photos, vectors),
        "own_queries": own_queries(pack, photos, vectors),
        "latin": in_latin_letters(pack, photos, vectors),
        "names": names(pack, labelled, labelled_vectors),
        "compound": compound.measure(pack, photos, vectors),
    }


def as_text(measured: dict) -> str:
    """The tables as Markdown."""
    lines = [f"Flickr8k 1K of `{measured['pack']}` (999 photos, every caption a query), R@1 / R@5 / R@10", ""]
    lines += ["| language | captions | text to image | image to text |", "|---|---|---|---|"]
    cell = lambda values: " / ".join(f"{value:.3f}" for value in values)  # noqa: E731
    for language, row in measured["flickr8k_1k"].items():
        lines.append(f"| {language} | {row['captions']} | {cell(row['text_to_image'])} | {cell(row['image_to_text'])} |")
    own = measured["own_queries"]
    others = [row["ratio"] for language, row in own.items() if language != "en"]
    lines += ["", f"Our own 160 queries over {measured['gallery']} photos, and precision@10 of "
              f"{measured['names']['count']} everyday names over {measured['labelled']} labelled photos", ""]  # fmt: skip
    lines += ["| language | R@1 / R@5 / R@10 | of English | first ten shared with English | names |", "|---|---|---|---|---|"]
    for language, row in own.items():
        lines.append(
            f"| {language} | {cell(row['recall'])} | {row['ratio']:.2f} | {row['agreement']:.2f} "
            f"| {measured['names'][language]:.3f} |"
        )
    lines += ["", f"The mean of the {len(others)} other languages is {np.mean(others):.3f} of English, the lowest {min(others):.3f}."]
    written = ", ".join(f"{language} {found:.3f}" for language, found in measured["latin"].items())
    lines += ["", f"The same queries in plain Latin letters, without marks, R@10: {written}."]
    lines += ["", compound.as_text(measured["compound"])]
    return "\n".join(lines)


def run(folder: Path, record: bool = False, texts: bool = False) -> None:
    """Prints the tables, keeps the numbers beside the checkpoints and, when asked, writes them into the pack."""
    measured = measure(folder)
    tables = as_text(measured)
    if texts:
        measured["text_to_text"] = text_to_text.measure(Pack(folder))
        tables += "\n\n" + text_to_text.as_text(measured["text_to_text"])
    asked, answers, _ = calibrate.gather(Pack(folder))
    measured["matches"] = calibrate.measure(asked, answers)
    tables += "\n\n" + calibrate.as_text(measured["matches"])
    work("evaluation.json").write_text(json.dumps(measured, ensure_ascii=False, indent=1))
    print(tables)
    if record:
        manifest = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
        manifest["languages"] = {
            language: {"recall10": round(row["recall"][-1], 3), "ratio": round(row["ratio"], 3)}
            for language, row in measured["own_queries"].items()
        }
        seal(folder, manifest)
        write_card(folder, manifest, tables)


def write_card(folder: Path, manifest: dict, tables: str) -> None:
    """CARD.md from the lab's text and the measured tables."""
    facts = {
        "version": manifest["version"],
        "size": manifest["image"]["size"],
        "dimension": teacher.WIDTH,
        "pieces": f"{len(json.loads((folder / 'tokenizer.json').read_text(encoding='utf-8'))['model']['vocab']):,}",
        "tables": tables,
        "ablation": ablate.tables(),
    }
    (folder / "CARD.md").write_text((LAB / "card.md").read_text(encoding="utf-8").format(**facts), encoding="utf-8")
