"""A panel for tests, small and quick."""

from helpers.panels.base import Panel, choice, counter, slider, switch
from helpers.panels.touch import Area
from helpers.plots.figures import new_figure


class Square(Panel):
    """Two sliders and a choice under a square that can be touched."""

    def __init__(self):
        figure = new_figure(3, 2)
        axes = figure.subplots()
        axes.set(xlim=(0, 10), ylim=(10, 0))
        (self.dot,) = axes.plot([0], [0], "o")
        self.draws = 0
        controls = {"x": counter("x", 3, 0, 10), "y": slider("y", 4.0, 0.0, 10.0, 0.5)}
        controls |= {"kind": choice("kind", ["a", "b"]), "on": switch("on", False)}
        super().__init__("a square", controls, figure, [self.dot])

    def draw(self, x, y, kind, on):
        self.draws += 1
        self.dot.set_data([x], [y])
        return f"{x} {y:.1f} {kind} {on}"

    def areas(self):
        return [Area(self.dot.axes, lambda x, y: {"x": x, "y": y, "kind": "b"})]
