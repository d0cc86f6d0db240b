"""What a layer moves is counted; its times are lists of rounds in copies."""

import pytest
import torch

from helpers.attention import CBAM, ECA, SpatialMap, SqueezeExcitation
from helpers.attention.fast import Fast, cpu
from helpers.panels.speed import CHANNELS, ONE_IMAGE
from helpers.training import speed

needs_c = pytest.mark.skipif(cpu.library()[0] is None, reason=cpu.library()[1])


@needs_c
@pytest.mark.parametrize(
    "layer, plain, joined", [(SqueezeExcitation(64), 1.5, 1.5), (SpatialMap(), 2, 1.5), (CBAM(64), 4, 2)]
)
def test_kernels_count_what_they_move_and_other_forms_count_as_the_layer(layer, plain, joined):
    x = torch.randn(2, 64, 20, 20)
    counts = {form: speed.counted(Fast(layer, form), x) for form in ("eager", "blocks", "kernel")}
    assert counts["kernel"] == joined
    assert counts["eager"] == counts["blocks"] == speed.counted(layer, x) == pytest.approx(plain, rel=0.06)


def test_where_there_is_no_kernel_the_layer_is_counted_and_its_convolution_used(monkeypatch):
    x, layer = torch.randn(2, 64, 20, 20), SpatialMap()
    with pytest.raises(ValueError, match="no kernel for ECA"):
        Fast(ECA(64)).passes()
    monkeypatch.setattr(cpu, "library", lambda: (None, "there is no C compiler here"))
    assert speed.counted(Fast(layer), x) == speed.counted(layer, x)
    assert torch.equal(cpu.convolve(layer.conv, x[:, :2]), layer.conv(x[:, :2]))


def test_every_round_is_given_and_the_median_is_theirs(monkeypatch):
    took = {torch.clone: iter([9, 2, 2, 2]), torch.neg: iter([9, 4, 12, 8])}  # the first round warms up
    monkeypatch.setattr(speed, "_seconds", lambda function, x, backward: next(took[function]))
    found = speed.rounds_in_copies({"layer": torch.neg}, torch.zeros(2), rounds=3)
    assert found == {"layer": [2, 6, 4]}
    with pytest.raises(ValueError, match="at least one round"):
        speed.in_copies({}, torch.zeros(2), rounds=0)


def test_the_order_of_the_functions_changes_from_round_to_round():
    seen, names = [], "abc"
    functions = {name: lambda x, name=name: seen.append(name) for name in names}
    speed.seconds(functions, torch.zeros(2), rounds=9)
    rounds = ["".join(seen[first : first + 3]) for first in range(0, len(seen), 3)]
    assert len(set(rounds)) > 1 and {"".join(sorted(one)) for one in rounds} == {names}
    assert len(rounds) == 10


def test_the_roof_is_the_fastest_arithmetic_a_matrix_product_or_a_layer(monkeypatch):
    monkeypatch.setattr(speed, "_seconds", lambda function, x, backward: 1.0)
    with torch.no_grad():
        points, _, peak = speed.under_the_roof({"scale": lambda x: x * 2}, torch.zeros(1, 8, 9, 9), size=4)
    assert peak == 2 * 8**3 and points["scale"][1] == 8 * 9 * 9
    with torch.no_grad():
        points, _, peak = speed.under_the_roof({"scale": lambda x: x * 2}, torch.zeros(1, 8, 9, 9), size=2)
    assert points["scale"][1] == peak > 2 * 4**3


def test_a_scaling_is_one_calculation_for_a_number_and_a_multiply_add_is_two():
    x = torch.randn(2, 8, 4, 4)
    layers = {"scale": lambda x: x * 2, "matrix": torch.nn.Conv2d(8, 8, 1, bias=False)}
    with torch.no_grad():
        points, _, _ = speed.under_the_roof(layers, x, size=8)
    assert points["scale"][0] == 0.5  # a number is read and one is written
    assert points["matrix"][0] == 8  # 8 multiply-adds for a number, 16 calculations


def test_a_mean_is_one_calculation_for_a_number_also_where_it_is_a_sum_that_is_divided():
    x = torch.randn(2, 8, 40, 40)
    layers = {"mean": lambda x: x * x.mean((2, 3), keepdim=True), "SE": SqueezeExcitation(8).eval()}
    with torch.no_grad():
        names = {o.name for o in speed.operations(layers["SE"], x, rounds=1)}
        points, _, _ = speed.under_the_roof(layers, x, size=8)
    assert "mean" in names and "sum" not in names
    for dense, _ in points.values():  # two calculations; two numbers are read and one is written
        assert dense == pytest.approx(2 / 3, rel=0.02)


@pytest.mark.parametrize("side", [14, 28, 56])
def test_a_block_of_the_panel_is_one_image(side):
    seen = []

    class Listens(torch.nn.Module):
        def forward(self, x):
            seen.append(len(x))
            return x

    with torch.no_grad():
        Fast(Listens(), "blocks", ONE_IMAGE)(torch.zeros(3, CHANNELS, side, side))
    assert seen == [1, 1, 1]
