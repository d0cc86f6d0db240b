"""Measured properties of a wrong result that show what is wrong where no known mistake fits.

Each looks at a Trial (see ``function``) whose case ``first`` fails, and returns a sentence or "".
"""

from contextlib import suppress

import torch

from .values import alike, same, show


def measured(trial):
    """The first property that holds, in words; "" if none does."""
    got = trial.got[trial.first]
    if got.odd or got.error or trial.wants[trial.first].error:
        return got.why
    for property_ in PROPERTIES:
        with suppress(RuntimeError, ValueError, TypeError, IndexError, AttributeError):  # does not apply here
            if sentence := property_(trial):
                return sentence
    return ""


def _pair(trial):
    """What was wanted and what came in the failing case."""
    return trial.wants[trial.first].value, trial.got[trial.first].value


def _numbers(trial):
    """(wanted, got) as tensors of one shape for every case without an error; [] where shapes differ."""
    pairs = [(w.value, g.value) for w, g in zip(trial.wants, trial.got) if not (w.error or g.error or g.odd)]
    fit = all(isinstance(g, torch.Tensor) and w.shape == g.shape for w, g in pairs)
    return [(w.double(), g.double()) for w, g in pairs] if fit else []


def right_numbers(trial):
    """The numbers are right, the axes are not."""
    want, got = _pair(trial)
    if not isinstance(want, torch.Tensor) or want.shape == got.shape:
        return ""
    lost = [w.shape != g.shape for w, g in _shapes(trial)]
    if want.numel() == got.numel() and same(got.reshape(want.shape), want):
        if not all(lost):
            return f"the numbers are right, but in {sum(lost)} cases an axis of length one is lost or added"
        return f"the numbers are right, but they have the shape {tuple(got.shape)}, not {tuple(want.shape)}"
    if want.dim() == 2 and same(got.mT if got.dim() == 2 else got, want):
        return "the numbers are right, but rows and columns are swapped"
    if want.dtype == torch.int64 and want.shape[1:] == got.shape[1:]:
        return ""  # a list of places or indices: its length is the answer's, not a matter of axes
    return f"the shape is {tuple(got.shape)}, asked for is {tuple(want.shape)}"


def _shapes(trial):
    return [
        (w.value, g.value)
        for w, g in zip(trial.wants, trial.got)
        if isinstance(w.value, torch.Tensor) and isinstance(g.value, torch.Tensor)
    ]


def not_a_number(trial):
    """NaN or infinity where numbers are wanted."""
    want, got = _pair(trial)
    if isinstance(got, torch.Tensor) and got.is_floating_point() and want.isfinite().all():
        for what, bad in (("NaN", got.isnan()), ("infinity", got.isinf())):
            if bad.any():
                return f"{int(bad.sum())} of {got.numel()} results are {what}"
    return ""


def varies(trial):
    """Two calls with the same input differ."""
    again = trial.again(trial.function, trial.cases[trial.first].args, trial.first)
    if not alike(again, trial.got[trial.first]):
        return "two calls with the same input give different results: something random or remembered is in it"
    return ""


def given_back(trial):
    """It returns an argument."""
    want, got = _pair(trial)
    for name, value in zip(trial.exercise.arguments, trial.cases[trial.first].args):
        if isinstance(value, torch.Tensor) and isinstance(got, torch.Tensor) and same(got, value):
            return f"the result is {name} as it came"
    return ""


def one_factor(trial):
    """All results are wrong by one and the same factor, or are turned round."""
    pairs = [(w, g) for w, g in _numbers(trial) if w.numel() and w.isfinite().all() and g.isfinite().all()]
    if len(pairs) < 3:
        return ""
    if all(same(g, 1 - w) for w, g in pairs):
        return "every result is 1 minus the right one"
    want, got = max(pairs, key=lambda pair: pair[0].abs().max())
    place = want.abs().argmax()
    ratio, shift = (got.flatten()[place] / want.flatten()[place]).item(), (got - want).flatten()[0].item()
    if ratio and ratio != 1 and all(same(g, ratio * w) for w, g in pairs):
        return f"every result is {ratio:.4g} times the right one"
    if all(same(g, w + shift) for w, g in pairs):
        return f"every result is {abs(shift):.4g} too {'large' if shift > 0 else 'small'}"
    return ""


def out_of_range(trial):
    """Results outside of the range of the true ones, 0 to 1."""
    pairs = _numbers(trial)
    if (
        not pairs
        or any((w < 0).any() or (w > 1).any() for w, _ in pairs)
        or trial.wants[0].value.dtype == torch.int64
    ):
        return ""
    low, high = min(g.min() for _, g in pairs if g.numel()), max(g.max() for _, g in pairs if g.numel())
    if low < -1e-6 or high > 1 + 1e-6:
        return f"the results go from {low:.3g} to {high:.3g}, they have to lie between 0 and 1"
    return ""


def constant(trial):
    """The same result whatever the input."""
    values = [g.value for g in trial.got if not g.odd and not g.error]
    wanted = [w.value for w in trial.wants if not w.error]
    first = values[0]
    if len(values) > 3 and all(same(v, first) for v in values) and not all(same(w, first) for w in wanted):
        return f"the result is {show(first)} in every case"
    return ""


def images_mix(trial):
    """An image's result changes with the other images of the batch, or all images get the same."""
    names, exercise = trial.exercise.arguments, trial.exercise
    if not exercise.images:
        return ""
    for k, (case, want, got) in enumerate(zip(trial.cases, trial.wants, trial.got)):
        n = len(case.args[names.index(exercise.images[0])])
        if n < 2 or got.odd or got.error or got.value.shape != want.value.shape:
            continue
        args = tuple(a[:1] if name in exercise.images else a for name, a in zip(names, case.args))
        alone = trial.again(trial.function, args, k, want.value[:1])
        fits = isinstance(alone.value, torch.Tensor) and alone.value.shape == got.value[:1].shape
        if fits and not same(alone.value, got.value[:1], 1e-4):
            return f"the first of {n} images gives something else alone than beside the others: images mix"
    pairs = [(w, g) for w, g in _numbers(trial) if len(w) > 1]
    alike_, wanted = (all(same(each[k], each[k][:1].expand_as(each[k])) for each in pairs) for k in (1, 0))
    return "all images of a batch get the same result" if pairs and alike_ and not wanted else ""


def only_some(trial):
    """Everything is right but the cases of one size or number format."""
    wrong = [case.what for case, fine in zip(trial.cases, trial.right) if not fine]
    if len(wrong) == 1 and len(trial.cases) > 3:
        return f'all cases are right but this one, "{wrong[0]}"'
    return ""


PROPERTIES = (
    right_numbers,
    varies,
    not_a_number,
    given_back,
    constant,
    images_mix,
    one_factor,
    out_of_range,
    only_some,
)
