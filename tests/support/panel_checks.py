"""What the tests of several panels share."""


def afresh(panel, **settings):
    """The panel as it was made, but for these settings: quicker than another one."""
    if not hasattr(panel, "as_made"):
        panel.as_made = panel.values()
    panel.set(**panel.as_made)
    panel.set(**settings)
    return panel


def seen(panel):
    """What a reader has of a panel: its picture and its line."""
    return panel.png, panel.readout


def check_moves(panel, moves, silent=()):
    """Each of these settings changes the picture and the line; of ``silent`` ones the picture alone."""
    before, (picture, readout) = panel.values(), seen(panel)
    for name, value in moves.items():
        panel.set(**{name: value})
        assert panel.png != picture, name
        assert (panel.readout != readout) == (name not in silent), name
        panel.set(**before)
    assert panel.readout == readout


def greyed(panel):
    """The names of the controls that are greyed out."""
    return {name for name, control in panel.controls.items() if control.disabled}


def check_greyed(panel, settings, others):
    """With ``settings``, exactly those controls are greyed out that change nothing when set to ``others``."""
    panel.set(**settings)
    before, was, grey = panel.values(), seen(panel), greyed(panel)
    asked, silent = {name: value for name, value in others.items() if before[name] != value}, set()
    for name, value in asked.items():
        panel.set(**{name: value})
        silent |= {name} if seen(panel) == was else set()
        panel.set(**before)
    assert grey & set(asked) == silent


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
