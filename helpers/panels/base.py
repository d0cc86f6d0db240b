"""Widgets that answer a question: a panel is named controls, one live figure and one line of text."""

import html
from contextlib import ExitStack, contextmanager

import ipywidgets as widgets

from ..plots.figures import LiveFigure, show
from ..printing import say
from .touch import Touch


class Panel:
    """Controls, a live figure and a readout.  Lessons subclass it and write ``draw``.

    controls  {name: widget}; their values arrive in ``draw`` under these names
    figure    a Matplotlib figure (figures.new_figure); ``moving`` are the artists that ``draw`` changes
    title     what the panel is, in words: the plain-text and alt text of the panel

    ``panel.set(name=value)`` drives it by code, ``panel.would_say(name=value)`` says what it would say,
    ``panel.readout`` is its line of text, ``panel.png`` its picture as bytes.
    """

    main = None  # the control that can be moved on a page without Python; None: the first

    def __init__(self, title, controls, figure, moving, columns=1):
        for name, control in controls.items():
            if not control.description:
                raise ValueError(f"the control {name!r} needs a description: it is read out before it")
        self.title, self.controls = title, controls
        self.began, self.asked = self.values(), False  # asked: would_say draws it, for nobody to see
        self.live = LiveFigure(figure)
        self.live.animate(*moving)
        self.line = widgets.HTML()
        self.readout, self._quiet = "", False
        for name, control in controls.items():
            control.add_class(f"panel-{name.replace('_', '-')}")
            control.tooltip = control.description  # without one, ipywidgets 8 says "null" under the mouse
            control.observe(self._changed, names="value")
        one_cell = widgets.Layout(grid_template_columns="100%", max_width="100%", overflow="auto")
        picture = widgets.GridBox([self.live.widget], layout=one_cell)
        self.widget = widgets.VBox([self._arrange(columns), picture, self.line])
        self.widget.add_class("lesson-panel")
        self.redraw()
        if areas := self.areas():
            self.touch = Touch(picture, areas, lambda values: self.turn(**values))

    def draw(self, **values):
        """Put values into the moving artists and return the readout: one line of plain text."""
        raise NotImplementedError("a Panel needs a draw(**values) that returns its readout")

    def idle(self, **values):
        """Names of controls that change nothing as the others stand: they are greyed out until they do."""
        return ()

    def areas(self):
        """The parts of the picture that turn controls when they are touched: a list of touch.Area."""
        return []

    def values(self):
        """What the controls say: {name: value}."""
        return {name: control.value for name, control in self.controls.items()}

    def set(self, **values):
        """Set controls by name, redraw once, and print the readout.

        Raises ValueError for a control that the panel does not have, or a value it does not take;
        then every control stands as before.
        """
        self._take(values)
        self.redraw()
        say(self.readout)

    def would_say(self, **values):
        """Print what the panel would say with these controls set, and all others as they began.

        So it says the same wherever a reader has left the panel, and the panel stays there.
        Raises ValueError as ``set`` does.
        """
        self.asked = True
        try:
            with self.as_if(**{**self.began, **values}) as readout:
                say(readout)
        finally:
            self.asked = False

    @contextmanager
    def as_if(self, **values):
        """Within the block the figure stands as with these controls set; the reader sees nothing of it.

        Gives the readout.  Raises ValueError as ``set`` does.
        """
        before = self.values()
        with ExitStack() as held:
            for control in self.controls.values():
                held.enter_context(control.hold_sync())  # by its end all is as before: nothing moves
            self._take(values)
            try:
                yield self.draw(**self.values())
            finally:
                self._take(before)
                self.draw(**before)

    def turn(self, **values):
        """Turn controls as a hand does: every slider to the nearest value that it has; redraw once.

        The front end gets the picture first, and where the controls stand after it.
        """
        before = self.values()
        with ExitStack() as held:
            for control in self.controls.values():
                held.enter_context(control.hold_sync())
            self._take({name: nearest(self.controls[name], value) for name, value in values.items()})
            if self.values() != before:
                self.redraw()

    def _take(self, values):
        """Set controls in the order in which they stand, without drawing; ValueError, and none is set."""
        unknown = [name for name in values if name not in self.controls]
        if unknown:
            raise ValueError(f"this panel has no control {unknown[0]!r}; it has {list(self.controls)}")
        before = self.values()
        self._quiet = True
        try:
            for name in self.controls:
                if name in values:
                    self._set_one(name, values[name])
        except ValueError:
            for name, value in before.items():
                self.controls[name].value = value
            raise
        finally:
            self._quiet = False

    def _set_one(self, name, value):
        control = self.controls[name]
        options = [option for _, option in getattr(control, "_options_full", ())]
        if options and value not in options:
            raise ValueError(f"the control {name!r} takes one of {options}, got {value!r}")
        try:
            control.value = value
        except Exception as error:  # traitlets' own errors: another class for every kind of control
            raise ValueError(f"the control {name!r} cannot take {value!r}: {error}") from None
        if control.value != value:  # a slider takes the nearest value that it can, and nan as it is
            kind = "whole numbers" if isinstance(control, widgets.IntSlider) else "numbers"
            raise ValueError(
                f"the control {name!r} takes {kind} from {control.min} to {control.max}, got {value!r}"
            )

    def redraw(self):
        """Draw the figure for the controls as they stand and renew the readout."""
        values = self.values()
        self.readout = self.draw(**values)
        idle = self.idle(**values)
        for name, control in self.controls.items():
            control.disabled = name in idle
        self.live.refresh()
        self._show_line()

    def _show_line(self):
        style = "line-height:1.5; min-height:3em"  # two lines: what stands below does not move
        self.line.value = f'<div role="status" style="{style}">{html.escape(self.readout)}</div>'

    @property
    def png(self):
        """The picture as it stands, as PNG bytes."""
        return self.live.png()

    def show(self):
        """Display the panel: live in a notebook, as a picture everywhere else."""
        text = f"Panel: {self.title}"
        show(self.widget, text=text, png=self.png, alt=f"{text}. {self.readout}")

    def _changed(self, _change):
        if not self._quiet:
            self.redraw()

    def _arrange(self, columns):
        # Fewer columns where these would leave no room for the longest name, a track and a number.
        narrowest = max(240, 150 + 7 * max((len(c.description) for c in self.controls.values()), default=0))
        share = f"(100% - {16 * (columns - 1)}px) / {columns}"
        wide = f"repeat(auto-fit, minmax(min(100%, max({narrowest}px, {share})), 1fr))"
        box = widgets.Layout(grid_template_columns=wide, grid_gap="2px 16px")
        return widgets.GridBox(list(self.controls.values()), layout=box)


def nearest(control, value):
    """The value of a slider that is nearest to ``value``; a choice and a switch take it as it is.

    A value between two steps would be moved by the front end, and sent back: the panel would draw twice.
    """
    if not hasattr(control, "step"):
        return value
    last = int((control.max - control.min) / control.step + 1e-9)
    steps = min(max(round((value - control.min) / control.step), 0), last)
    value = control.min + steps * control.step
    return value if isinstance(control, widgets.IntSlider) else round(value, 9)


WIDE = {"description_width": "initial"}


def slider(label, value, low, high, step=0.05):
    """A slider for a real number; ``label`` is what the reader sees beside it."""
    layout = widgets.Layout(width="97%")
    return widgets.FloatSlider(
        value=value, min=low, max=high, step=step, description=label, style=WIDE, layout=layout
    )


def counter(label, value, low, high):
    """A slider for a whole number."""
    layout = widgets.Layout(width="97%")
    return widgets.IntSlider(value=value, min=low, max=high, description=label, style=WIDE, layout=layout)


def choice(label, options, value=None):
    """One of several options: a list of names, or of (name, value) pairs."""
    first = options[0][1] if isinstance(options[0], tuple) else options[0]
    layout = widgets.Layout(width="97%")
    value = first if value is None else value
    return widgets.Dropdown(options=options, value=value, description=label, style=WIDE, layout=layout)


def switch(label, value=True):
    """On or off."""
    layout = widgets.Layout(width="97%")  # left to itself it is 300 pixels wide, also in a column of 240
    return widgets.Checkbox(value=value, description=label, indent=False, layout=layout)
