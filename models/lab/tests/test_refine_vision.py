"""The photo tower's second training: what it is compared with, and what counts as right."""

import pytest
import torch
from torch.nn import functional as F

from polylab.corpus import Photo
from polylab.photo_words import said
from polylab.refine_vision import Memory, cross_entropy, refine_loss


def unit(*rows):
    return F.normalize(torch.tensor(rows, dtype=torch.float32), dim=-1)


def loss_of(photo, own, others=((0.0, 0.0, 1.0),), other_groups=(9,), groups=(0, 1), memory=None):
    texts = unit(*others), torch.tensor(other_groups)
    return refine_loss(photo, own, torch.tensor(groups), texts, memory or Memory(4, 3), 20.0).item()


def test_a_photo_at_its_text_costs_less_than_at_another():
    own = unit((1, 0, 0), (0, 1, 0))
    assert loss_of(own, own) < loss_of(own.flip(0), own)


def test_another_text_of_the_same_group_is_right_as_well():
    own, near = unit((1, 0, 0), (0, 1, 0)), ((0.9, 0.0, 0.4),)
    photo = unit((0.9, 0.0, 0.4), (0, 1, 0))
    assert loss_of(photo, own, near, (0,)) < loss_of(photo, own, near, (9,))


def test_photos_of_earlier_steps_are_wrong_answers_but_not_those_of_the_group():
    own, photo = unit((1, 0, 0), (0, 1, 0)), unit((0.3, 0, 1), (0, 1, 0))

    def with_memory_of(group):
        memory = Memory(4, 3)
        memory.add(own[:1], own[:1], torch.tensor([group]))
        return loss_of(photo, own, memory=memory)

    assert with_memory_of(7) > loss_of(photo, own)
    assert with_memory_of(7) > with_memory_of(0)


def test_memory_keeps_the_last_photos_without_gradient():
    memory = Memory(3, 2)
    for group in range(5):
        memory.add(torch.full((1, 2), float(group), requires_grad=True), torch.zeros(1, 2), torch.tensor([group]))
    assert sorted(memory.groups.tolist()) == [2, 3, 4]
    assert not memory.photos.requires_grad


def test_the_soft_part_follows_what_means_the_same():
    logits = torch.tensor([[4.0, 4.0, 0.0]])
    same = torch.tensor([[True, False, False]])
    near, far = torch.tensor([[1.0, 0.9, 0.0]]), torch.tensor([[1.0, 0.0, 0.9]])
    assert cross_entropy(logits, same, near) < cross_entropy(logits, same, far)


def test_said_gathers_captions_and_labels_in_all_languages():
    captioned = Photo("a", "zip", "s", "train", captions={"en": [f"dog {i}" for i in range(6)], "xx": ["?"]}, machine={"uk": ["собака"]})
    weak = Photo("b", "zip", "s", "train", captions={"en": ["our guide"]}, weak=True)
    cats = [Photo(name, "zip", "s", "train", labels=("cat",)) for name in "cd"]
    texts = said([captioned, weak, *cats])
    assert sum(language == "en" and rows == [0] for (language, _), rows in texts.items()) == 5
    assert texts["uk", "собака"] == [0]
    assert not any(1 in rows for rows in texts.values())
    assert texts["en", "cat"] == [2, 3] and texts["en", "a photo of cat"] == [2, 3]
    assert texts["de", "Katze"] == [2, 3]
