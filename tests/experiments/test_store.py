"""A results file: written whole or not at all, read with care."""

import json
from pathlib import Path

import pytest
from sweep_tools import fake_results

from helpers.experiments.store import column, load, rates, variants, write_whole


class TestWriteWhole:
    def test_it_makes_the_folder_and_replaces_the_old_file(self, tmp_path):
        path = tmp_path / "new" / "a.json"
        write_whole(path, "one")
        write_whole(str(path), "two ±")
        assert path.read_text(encoding="utf-8") == "two ±"
        assert [p.name for p in path.parent.iterdir()] == ["a.json"]
        assert path.stat().st_mode & 0o777 == 0o644

    @pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
    @pytest.mark.parametrize("step", ["chmod", "replace"])
    def test_interrupted_it_leaves_the_old_file_and_nothing_else(self, tmp_path, monkeypatch, error, step):
        path = tmp_path / "a.json"
        write_whole(path, "old")

        def fail(*_):
            raise error

        monkeypatch.setattr(Path, step, fail)
        with pytest.raises(error):
            write_whole(path, "new")
        monkeypatch.undo()
        assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]

    def test_a_text_that_cannot_be_written_leaves_the_old_file(self, tmp_path):
        path = tmp_path / "a.json"
        write_whole(path, "old")
        with pytest.raises(UnicodeEncodeError):
            write_whole(path, "new \ud800")
        assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


class TestLoad:
    def test_a_missing_file(self, tmp_path):
        with pytest.raises(ValueError) as caught:
            load("other", tmp_path)
        assert str(caught.value) == (
            "there are no stored results other.json: make them with `make sweep NAME=other`"
        )

    @pytest.mark.parametrize("text", ["", "{", '{"rows": [', "<html>"])
    def test_a_damaged_file(self, tmp_path, text):
        (tmp_path / "a.json").write_text(text)
        with pytest.raises(ValueError, match="a.json is damaged: delete it and run `make sweep NAME=a`"):
            load("a", tmp_path)

    def test_bytes_that_are_no_text(self, tmp_path):
        (tmp_path / "a.json").write_bytes(b"\xff\xfe{}")
        with pytest.raises(ValueError, match="a.json is damaged"):
            load("a", tmp_path)

    @pytest.mark.parametrize("text", ["[]", "3", "null", "{}", '{"rows": 3}'])
    def test_another_file_of_that_name(self, tmp_path, text):
        (tmp_path / "a.json").write_text(text)
        with pytest.raises(ValueError, match="a.json holds no rows: delete it and run `make sweep NAME=a`"):
            load("a", tmp_path)

    @pytest.mark.parametrize(
        "rows",
        [
            {"rows": [3]},
            {"rows": [{"variant": "plain", "metrics": {}}]},
            {"rows": [{"variant": ["plain"], "seed": 0, "metrics": {}}]},
            {"rows": [{"variant": "plain", "seed": "0", "metrics": {}}]},
            {"rows": [{"variant": "plain", "seed": 0, "metrics": 0.5}]},
            {"rows": [], "tuning": [{"variant": "plain", "seed": 0, "lr": 0.1}]},
        ],
    )
    def test_a_row_that_lacks_something(self, tmp_path, rows):
        (tmp_path / "a.json").write_text(json.dumps(rows))
        with pytest.raises(ValueError, match="a.json has a row that lacks something: delete it and run"):
            load("a", tmp_path)

    def test_a_row_twice(self, tmp_path):
        twice = fake_results()
        twice["rows"].append({"variant": "gate", "seed": 1, "metrics": {"accuracy": 0.7, "mean": 0.5}})
        write_whole(tmp_path / "a.json", json.dumps(twice))
        with pytest.raises(ValueError, match="a.json has seed 1 of 'gate' twice: delete one of the two rows"):
            load("a", tmp_path)

    def test_a_trial_twice(self, tmp_path):
        trial = {"variant": "gate", "seed": 100, "lr": 0.5, "score": 0.2}
        write_whole(tmp_path / "a.json", json.dumps({**fake_results(), "tuning": [trial, trial]}))
        with pytest.raises(ValueError, match="a.json has seed 100 of 'gate' twice"):
            load("a", tmp_path)

    def test_what_was_stored(self, tmp_path):
        write_whole(tmp_path / "a.json", json.dumps(fake_results()))
        assert load("a", tmp_path) == fake_results()


class TestReading:
    def test_a_column_is_in_the_order_of_the_seeds(self):
        assert column(fake_results(), "plain") == [0.1, 0.2, 0.3]
        assert column(fake_results(), "gate", "mean") == [0.6, 0.5]

    def test_variants_are_in_the_order_of_the_file(self):
        assert variants(fake_results()) == ["plain", "gate"]

    def test_an_unknown_variant(self):
        with pytest.raises(
            ValueError, match=r"no variant 'wide' in the results; there are \['plain', 'gate'\]"
        ):
            column(fake_results(), "wide")

    def test_an_unknown_metric(self):
        with pytest.raises(ValueError, match=r"'gate' has no metric 'IoU'; it has \['accuracy', 'mean'\]"):
            column(fake_results(), "gate", "IoU")

    def test_the_rate_with_the_best_mean_is_chosen_and_of_equal_ones_the_smaller(self):
        tried = [("a", 0.2, 0.5), ("a", 0.1, 0.9), ("a", 0.2, 0.7), ("a", 0.1, 0.2)]
        tried += [("b", 0.4, 0.5), ("b", 0.1, 0.5), ("b", 0.2, 0.4)]
        tuning = [{"variant": v, "lr": lr, "score": score} for v, lr, score in tried]
        assert rates({"tuning": tuning}) == {"a": 0.2, "b": 0.1}
        assert rates({}) == {}
