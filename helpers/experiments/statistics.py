"""Compare fairly: paired by seed, with a 95% interval, and a sentence that follows from them."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from .student import stdtrit


@dataclass
class Difference:
    """What one variant gains over another, seed by seed.

    mean  the average gain;  half  half the width of its 95% t-interval
    wins  seeds on which the gain is above zero;  seeds  how many there are;  ties  gains of exactly zero
    """

    mean: float
    half: float
    wins: int
    seeds: int
    ties: int = 0

    @property
    def low(self):
        """Lower end of the interval."""
        return self.mean - self.half

    @property
    def high(self):
        """Upper end of the interval."""
        return self.mean + self.half


def interval(values):
    """Mean and half width of the 95% t-interval of a list of numbers (Student, 1908)."""
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or len(values) < 2:
        raise ValueError(f"an interval needs the results of at least two seeds, got {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError(
            f"an interval needs finite numbers, got {values[~np.isfinite(values)][0]} among them"
        )
    standard_error = values.std(ddof=1) / np.sqrt(len(values))
    return values.mean(), stdtrit(len(values) - 1, 0.975) * standard_error


def paired(a, b):
    """The gain of a over b, paired: a[i] and b[i] come from the same seed."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape:
        raise ValueError(f"paired results need the same seeds on both sides, got {a.shape} and {b.shape}")
    gain = a - b
    mean, half = interval(gain)
    return Difference(mean, half, int((gain > 0).sum()), len(gain), int((gain == 0).sum()))


def verdict(difference, unit="points", scale=100):
    """The sentence that the numbers allow; scale=100 turns shares into percentage points.

    >>> verdict(Difference(0.077, 0.013, 10, 10))
    'better by 7.7 ± 1.3 points, 10 of 10 seeds'
    """
    d = difference
    size = f"{abs(d.mean) * scale:.1f} ± {d.half * scale:.1f} {unit}"
    if d.low > 0:
        return f"better by {size}, {d.wins} of {d.seeds} seeds"
    if d.high < 0:
        return f"worse by {size}, {d.seeds - d.wins - d.ties} of {d.seeds} seeds"
    mean = f"{d.mean * scale:+z.1f}"  # z: +0.0, never -0.0
    return f"no clear difference ({mean} ± {d.half * scale:.1f} {unit}, {d.seeds} seeds)"


def luck(gains, count):
    """What fewer seeds would have said: shares (worse, no clear difference, better), which sum to one.

    Of all ways to choose ``count`` of the gains; one gain alone has no interval and says its sign.
    Raises ValueError for a count below one or above the number of gains.
    """
    gains = np.asarray(gains, dtype=float)
    if not 1 <= count <= len(gains):
        raise ValueError(f"there are {len(gains)} gains to choose from, got count={count}")
    chosen = gains[np.array(list(combinations(range(len(gains)), count)))]
    means, halves = chosen.mean(1), np.zeros(len(chosen))
    if count > 1:
        halves = stdtrit(count - 1, 0.975) * chosen.std(1, ddof=1) / np.sqrt(count)
    worse, better = (means + halves < 0).mean(), (means - halves > 0).mean()
    return float(worse), float(1 - worse - better), float(better)
