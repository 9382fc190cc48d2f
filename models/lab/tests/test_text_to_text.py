import torch

from polylab import text_to_text


def test_recall_counts_rows_that_find_their_own():
    vectors = torch.eye(4)
    assert text_to_text.first(vectors, vectors[[0, 2, 1, 3]]) == 0.5


def test_the_table_names_machine_translations_and_leaves_out_what_the_teacher_does_not_read():
    rows = {"de": {"pack": 0.9, "e5": 0.8, "use": 0.95, "people": True}, "hu": {"pack": 0.7, "e5": 0.6, "people": False}}
    text = text_to_text.as_text(rows)
    assert "| de | 0.900 | 0.800 | 0.950 |" in text
    assert "| hu* | 0.700 | 0.600 |  |" in text
    assert "mean of 2 languages is 0.800, raw e5's 0.700" in text
