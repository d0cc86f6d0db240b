"""The panel of lesson 10: every control moves it, every number in it is right, the brush is a brush."""

import pytest
import torch
from panel_checks import afresh, check_greyed, check_moves

from helpers import datasets, experiments, explain, networks
from helpers.networks.pretrained import stored_gate
from helpers.panels.inside import METHODS, InsidePanel, bright_end, brushed
from helpers.plots import inside as plots

BATCH = datasets.cluttered_digits(30, "test", 77)
RECIPE = experiments.EXPERIMENTS["clutter"]
MOVES = {"image": 5, "method": "Grad-CAM", "layer": 1, "row": 6, "column": 31, "brush": 16}


def fresh_gate():
    return networks.build(RECIPE.network, 0, **RECIPE.settings, **RECIPE.variants["gate"]).eval()


@pytest.fixture(scope="module")
def net():
    return stored_gate()


@pytest.fixture(scope="module")
def built(net):
    return InsidePanel(net, fresh_gate(), BATCH)


@pytest.fixture
def panel(built):
    return afresh(built, brush=12)


def test_every_control_moves_the_panel_and_is_greyed_exactly_while_it_does_not(panel):
    check_moves(panel, MOVES)
    without = {"method": "blurred intensity", "brush": 0}
    for settings in ({"brush": 0}, {"brush": 12, "method": "centre blob"}, without):
        check_greyed(panel, settings, MOVES)


@pytest.mark.parametrize("method", METHODS)
def test_every_map_is_where_it_comes_from(panel, net, method):
    images = BATCH.images[:24]
    source = fresh_gate() if "untrained" in method else net
    expected = {
        "its own": lambda: explain.own_maps(source, images)["stages.1.attention"],
        "own map": lambda: explain.own_maps(source, images)["stages.1.attention"],
        "Grad-CA": lambda: explain.grad_cam(source, images, source.stages[1]),
        "centre ": lambda: explain.centre_blob(images),
        "blurred": lambda: explain.blurred_intensity(images),
    }[method[:7]]()
    maps, top = panel.maps(method, 1)
    torch.testing.assert_close(maps, expected)
    fixed = not method.startswith(("Grad", "blurred"))
    assert top == (1.0 if fixed else bright_end(expected))


def test_the_readout_holds_the_scores(panel, net, capsys):
    panel.set(image=7, layer=2, brush=0)
    chosen = BATCH[7:8]
    maps = explain.own_maps(net, chosen.images)["stages.2.attention"]
    energy = explain.energy(maps, explain.box_mask(chosen.box, 40)).item()
    rest = explain.auroc(maps, chosen.mask, ~chosen.mask).item()
    fragments = explain.auroc(maps, chosen.mask, chosen.distractors).item()
    where = "inside" if explain.pointing(maps, chosen.box, 40).item() else "outside"
    logits = net(chosen.images)[0]
    for words in (
        f"image 7 (digit {chosen.labels.item()}), its own map of stage 3: the peak is {where} the box",
        f"energy in the box {energy:.3f}",
        f"AUROC against the rest {rest:.3f}, against fragments {fragments:.3f}",
        f" with logit {logits.max():.2f}; nothing is brushed out",
    ):
        assert words in panel.readout
    assert capsys.readouterr().out.strip().endswith(panel.readout)


def test_the_readout_says_whether_the_answer_is_wrong_and_the_network_untrained(panel):
    for image in range(6):
        panel.set(image=image, method="Grad-CAM, untrained", layer=2, brush=0)
        answer, right = int(panel.logits[image].argmax()), int(panel.batch.labels[image])
        wrong = "" if answer == right else ", which is wrong,"
        assert f"says {answer}{wrong} with logit" in panel.readout
        assert "), Grad-CAM of stage 3 before training: the peak" in panel.readout


def test_the_brush_asks_the_network_again(panel, net):
    panel.set(image=2, row=14, column=20, brush=10)
    image = BATCH.images[2:3].clone()
    image[:, :, 9:19, 15:25] = 0
    logits, before = net(image)[0], net(BATCH.images[2:3])[0]
    said, says = int(before.argmax()), int(logits.argmax())
    answer = f"but {says} gets {logits[says]:.2f}: it says" if says != said else "and it still says"
    assert f"around (14, 20) this logit is {logits[said]:.2f}, {answer} {says}." in panel.readout


def test_a_brush_may_hang_over_the_edge():
    image = torch.ones(1, 6, 6)
    assert brushed(image, 0, 5, 4).sum() == 36 - 2 * 3
    assert brushed(image, 3, 3, 0).sum() == 36 and image.sum() == 36
    assert brushed(image, 3, 3, 12).sum() == 0


def test_the_means_are_over_the_panels_images(panel, net):
    means = panel.over_all_images("Grad-CAM", 2)
    maps = explain.grad_cam(net, BATCH.images[:24])
    assert means["pointing"] == pytest.approx(
        explain.pointing(maps, BATCH.box[:24], 40).float().mean().item()
    )
    first = explain.energy(maps, explain.box_mask(BATCH.box[:24], 40)).mean().item()
    assert means["energy in the box"] == pytest.approx(first)
    assert list(means)[2:] == ["AUROC, the rest", "AUROC, fragments"]


def test_the_scale_does_not_depend_on_the_image(panel):
    maps, top = panel.maps("Grad-CAM", 2)
    peaks = maps.flatten(1).max(1).values
    assert (peaks >= top).sum() >= 12 and (peaks < top).any()
    assert bright_end(torch.zeros(3, 1, 2, 2)) > 0


def test_the_network_is_copied(panel, net):
    with torch.no_grad():
        changed = fresh_gate()
        other = InsidePanel(changed, fresh_gate(), BATCH)
        before = other.readout
        changed.classify.weight.zero_()
    other.redraw()
    assert other.readout == before


def test_a_network_without_maps_is_a_sentence():
    plain = networks.build(networks.ConvNet)
    with pytest.raises(ValueError, match="needs a network with a spatial map at the end of a stage"):
        InsidePanel(plain, plain, BATCH)


def fake_sweep(**metrics):
    """Stored rows of one variant "gate": the metrics of two seeds."""
    seeds = zip(*metrics.values())
    rows = [
        {"variant": "gate", "seed": k, "params": 1, "metrics": dict(zip(metrics, values))}
        for k, values in enumerate(seeds)
    ]
    return {"rows": rows}


def words(figure):
    """All texts of a figure."""
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_the_table_of_seeds_writes_the_means_and_draws_every_seed():
    stored = fake_sweep(**{"pointing": (0.5, 0.7), "cam pointing": (0.1, 0.2)})
    rows = {"own": ("gate", "", "#0072B2"), "cam": ("gate", "cam ", "#0072B2")}
    figure = plots.seed_table(stored, rows, ["pointing"], ["points"], [0.5], {"blob": {"pointing": 0.45}})
    assert words(figure) == ["0.45", "0.60", "0.15"]
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["blob", "own", "cam"]
    drawn = [sorted(seeds.get_offsets()[:, 0].tolist()) for seeds in axes.collections]
    assert drawn == [[0.5, 0.7], [0.1, 0.2]]


def test_several_networks_without_a_sweep_have_a_point_each_and_their_mean():
    stored, rows = fake_sweep(pointing=(0.5, 0.7)), {"own": ("gate", "", "#0072B2")}
    fresh = [{"pointing": 0.25}, {"pointing": 0.75}]
    figure = plots.seed_table(stored, rows, ["pointing"], ["points"], [0.5], {"untrained": fresh})
    assert words(figure) == ["0.50", "0.60"] and "untrained 0.50, own 0.60" in figure.alt
    drawn = [sorted(seeds.get_offsets()[:, 0].tolist()) for seeds in figure.axes[0].collections]
    assert drawn == [[0.25, 0.75], [0.5, 0.7]]


def test_what_a_map_costs_stands_over_where_it_points_and_what_it_gains():
    stored = fake_sweep(**{"accuracy": (0.8, 0.6), "last mean": (0.7, 0.6), "cam pointing": (0.9, 1.0)})
    plain = fake_sweep(accuracy=(0.75, 0.7))["rows"]
    stored["rows"] += [{**row, "variant": "plain"} for row in plain]
    maps = {"a gate": ("gate", "cam ", "last ", "o")}
    figures = plots.points_and_used(stored, 0.45, maps), plots.used_and_gained(stored, maps)
    for figure, places, mean in zip(figures, ([0.9, 1.0], [5, -10]), ("0.95", "−2.5")):
        (axes,) = figure.axes
        (marks,) = axes.collections
        assert marks.get_offsets().tolist() == [pytest.approx([x, y]) for x, y in zip(places, (10, 0))]
        assert [text.get_text() for text in axes.get_legend().get_texts()] == ["a gate"]
        assert "average map: a gate 5.0; " in figure.alt
        assert figure.alt.endswith(f": a gate {mean}.")


def test_maps_start_alike_when_nothing_is_forgotten():
    stored = fake_sweep(**{f"redrawn {k}": (0.5, 0.3) for k in (1, 2, 3, 4)})
    figure = plots.kept_when_redrawn(stored, {"own": ("gate", "", "#0072B2", "-")})
    mean = figure.axes[0].lines[-1].get_ydata().tolist()
    assert mean == pytest.approx([1, 0.4, 0.4, 0.4, 0.4])
    (label,) = figure.axes[0].texts
    assert (label.get_text(), label.get_position()[1]) == ("own", pytest.approx(0.4))
    (axes,) = plots.kept_when_redrawn(stored, {"own": ("gate", "", "#0072B2", "-")}, steps=1).axes
    assert axes.lines[-1].get_ydata().tolist() == pytest.approx([1, 0.4])
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["as trained", "head"]
    assert figure.alt.endswith("own 0.40 and 0.40 and 0.40 and 0.40."), figure.alt


def test_curves_name_the_area_under_them():
    down = {"its own map": torch.tensor([1.0, 0.0]), "random": torch.tensor([1.0, 1.0])}
    figure = plots.curves(down, down)
    named = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert named == ["0.50  its own map", "1.00  random"]


def test_the_convincing_picture_shows_the_map_as_it_is():
    maps = explain.centre_blob(BATCH.images)
    figure = plots.convincing(BATCH, maps, 3)
    shown = [axes.images[0] for axes in figure.axes[6:9]]
    assert all(image.get_clim() == (0, 1) for image in shown)
    assert torch.equal(torch.tensor(shown[1].get_array().data), maps[1, 0])
