"""Recognition: classes that were never seen in training, numbered anew, another division each fold."""

import pytest
import torch
from dataset_tools import brightness_label, draw_squares, patch_draw, poison, same

from helpers.datasets import classes_of, cluttered_digits, unreliable_sensors, unseen_clutter, unseen_sensors

SIZES = {"train": 6, "test": 4, "tuning": 4, "validation": 2}
each_split = pytest.mark.parametrize("split", SIZES)
each_task = pytest.mark.parametrize("task", [unseen_sensors, unseen_clutter])


@pytest.mark.parametrize("fold", range(10))
class TestClasses:
    def test_train_and_test_divide_the_ten_classes(self, fold):
        train, test = classes_of("train", fold), classes_of("test", fold)
        assert len(train) == 6 and len(test) == 4 and sorted(train + test) == list(range(10))

    def test_tuning_and_validation_divide_train(self, fold):
        tuning, validation = classes_of("tuning", fold), classes_of("validation", fold)
        assert len(tuning) == 4 and len(validation) == 2
        assert tuning + validation == classes_of("train", fold)


def test_folds_differ():
    assert len({tuple(sorted(classes_of("test", fold))) for fold in range(10)}) == 10
    assert {c for fold in range(10) for c in classes_of("test", fold)} == set(range(10))


def test_pinned_folds():
    """Literal values: the stored sweeps rest on these divisions."""
    assert [classes_of("test", fold) for fold in range(3)] == [[7, 3, 0, 5], [1, 7, 8, 5], [3, 6, 9, 8]]
    assert classes_of("train", 0) == [2, 8, 4, 9, 1, 6]


def test_an_unknown_split_is_refused():
    with pytest.raises(ValueError, match="split must be one of .*, got 'all'"):
        classes_of("all", 0)


@each_task
class TestEveryTask:
    @each_split
    def test_labels_are_the_places_in_the_list_of_classes(self, task, split, monkeypatch):
        patch_draw(monkeypatch, draw_squares)
        batch = task(80, split, 1, fold=3)
        assert set(batch.labels.tolist()) == set(range(SIZES[split]))
        if task is unseen_clutter:
            batch = task(80, split, 1, fold=3, fragments=0, noise_sd=0)
            seen = brightness_label(batch.images, batch.mask)
            assert torch.equal(torch.tensor(classes_of(split, 3))[batch.labels], seen)

    @each_split
    def test_the_whole_digit_is_of_the_split_s_classes(self, task, split, monkeypatch):
        allowed = torch.tensor(classes_of(split, 2))
        poison(monkeypatch, lambda index, label: ~torch.isin(label, allowed))
        settings = {"fragments": 0} if task is unseen_clutter else {}
        assert task(80, split, 0, fold=2, **settings).images.abs().max() < 20
        assert task(80, split, 0, fold=1, **settings).images.abs().max() > 20

    def test_a_fold_changes_the_classes(self, task):
        assert same(task(10, "train", 0), task(10, "train", 0, fold=0))
        assert not same(task(10, "train", 0, fold=0), task(10, "train", 0, fold=1))


def test_they_are_the_tasks_they_are_made_of():
    for split in SIZES:
        classes = classes_of(split, 4)
        ours, theirs = unseen_sensors(9, split, 5, fold=4), unreliable_sensors(9, split, 5, classes=classes)
        assert torch.equal(ours.images, theirs.images) and torch.equal(ours.clean, theirs.clean)
        assert torch.equal(torch.tensor(classes)[ours.labels], theirs.labels)
        ours = unseen_clutter(9, split, 5, fold=4)
        theirs = cluttered_digits(9, split, 5, size=28, fragments=2, classes=classes)
        assert torch.equal(ours.images, theirs.images) and torch.equal(ours.mask, theirs.mask)
        assert torch.equal(torch.tensor(classes)[ours.labels], theirs.labels)


def test_settings_go_through():
    assert unseen_sensors(5, broken=0.0).clean.all()
    assert not unseen_clutter(5, fragments=0).distractors.any()
