"""The README's pictures: drawn from what is stored, and the moving one is small and ends."""

import io
import sys

import numpy as np
from PIL import Image
from places import ROOT

sys.path.insert(0, str(ROOT))

from helpers.plots.course_map import course_map  # noqa: E402
from tools import pictures  # noqa: E402
from tools.films import films_of  # noqa: E402

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_moving_picture_is_small_is_played_once_and_ends_within_five_seconds():
    content = (pictures.PICTURES / "panel.webp").read_bytes()
    with Image.open(io.BytesIO(content)) as film:
        times = []
        for k in range(film.n_frames):
            film.seek(k)
            film.load()
            times.append(film.info["duration"])
        assert film.n_frames > 5 and film.info["loop"] == 1
    assert sum(times) <= 5000 and len(content) < 2_000_000


def test_the_moving_picture_shows_the_panel_as_the_lesson_stores_it():
    film = np.asarray(Image.open(films_of(pictures.PANEL)[0][0]).convert("RGB"), dtype=float)
    with Image.open(pictures.PICTURES / "panel.webp") as moving:
        for k in (0, moving.n_frames - 1):
            moving.seek(k)
            frame = np.asarray(moving.convert("RGB"), dtype=float)
            stored = film[k * len(frame) : (k + 1) * len(frame)]
            assert np.abs(frame - stored).mean() < 3, "the panel has changed: python course.py pictures"


def test_the_readme_says_in_words_what_the_map_shows():
    assert f"![{course_map().alt}](data/pictures/course_map.png)" in README


def test_the_still_pictures_are_those_that_would_be_drawn_today():
    made = pictures.pictures()
    assert {path.name for path in pictures.PICTURES.iterdir()} == set(made)
    for name in (name for name in made if name.endswith(".png")):
        drawn = np.asarray(Image.open(io.BytesIO(made[name])).convert("L"), dtype=float)
        stored = np.asarray(Image.open(pictures.PICTURES / name).convert("L"), dtype=float)
        assert drawn.shape == stored.shape
        assert np.abs(drawn - stored).mean() < 2, f"python course.py pictures draws {name} anew"
