"""Teaches an English pack our 36 languages (`python models/lab add-languages --pack F --out G`).

A text tower like the starter pack's (DASD on frozen e5) learns to say of texts in any language what the pack's own tower says
of their English: from text alone, without a photo. G is F with that tower in place of its own. The vectors of photos are those
of F (`image.vectorsOf`), so that a library that was read with F need not be read again.
"""

import copy
import json
import shutil
import tomllib
from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np
import torch
from torch import Tensor

from . import corpus, crew, evaluate, export, lessons, teacher, vocabulary
from .dasd import TextTower
from .lessons import Lessons, Teacher
from .pack import Pack, seal
from .places import work
from .recall import recall_at
from .train_text import Training, build_tower, load_trained
from .words import rounded

FOLDER = "languages"
STAGES = ("cla", "words", "settle")  # those that the configuration has; what is rounded after "words", "settle" gets used to
CHECKED = ("en", "de", "fr", "cs", "zh", "ar")
LONGEST_NAME = 64


def _start(folder: Path) -> None:
    global _pack
    _pack = Pack(folder, threads=1)


def _encode(texts: list[str]) -> np.ndarray:
    return _pack.embed_texts(texts).astype(np.float16)


def teacher_of(pack: Pack, processes: int = 2) -> Teacher:
    """The pack's own text tower: it reads English, and what it has read before it need not read again."""
    reader = teacher.Reader(partial(_start, pack.folder), _encode, pack.manifest["dimension"])
    read = lambda texts: teacher.embed(texts, f"{pack.name}-lessons", processes, reader)  # noqa: E731
    return Teacher(frozenset({"en"}), read)


def checkpoint(pack: Pack, stage: str) -> str:
    return f"{pack.name}-{stage}"


def fit(training: Training, pack: Pack) -> None:
    """All stages, each from where a stopped run left off."""
    for stage in STAGES:
        if stage not in training.config:
            continue
        check = lambda: near_english(training, pack)  # noqa: E731
        training.fit(checkpoint(pack, stage), lambda batch: training.cla_loss(batch)[0], training.config[stage], [], check)
        if stage == "words":
            training.tower.backbone.use_words(rounded(training.tower.backbone.words.weight))


def near_english(training: Training, pack: Pack) -> str:
    """R@1 of the first dev captions to their English one as the pack's own tower reads it, by language."""
    photos = [photo for photo in corpus.photos() if photo.split == "dev" and "en" in photo.captions][:400]
    english = torch.from_numpy(pack.embed_texts([photo.captions["en"][0] for photo in photos]))
    found = {}
    for language in CHECKED:
        rows = [i for i, photo in enumerate(photos) if language in photo.captions]
        vectors = training.embed([photos[i].captions[language][0] for i in rows], language)
        found[language] = round(recall_at(vectors @ english.T, rows)[0], 3)
    return str(found)


def trained(config: dict, pack: Pack) -> TextTower:
    """The tower as it was trained last, in full precision."""
    stages = [stage for stage in STAGES if stage in config]
    kept = {stage: torch.load(work(f"{checkpoint(pack, stage)}.pt"))["weights"] for stage in stages}
    tower = build_tower(config, vocabulary.cut(config["vocabulary"]), pack.manifest["dimension"])
    if "words" in kept:
        tower.backbone.use_words(rounded(kept["words"]["0.backbone.words.weight"]))
    # A stage trains [tower, extras]; the extras are not shipped, and words that learnt are in the table.
    own = {name[2:]: value for name, value in kept[stages[-1]].items() if name.startswith("0.")}
    load_trained(tower, {name: value for name, value in own.items() if name != "backbone.words.weight"})
    return tower.eval().requires_grad_(False)


def write(pack: Pack, tower: TextTower, config: dict, folder: Path) -> Pack:
    """The pack with another text tower, whole but for its measured quality."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / FOLDER).mkdir(parents=True)
    old = pack.manifest["text"]
    measured_by = pack.manifest.get("calibration", {}).get("background", {}).get("file")
    for file in pack.manifest["files"]:
        if file != measured_by and not _is_replaced(file, old):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(pack.folder / file, folder / file)
    vocabulary.save(vocabulary.cut(config["vocabulary"]), folder / FOLDER / "tokenizer.json", config["longest"])
    export.export_tower(tower, tower.backbone, folder / FOLDER / "text.onnx")
    manifest = manifest_of(pack, config)
    seal(folder, manifest)
    golden = json.loads((pack.folder / pack.manifest["golden"]).read_text(encoding="utf-8"))
    made = Pack(folder, threads=1)
    vectors = np.concatenate([made.embed_texts([text]) for text in export.GOLDEN_TEXTS])
    golden["texts"] = [
        {"text": text, "embedding": [round(float(x), 6) for x in vector]} for text, vector in zip(export.GOLDEN_TEXTS, vectors)
    ]
    (folder / manifest["golden"]).write_text(json.dumps(golden, ensure_ascii=False) + "\n", encoding="utf-8")
    seal(folder, manifest)
    return made


def manifest_of(pack: Pack, config: dict) -> dict:
    """pack.json but for the list of files."""
    manifest = copy.deepcopy(pack.manifest)
    manifest["id"] = f"{manifest['id'][: LONGEST_NAME - len(FOLDER) - 1]}-{FOLDER}"
    manifest["image"]["vectorsOf"] = manifest["image"].get("vectorsOf", pack.name)
    manifest["text"] = {
        "file": f"{FOLDER}/text.onnx", "tokenizer": f"{FOLDER}/tokenizer.json", "inputIds": "input_ids",
        "attentionMask": "attention_mask", "output": "embedding", "maxTokens": config["longest"], "prefix": "",
        "version": pack.manifest["text"]["version"] + 1,
    }  # fmt: skip
    manifest["languages"] = {}
    # It was fitted to the words of the old tower.
    manifest.pop("calibration", None)
    return manifest


def _is_replaced(file: str, text: dict) -> bool:
    """The old text tower, with all that lies in a folder of its own."""
    home = str(PurePosixPath(text["file"]).parent)
    return file in (text["file"], text["tokenizer"]) or (home != "." and file.startswith(home + "/"))


def measured(made: Pack, before: Pack) -> tuple[dict, str]:
    """Our own queries over the test photos: `languages` of pack.json, and a table with what the old tower finds in English."""
    photos, vectors = evaluate.gallery(made, "test")
    return table(made, before, photos, vectors)


def table(made: Pack, before: Pack, photos: list[corpus.Photo], vectors: Tensor) -> tuple[dict, str]:
    rows = evaluate.own_queries(made, photos, vectors)
    queries = corpus.own_queries()
    place = {photo.id: i for i, photo in enumerate(photos)}
    english = torch.from_numpy(before.embed_texts([query.words["en"] for query in queries])) @ vectors.T
    old = recall_at(english, [place[query.photo] for query in queries])[-1]
    languages = {
        language: {"recall10": round(row["recall"][-1], 3), "ratio": round(row["ratio"], 3)} for language, row in rows.items()
    }
    lines = [f"R@10 of our own queries; {before.name} itself finds {old:.3f} in English", ""]
    lines += [f"{language} {row['recall10']:.3f} ({row['ratio']:.2f} of English)" for language, row in languages.items()]
    return languages, "\n".join(lines)


def _train(config: dict, folder: Path) -> None:
    pack = Pack(folder, threads=1)
    fit(Training(config, _said(pack)), pack)


def _said(pack: Pack) -> Lessons:
    return lessons.load(teacher_of(pack))


def run(folder: Path, out: Path, config_path: Path, measure: bool = True) -> None:
    """Trains, writes and measures; a run that was stopped is gone on with."""
    config = tomllib.loads(config_path.read_text())
    pack = Pack(folder)
    _said(pack)  # the teacher's table once, before each process reads it
    crew.run(config["processes"], _train, config, folder)
    made = write(pack, trained(config, pack), config, out)
    if measure:
        languages, lines = measured(made, pack)
        seal(out, {**made.manifest, "languages": languages})
        print(lines)
    print(f"{made.name} in {out}; import it with: polylens packs import {out}")
