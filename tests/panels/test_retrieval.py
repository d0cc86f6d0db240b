"""The panel of lesson 07 and its still figures: what is nearest, what is shown, what is said."""

import numpy as np
import pytest
import torch
from panel_checks import check_moves, touch

from helpers import datasets, experiments, gates, training
from helpers.experiments import metrics, store as results
from helpers.networks.pretrained import stored_recognisers as stored_networks
from helpers.panels.retrieval import STATES, RetrievalPanel, alike, embeddings_under, nearest, square_of
from helpers.plots import recognition as plots

CLASSES = datasets.classes_of("test", 0)
RECIPE = experiments.EXPERIMENTS["recognition"]
BATCH = experiments.test_batch(RECIPE, 60)


@pytest.fixture(scope="module")
def nets():
    return stored_networks()


@pytest.fixture(scope="module")
def panel(nets):
    return RetrievalPanel(*nets, BATCH, CLASSES)


@pytest.fixture(autouse=True)
def at_the_start(panel):
    panel.set(query=0, gate="own")


def test_every_control_changes_the_picture_and_the_readout(panel):
    check_moves(panel, {"query": 5, "gate": "one"})
    check_moves(panel, {"gate": "plain"})


@pytest.mark.parametrize("state", STATES)
def test_the_readout_is_exact(panel, nets, state, capsys):
    plain, gated = nets
    if state == "plain":
        vectors = training.predict(plain, BATCH.images)
    else:
        with gates.replace(gated, (lambda w: w) if state == "own" else state):
            vectors = training.predict(gated, BATCH.images)
    panel.set(query=7, gate=state)
    said = panel.readout
    assert capsys.readouterr().out.strip().endswith(said)
    cosines = (vectors @ vectors[7]).tolist()
    order = sorted((k for k in range(60) if k != 7), key=lambda k: -cosines[k])[:5]
    digits = [CLASSES[label] for label in BATCH.labels]
    neighbours = ", ".join(f"{digits[k]} ({cosines[k]:.2f})" for k in order)
    right = sum(digits[k] == digits[7] for k in order)
    shared = int((BATCH.clean[7] == BATCH.clean[order[0]]).sum())
    assert said == (
        f"query 7, a {digits[7]}, gate {STATES[state]}: nearest {neighbours}; {right} of 5 right; "
        f"the nearest has {shared} of 8 states in common"
    )
    assert "recall" not in said, "the lesson asks for it"
    assert panel.recall[state] == pytest.approx(metrics.hit_rate(vectors, BATCH.labels))


def test_right_ones_are_marked_by_more_than_colour(panel):
    panel.set(query=3, gate="one")
    digits = [CLASSES[label] for label in BATCH.labels]
    places = panel.found["one"][0][3].tolist()
    right = [digits[k] == digits[3] for k in places]
    assert True in right and False in right, "the test needs a query with both kinds"
    solid = [frame.get_linestyle() in ("-", "solid") for frame in panel.frames[1:]]
    assert solid == right


def test_the_panel_draws_images_of_which_every_sensor_works(nets):
    batch = datasets.unseen_sensors(12, "test", 5, broken=0.0)
    assert batch.clean.all()
    panel = RetrievalPanel(*nets, batch, CLASSES)
    assert not panel.crosses.get_paths()
    assert "the nearest has 8 of 8 states in common" in panel.readout


def test_the_gates_shown_are_the_gates_used(nets):
    plain, gated = nets
    states = embeddings_under(plain, gated, BATCH.images)
    own = experiments.sensor_gates(next(iter(experiments.recorded(gated, BATCH).values())))
    assert torch.equal(states["own"][1], own)
    assert torch.allclose(states["mean"][1], own.mean(0).expand_as(own), atol=1e-6)
    assert torch.equal(states["other image"][1], own.roll(1, 0))
    assert (states["one"][1] == 1).all()
    assert states["plain"][1] is None
    assert (training.predict(gated, BATCH.images) == states["own"][0]).all(), "the gate works again"


def test_every_neighbour_that_is_touched_becomes_the_query(nets):
    panel = RetrievalPanel(*nets, experiments.test_batch(RECIPE, 400), CLASSES)
    far = next(q for q in range(400) if panel.found["own"][0][q].min() > 100)
    for neighbour, tile in enumerate(panel.gates[1:]):
        panel.set(query=far, gate="own")
        touch(panel, tile.axes, (0, 0))
        assert panel.values()["query"] == panel.found["own"][0][far, neighbour]


def test_misled_queries_are_right_by_their_own_gates_and_fooled_by_the_same_sensors(nets):
    batch = experiments.test_batch(RECIPE, 400)
    panel = RetrievalPanel(*nets, batch, CLASSES)
    expected = []
    for query in range(400):
        own, opened = (panel.found[gate][0][query].tolist() for gate in ("own", "one"))
        right = all(panel.digits[k] == panel.digits[query] for k in own)
        same = torch.equal(batch.clean[opened[0]], batch.clean[query])
        assert (panel.shared("one")[query] == 8) == same
        if right and same and panel.digits[opened[0]] != panel.digits[query]:
            expected.append(query)
    assert panel.misled() == expected and expected, "the test needs such a query"


def test_nearest_and_alike_by_hand():
    vectors = torch.tensor([[1.0, 0.0], [0.8, 0.6], [0.6, 0.8], [0.0, 1.0]])
    places, cosines = nearest(vectors, 2)
    assert places.tolist() == [[1, 2], [2, 0], [1, 3], [2, 1]]
    assert torch.allclose(cosines[1], torch.tensor([0.96, 0.8]))
    clean = torch.tensor([[True, False, True], [True, True, True]])
    assert alike(clean).tolist() == [[3, 2], [2, 3]]


def test_the_square_of_sensors_has_every_view_in_its_place():
    views = torch.arange(8.0)[:, None, None].expand(8, 2, 2)
    picture = square_of(views, between=1)
    assert picture.shape == (8, 8)
    assert [picture[3 * r, 3 * c] for r in range(3) for c in range(3)][:8] == list(range(8))
    assert (picture[2] == 4).all(), "a bright line between the sensors"


@pytest.mark.parametrize("variant, place", [("plain", 0), ("normalised", 1)])
def test_the_stored_networks_are_those_of_the_sweep(nets, variant, place):
    """They were trained alike and stored in half precision: a point of recall@1 apart at most."""
    batch = experiments.test_batch(RECIPE)
    stored = results.column(results.load("recognition"), variant, "recall@1")[0]
    assert RECIPE.judge(nets[place], batch) == pytest.approx(stored, abs=0.01)


class TestFigures:
    """The still figures draw what they are given."""

    def texts(self, figure):
        """Every word of a figure that is drawn in its axes."""
        return [
            text.get_text() for axes in figure.axes for text in (*axes.texts, axes.title, axes._left_title)
        ]

    def test_candidates_are_the_first_of_every_class_after_the_query(self):
        assert plots.candidates(torch.tensor([1, 1, 1, 0, 2, 0, 2])) == [0, 1, 3, 4]

    def test_the_puzzle_shows_every_sensor_of_every_candidate(self):
        figure = plots.puzzle(BATCH, [0, 2, 5])
        pictures = [axes.images[0].get_array() for axes in figure.axes]
        assert len(pictures) == 24
        assert np.array_equal(pictures[8 + 3], BATCH.images[2, 3])

    def test_the_circle_frames_the_nearest(self):
        figure = plots.circle([[1, 0], [0.8, 0.6], [0.6, 0.8], [0, 1]], "AABB")
        words = self.texts(figure)
        assert words.count("0.96\nwrong") == 2 and words.count("0.80\nright") == 2
        assert words.count("itself") == 4
        frames = sorted(patch.get_xy() for patch in figure.axes[1].patches)
        assert np.allclose(frames, [(0.54, -0.46), (0.54, 1.54), (1.54, 0.54), (1.54, 2.54)])

    def test_projections_keep_lengths_and_one_scale(self):
        vectors = torch.zeros(40, 5)
        vectors[:, 1] = torch.linspace(-0.8, 0.8, 40)
        figure = plots.projections(
            {"one": (vectors, torch.arange(40) % 4), "two": (vectors / 2, torch.ones(40))}
        )
        first, second = figure.axes
        assert first.get_xlim() == second.get_xlim() == (-1.05, 1.05)
        drawn = np.concatenate([part.get_offsets() for part in first.collections])
        assert np.allclose(sorted(abs(drawn[:, 0])), sorted(abs(vectors[:, 1].numpy())), atol=1e-6)
        assert len(first.collections) == 4 and "100%" in first.get_title(loc="left")

    def test_the_histograms_say_the_auroc(self):
        vectors = torch.tensor([[1.0, 0.0], [0.8, 0.6], [0.6, 0.8], [0.0, 1.0]])
        figure = plots.cosine_histograms({"a": vectors, "b": vectors.flip(0)}, torch.tensor([0, 0, 1, 1]))
        assert [axes.get_title(loc="left") for axes in figure.axes] == [
            "a: verification 0.75",
            "b: verification 0.75",
        ]

    def test_auroc_by_hand(self):
        weights, clean = torch.tensor([[0.9, 0.2], [0.1, 0.5]]), torch.tensor([[True, True], [False, False]])
        assert plots.auroc(weights, clean) == pytest.approx(3 / 4)

    def test_gates_of_sensors_counts_for_every_digit_and_names_the_strangers(self):
        clean = torch.tensor([[True, False]] * 20)
        weights, digits = torch.tensor([[0.9, 0.1]]).repeat(20, 1), torch.arange(20) % 10
        weights[4] = torch.tensor([0.0, 0.1])  # one of the two fours
        figure = plots.gates_of_sensors(weights, clean, digits, [7, 0])
        right = figure.axes[1]
        names = [label.get_text() for label in right.get_yticklabels()][::-1]
        assert names[:3] == ["0, a stranger", "7, a stranger", "1, learned"] and len(names) == 10
        drawn = {names[9 - int(line.get_ydata()[0])]: line.get_xdata()[0] for line in right.lines}
        assert drawn == pytest.approx({name: 50 if name[0] == "4" else 100 for name in names})

    def test_divisions_counts_how_often_a_class_is_a_stranger(self):
        figure = plots.divisions([[0, 3], [3, 1], [3, 2]], classes=4)
        axes = figure.axes[0]
        assert [label.get_text() for label in axes.get_xticklabels()] == [
            "0\n1 of 3",
            "1\n1 of 3",
            "2\n1 of 3",
            "3\n3 of 3",
        ]
        assert [line.get_xdata().tolist() for line in axes.lines[1::2]] == [[0, 3], [3, 1], [3, 2]]
        assert "3 for 3" in figure.alt

    def test_folds_stand_from_hard_to_easy_and_stay_joined(self):
        plain, gated = [0.6, 0.5, 0.7], [0.8, 0.9, 0.75]
        (axes,) = plots.folds(plain, gated, ["a", "b", "c"]).axes
        assert [label.get_text() for label in axes.get_xticklabels()] == ["b", "a", "c"]
        joined = np.array([line.get_ydata() for line in axes.lines[:3]])
        assert np.allclose(joined, [(50, 90), (60, 80), (70, 75)]), "of 100, as the tables say it"
