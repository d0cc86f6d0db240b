"""The films of the panels: whole, small, those of the stored pictures, and made without moving a panel."""

import base64
import io
import json
import sys

import nbformat
import numpy as np
import pytest
from PIL import Image
from places import ROOT
from square import Square

sys.path.insert(0, str(ROOT))

from helpers.panels.base import Panel, choice, counter, slider  # noqa: E402
from tools import films, refresh  # noqa: E402
from tools.tidy import METADATA  # noqa: E402

LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


def panels_of(lesson):
    """The stored panels of a lesson, in their order: [(its picture as PNG bytes, alt text)]."""
    book = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", as_version=4)
    outputs = [output for cell in book.cells for output in cell.get("outputs", ()) if "data" in output]
    shown = [o for o in outputs if o.data.get("text/plain", "").startswith("Panel: ")]
    return [(base64.b64decode(o.data["image/png"]), o.metadata["image/png"]["alt"]) for o in shown]


def pixels(source):
    return np.asarray(Image.open(source).convert("RGB"), dtype=float)


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_stored_panel_has_a_film_that_is_not_stale(lesson):
    """`make refresh` writes both: a film's first words and picture are the stored ones."""
    stored, made = panels_of(lesson), films.films_of(lesson)
    assert len(made) == len(stored) > 0, "run make refresh"
    for (png, alt), (picture, file) in zip(stored, made):
        words = json.loads(file.read_text(encoding="utf-8"))
        steps, start = words["steps"], words["start"]
        assert 2 <= len(steps) <= films.FRAMES
        assert alt == f"Panel: {words['panel']}. {steps[start]['says']}"
        assert len({step["says"] for step in steps}) > 1, "it moves"
        assert picture.stat().st_size + file.stat().st_size <= 300_000
        still, frames = pixels(io.BytesIO(png)), pixels(picture)
        frames = frames.reshape(len(steps), *still.shape)
        far = [np.abs(frame - still).mean() for frame in frames]
        assert far[start] < 6 and far[start] < min(far) + 0.1, f"{picture.name}: not the stored picture"


def test_no_film_is_left_of_a_lesson_that_is_gone():
    assert {path.stem.rpartition("-")[0] for path in films.FILMS.iterdir()} == set(LESSONS)


def test_a_film_shows_what_the_panel_would_show_and_leaves_it_as_it_is():
    panel = Square()
    before = panel.values(), panel.png, panel.readout, panel.live.widget.value
    frames, words = films.film(panel)
    assert (panel.values(), panel.png, panel.readout, panel.live.widget.value) == before
    assert words["control"] == "x" and words["panel"] == "a square"
    assert [step["name"] for step in words["steps"]] == [str(k) for k in range(11)] and words["start"] == 3
    assert words["steps"][9]["says"] == "9 4.0 a False"
    panel.turn(x=9)
    height = len(frames) // 11
    assert (frames[9 * height : 10 * height] == panel.live.pixels()[..., :3]).all()


def test_a_panel_may_name_the_control_of_its_film(monkeypatch):
    monkeypatch.setattr(Square, "main", "kind")
    assert films.film(Square())[1]["steps"][1] == {"name": "b", "says": "3 4.0 b False"}


@pytest.mark.parametrize(
    "control, names",
    [
        (counter("a", 2, 0, 4), ["0", "1", "2", "3", "4"]),
        (slider("b", 0.3, 0.1, 0.5, 0.1), ["0.1", "0.2", "0.3", "0.4", "0.5"]),
        (choice("c", [("one", 1), ("two", 2)]), ["one", "two"]),
        (counter("d", 6, 0, 40), ["0", "4", "6", "11", "15", "18", "22", "25", "29", "33", "36", "40"]),
    ],
)
def test_the_settings_are_spread_over_the_control_and_hold_where_it_stands(control, names):
    assert [name for name, _ in films.settings(control)] == names


def test_what_cannot_be_packed_without_loss_is_packed_smaller(monkeypatch):
    noise = np.random.default_rng(0).integers(0, 255, (600, 400, 3), dtype=np.uint8)
    assert len(films.packed(noise)) < films.LARGEST
    plain = np.full((600, 400, 3), 200, np.uint8)
    kept = Image.open(io.BytesIO(films.packed(plain)))
    assert (np.asarray(kept.convert("RGB")) == plain).all()
    monkeypatch.setattr(films, "LARGEST", 1000)
    with pytest.raises(ValueError, match="600 x 400 pixels does not fit into 1000 bytes"):
        films.packed(noise)


CELL = """
import sys
sys.path.insert(0, {root!r})
from helpers import datasets
from helpers.panels.spotlight import SpotlightPanel
SpotlightPanel(datasets.cluttered_digits(24, "test", 77)).show()
"""


@pytest.fixture
def book(tmp_path):
    """A notebook with one panel, and old films of two panels: (its path, the folder of films)."""
    cell = nbformat.v4.new_code_cell(CELL.format(root=str(ROOT)))
    path, made = tmp_path / "book.ipynb", tmp_path / "pages"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=METADATA), path)
    made.mkdir()
    for name in ("book-1.webp", "book-1.json", "book-2.webp", "book-2.json", "other-1.json"):
        (made / name).write_text("old")
    return path, made


def test_refresh_writes_the_films_with_the_lesson(book):
    path, made = book
    refresh.refresh(path, made)
    assert {file.name for file in made.iterdir()} == {"book-1.webp", "book-1.json", "other-1.json"}
    words = json.loads((made / "book-1.json").read_text())
    assert words["control"] == "radius in pixels" and "image/png" in path.read_text()


def test_a_lesson_that_fails_keeps_its_films(book):
    path, made = book
    failing = nbformat.read(path, as_version=4)
    failing.cells.append(nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(failing, path)
    before = path.read_bytes()
    with pytest.raises(refresh.CellExecutionError):
        refresh.refresh(path, made)
    assert path.read_bytes() == before and {file.read_text() for file in made.iterdir()} == {"old"}


def test_the_probe_films_every_panel_that_is_shown(monkeypatch, tmp_path):
    monkeypatch.setattr(Panel, "show", lambda panel: None)
    monkeypatch.setenv("FILMS", str(tmp_path))
    films.start()
    for _ in range(2):
        Square().show()
    assert {file.name for file in tmp_path.iterdir()} == {"1.webp", "1.json", "2.webp", "2.json"}
