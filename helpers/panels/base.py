"""Widgets that answer a question: a panel is named controls, one live figure and one line of text."""

import html

import ipywidgets as widgets

from ..plots.figures import LiveFigure, show
from ..printing import say


class Panel:
    """Controls, a live figure and a readout.  Lessons subclass it and write ``draw``.

    controls  {name: widget}; their values arrive in ``draw`` under these names
    figure    a Matplotlib figure (figures.new_figure); ``moving`` are the artists that ``draw`` changes
    title     what the panel is, in words: the plain-text and alt text of the panel

    ``panel.set(name=value)`` drives it by code, ``panel.readout`` is its line of text, ``panel.png``
    its picture as bytes.
    """

    def __init__(self, title, controls, figure, moving, columns=1):
        for name, control in controls.items():
            if not control.description:
                raise ValueError(f"the control {name!r} needs a description: it is read out before it")
        self.title, self.controls = title, controls
        self.live = LiveFigure(figure)
        self.live.animate(*moving)
        self.line = widgets.HTML()
        self.readout, self._quiet = "", False
        for name, control in controls.items():
            control.add_class(f"panel-{name.replace('_', '-')}")
            control.tooltip = control.description  # without one, ipywidgets 8 says "null" under the mouse
            control.observe(self._changed, names="value")
        picture = widgets.Box([self.live.widget], layout=widgets.Layout(max_width="100%", overflow="auto"))
        self.widget = widgets.VBox([self._arrange(columns), picture, self.line])
        self.widget.add_class("lesson-panel")
        self.redraw()

    def draw(self, **values):
        """Put values into the moving artists and return the readout: one line of plain text."""
        raise NotImplementedError("a Panel needs a draw(**values) that returns its readout")

    def idle(self, **values):
        """Names of controls that change nothing as the others stand: they are greyed out until they do."""
        return ()

    def values(self):
        """What the controls say: {name: value}."""
        return {name: control.value for name, control in self.controls.items()}

    def set(self, **values):
        """Set controls by name, redraw once, and print the readout.

        Raises ValueError for a control that the panel does not have, or a value it does not take;
        then every control stands as before.
        """
        unknown = [name for name in values if name not in self.controls]
        if unknown:
            raise ValueError(f"this panel has no control {unknown[0]!r}; it has {list(self.controls)}")
        before = self.values()
        self._quiet = True
        try:
            for name, value in values.items():
                self._set_one(name, value)
        except ValueError:
            for name, value in before.items():
                self.controls[name].value = value
            raise
        finally:
            self._quiet = False
        self.redraw()
        say(self.readout)

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
        self.line.value = f'<div role="status" style="line-height:1.5">{html.escape(self.readout)}</div>'

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
