"""Figures: words for readers who cannot see, and redraws that touch only what moves."""

import base64
import io

import ipywidgets as widgets
import numpy as np
import pytest
from PIL import Image

from helpers.plots import figures
from helpers.plots.figures import LiveFigure, new_figure, png_of, show, show_figure


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


@pytest.fixture
def shown(monkeypatch):
    """What would be displayed: [(bundle, metadata)]."""
    calls = []
    monkeypatch.setattr(
        figures, "display", lambda bundle, metadata, raw: calls.append((bundle, metadata, raw))
    )
    return calls


def test_nine_inches_are_810_pixels():
    assert pixels(png_of(new_figure(9, 3))).shape == (270, 810, 3)


def test_a_figure_has_the_courses_style_whenever_its_parts_are_made():
    axes = new_figure(3, 2).subplots()
    axes.set_title("left")
    assert axes.get_title(loc="left") == "left"
    assert not axes.spines["top"].get_visible()


def test_show_figure_carries_its_words(shown):
    show_figure(new_figure(2, 1), alt="an empty figure")
    ((bundle, metadata, raw),) = shown
    assert raw and metadata == {"image/png": {"alt": "an empty figure"}}
    assert bundle["text/plain"] == "Figure: an empty figure"
    assert pixels(base64.b64decode(bundle["image/png"])).shape == (90, 180, 3)


def test_show_is_a_widget_with_a_picture_and_words(shown):
    slider = widgets.FloatSlider()
    png = png_of(new_figure(2, 1))
    show(slider, "Panel: a slider", png)
    show(slider, "no picture")
    show(slider, "Panel: a slider", png, alt="a slider at 0")
    (bundle, metadata, _), (bare, nothing, _), (_, said, _) = shown
    view = bundle["application/vnd.jupyter.widget-view+json"]
    assert view == {"version_major": 2, "version_minor": 0, "model_id": slider.model_id}
    assert bundle["text/plain"] == metadata["image/png"]["alt"] == "Panel: a slider"
    assert base64.b64decode(bundle["image/png"]) == png
    assert "image/png" not in bare and nothing == {}
    assert said["image/png"]["alt"] == "a slider at 0"


def test_letters_have_the_contrast_that_letters_need_and_lines_keep_their_colour():
    figure = new_figure(4, 2)
    left, right = figure.subplots(1, 2)
    (line,) = left.plot([0, 1], color=figures.WHAT)
    title = left.set_title("what", color=figures.WHAT)
    word, white = left.text(0, 0.5, "where", color=figures.WHERE), left.text(0, 0, "light", color="white")
    right.imshow(np.zeros((2, 2)), cmap="gray")
    on_black, above = (
        right.text(0, 0, "both", color=figures.BOTH),
        right.set_title("both", color=figures.BOTH),
    )
    png_of(figure)
    assert figures.contrast(title.get_color()) >= 4.5 and figures.contrast(above.get_color()) >= 4.5
    assert line.get_color() == figures.WHAT and word.get_color() == figures.WHERE
    assert white.get_color() == "white" and on_black.get_color() == figures.BOTH


def test_contrast_goes_from_1_to_21():
    assert figures.contrast("white") == 1 and figures.contrast("black") == pytest.approx(21)
    assert figures.contrast("#777777") == pytest.approx(4.48, abs=0.005)


class TestLiveFigure:
    @pytest.fixture
    def live(self):
        figure = new_figure(4, 2)
        left, right = figure.subplots(1, 2)
        for axes in (left, right):
            axes.set(xlim=(0, 1), ylim=(0, 1), title="a title")
        (self.dot,) = left.plot([0.2], [0.2], "o")
        (self.still,) = right.plot([0.5], [0.5], "o")
        self.left = left
        live = LiveFigure(figure)
        live.animate(self.dot)
        live.refresh()
        return live

    def test_the_picture_has_the_size_of_the_figure(self, live):
        assert pixels(live.widget.value).shape == (180, 360, 3)

    def test_a_moving_artist_changes_its_own_axes_only(self, live):
        before = pixels(live.png())
        self.dot.set_data([0.8], [0.7])
        changed = (pixels(live.png()) != before).any(2)
        box = self.left.bbox
        assert changed.any()
        assert not changed[:, int(box.x1) + 1 :].any() and not changed[:, : int(box.x0)].any()
        rows, columns = changed.nonzero()
        places = {(row // 45, column // 45) for row, column in zip(rows, columns)}
        assert len(rows) < 500 and len(places) <= 8, "the dot's old place and its new one"

    def test_moving_back_gives_the_same_picture(self, live):
        before = live.png()
        self.dot.set_data([0.8], [0.7])
        assert live.png() != before
        self.dot.set_data([0.2], [0.2])
        assert live.png() == before

    def test_what_does_not_move_keeps_its_first_picture(self, live):
        before = live.png()
        self.still.set_data([0.1], [0.9])
        self.left.set_title("another title")
        assert live.png() == before

    def around(self, artist):
        """The 9 x 9 pixels around a dot's place, of a picture."""
        (x,), (y,) = artist.get_data()
        column, up = artist.axes.transData.transform((x, y)).astype(int)
        return np.s_[180 - up - 4 : 180 - up + 5, column - 4 : column + 5]

    def test_a_hidden_artist_is_gone(self, live):
        place = self.around(self.dot)
        assert (pixels(live.png())[place] != 255).any()
        self.dot.set_visible(False)
        assert (pixels(live.png())[place] == 255).all()

    def test_a_moved_artist_leaves_nothing_behind(self, live):
        place = self.around(self.dot)
        self.dot.set_data([0.8], [0.7])
        assert (pixels(live.png())[place] == 255).all()

    def test_animating_others_draws_the_background_anew(self, live):
        place = self.around(self.still)
        assert (pixels(live.png())[place] != 255).any()
        live.animate(self.dot, self.still)
        self.still.set_data([0.1], [0.9])
        assert (pixels(live.png())[place] == 255).all()

    def test_refresh_sends_the_picture(self, live):
        self.dot.set_data([0.8], [0.7])
        live.refresh()
        sent, drawn = pixels(live.widget.value).astype(int), pixels(live.png()).astype(int)
        assert abs(sent - drawn).mean() < 2

    def test_its_letters_have_the_contrast_that_letters_need_also_those_that_move(self):
        figure = new_figure(3, 1)
        still, moving = figure.text(0.1, 0.5, "s", color="#999999"), figure.text(0.5, 0.5, "m")
        live = LiveFigure(figure)
        live.animate(moving)
        live.refresh()
        moving.set_color(figures.BOTH)
        live.refresh()
        assert min(figures.contrast(text.get_color()) for text in (still, moving)) >= 4.5

    def test_an_artist_of_the_whole_figure_can_move(self):
        figure = new_figure(3, 1)
        text = figure.text(0.5, 0.5, "one")
        live = LiveFigure(figure)
        live.animate(text)
        before = live.png()
        text.set_text("two")
        assert live.png() != before
