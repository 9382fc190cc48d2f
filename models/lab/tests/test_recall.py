import torch

from polylab.recall import precision_at, recall_at


def test_recall_counts_the_wanted_column_among_the_first_k():
    similarity = torch.tensor([[0.9, 0.1, 0.5], [0.2, 0.3, 0.1], [0.5, 0.4, 0.6]])
    found = torch.tensor(recall_at(similarity, [0, 0, 1], cuts=(1, 2, 3)))
    assert torch.allclose(found, torch.tensor([1 / 3, 2 / 3, 1.0]))


def test_any_of_several_wanted_columns_counts():
    assert recall_at(torch.tensor([[0.1, 0.2, 0.9]]), [[0, 2]], cuts=(1,)) == [1.0]


def test_precision_is_the_relevant_share_of_the_first_k():
    similarity = torch.tensor([[4.0, 3.0, 2.0, 1.0]])
    assert precision_at(similarity, torch.tensor([[True, False, True, True]]), k=2).tolist() == [0.5]
