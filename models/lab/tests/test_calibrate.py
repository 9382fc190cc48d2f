"""The model of how likely a hit is right, and what it is fitted to."""

import numpy as np

from polylab import calibrate, corpus, logistic
from polylab.corpus import LANGUAGES, Photo


def test_the_model_finds_the_numbers_that_made_its_data():
    random = np.random.default_rng(3)
    features = random.normal(size=(20_000, 2))
    right = random.random(len(features)) < 1 / (1 + np.exp(-(2 * features[:, 0] - features[:, 1] + 0.5)))
    weights = logistic.fit(features, right)
    assert np.abs(weights - [2, -1, 0.5]).max() < 0.1
    assert np.allclose(logistic.predict(np.zeros((1, 2)), weights), 1 / (1 + np.exp(-weights[-1])))


def test_two_kinds_apart_alike_and_tied():
    low, high = np.array([0.1, 0.2]), np.array([0.8, 0.9])
    assert logistic.auroc(high, low) == 1 and logistic.auroc(low, high) == 0
    assert logistic.auroc(low, low) == 0.5
    assert logistic.false_positives(high, low) == 0 and logistic.false_positives(low, high) == 1


def test_a_library_holds_what_shows_the_name_or_not_and_never_what_is_doubtful():
    shows, others = np.arange(3), np.arange(10, 400)
    case = calibrate.Case({}, True, shows, others)
    similarity = np.zeros(400)
    similarity[:3], similarity[3:10], similarity[20] = 0.9, 1, 0.5
    rows = calibrate.answers_to(case, similarity, 0)
    assert len(rows) == len(calibrate.SIZES) * calibrate.DRAWS * 2
    for _, present, found, right in rows:
        assert right[0] == present and right.sum() <= 3
        assert found.max() < 1
        assert (found[:-1] >= found[1:]).all()


def test_names_are_measured_by_the_other_half_alone():
    """Where only the first half's scores tell anything, the model for the second half is fitted to it, and the other way round."""
    count = 4000
    case = np.arange(count) % 40
    present = np.arange(count) // 40 % 2 == 0
    told = np.where(case % 2 == 0, present, ~present).astype(float)
    similarity, right = (np.tile(of[:, None], calibrate.HITS) for of in (told, present))
    answers = calibrate.Answers(
        case, np.zeros(count, int), np.full(count, 100), case < 20, present, np.zeros(count), similarity, right
    )
    asked = [calibrate.Case({}, at < 20, np.arange(0), np.arange(0)) for at in range(40)]
    measured = calibrate.measure(asked, spread(answers))["rows"]["en"]["names"][100]
    assert measured["auroc"] < 0.1


def spread(answers):
    """The same answers in each language and size, so that every cell of the table has some."""
    columns = {name: getattr(answers, name) for name in answers.__dataclass_fields__}
    parts = []
    for language in range(len(LANGUAGES)):
        for size in calibrate.SIZES:
            parts.append({**columns, "language": np.full(len(answers.case), language), "size": np.full(len(answers.case), size)})
    joined = {name: np.concatenate([part[name] for part in parts]) for name in columns}
    return calibrate.Answers(**joined)


def test_centres_are_as_long_as_what_they_stand_for():
    random = np.random.default_rng(0)
    vectors = np.concatenate([[1.0, 0, 0] + random.normal(size=(50, 3)) * 0.01, [0, 0.5, 0] + random.normal(size=(50, 3)) * 0.01])
    found = calibrate.centres(vectors.astype(np.float32), 2)
    assert sorted(np.round(np.linalg.norm(found, axis=1), 1)) == [0.5, 1.0]


def test_the_cases_are_names_that_val_photos_show_and_our_own_queries():
    own = [Photo(query.photo, "zip", "s", "test") for query in corpus.own_queries()]
    labelled = [photo for photo in corpus.photos() if photo.split == "val" and photo.labels and not photo.noisy]
    asked = calibrate.cases(labelled + own, len(labelled))
    assert sum(case.is_name for case in asked) > 100 and sum(not case.is_name for case in asked) == len(own)
    for case in asked:
        assert len(case.shows) > 0 and not set(case.shows) & set(case.others)
        assert set(LANGUAGES) <= set(case.words)


def test_the_table_takes_the_place_of_an_older_one(tmp_path):
    card = tmp_path / "CARD.md"
    card.write_text("# Pack\n\ntables\n\n## Limits\n\n- few\n")
    for table in ("old", "new"):
        calibrate.into_card(card, f"{calibrate.HEADING}\n\n{table}")
    assert card.read_text() == f"# Pack\n\ntables\n\n{calibrate.HEADING}\n\nnew\n\n## Limits\n\n- few\n"
