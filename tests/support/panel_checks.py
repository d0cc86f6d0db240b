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
