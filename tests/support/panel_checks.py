"""What the tests of several panels share."""


def moves(panel, name, value):
    """Whether a control, set to ``value``, changes the panel's picture or its line; then it is put back."""
    before, picture, readout = panel.values()[name], panel.png, panel.readout
    panel.set(**{name: value})
    changed = panel.png != picture or panel.readout != readout
    panel.set(**{name: before})
    return changed


def greyed(panel):
    """The names of the controls that are greyed out."""
    return {name for name, control in panel.controls.items() if control.disabled}


def check_greyed(panel, settings, others):
    """With ``settings``, exactly those controls are greyed out that change nothing when set to ``others``."""
    panel.set(**settings)
    asked = {name: value for name, value in others.items() if panel.values()[name] != value}
    silent = {name for name, value in asked.items() if not moves(panel, name, value)}
    assert greyed(panel) & set(asked) == silent


def touch(panel, axes, *places):
    """Press at the first of these places (x, y), in the data of these axes, and drag to the others."""
    parts = enumerate(panel.touch.parts)
    index, area = next((k, part) for k, part in parts if part.axes is axes and holds(part, *places[0]))
    (x0, y0), (x1, y1) = area.corners()
    pixels = axes.transData.transform(places)
    shares = [((x - x0) / (x1 - x0), (y1 - y) / (y1 - y0)) for x, y in pixels]
    for here in shares:
        count = panel.touch.at[0] + 1 if panel.touch.at else 1
        panel.touch.at = [count, index, *map(float, here), *map(float, shares[0])]


def holds(area, x, y):
    """Whether a place in the data of its axes lies in a touch.Area."""
    (x0, y0), (x1, y1) = area.corners()
    px, py = area.axes.transData.transform((x, y))
    return x0 - 1 <= px <= x1 + 1 and y0 - 1 <= py <= y1 + 1
