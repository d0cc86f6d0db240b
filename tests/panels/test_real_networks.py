"""The panel of lesson 13: controls, files of one's own, a classifier in the text detector's place."""

import io

import ipywidgets as widgets
import pytest
import torch
from panel_checks import check_moves, seen, touch
from PIL import Image
from text_package import random_detector
from torchvision import models

from helpers.datasets.canvas import pictures
from helpers.explain import gated_answers as ga
from helpers.networks.published_classifiers import Classifier
from helpers.panels import real_networks
from helpers.panels.real_networks import YOURS, RealNetworkPanel, lit, uploaded

MOVES = {"picture": "handwriting", "group": "backbone 2", "how": "open"}
CLASSES = [f"class {k}, in other words" for k in range(1000)]


def png(colour="white"):
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def stored():
    return RealNetworkPanel(ga.StoredAnswers(pictures()))


@pytest.fixture
def live():
    few = dict(list(pictures().items())[:2])
    return RealNetworkPanel(ga.text_answers(random_detector(1), few))


def test_every_control_changes_the_picture_and_the_readout(stored):
    check_moves(stored, MOVES)


def test_the_readout_has_the_numbers_of_the_answers(stored, capsys):
    stored.would_say(picture="coffee", group="backbone 2", how="average")
    assert capsys.readouterr().out == (
        "coffee, backbone 2, average: text on 0.0% of the picture, as learned on 4.9%; "
        "the two share 0.00 of what either of them marks\n"
    )


def test_a_drag_over_the_photograph_leafs_and_one_over_the_answers_changes_the_weights(stored):
    photograph, own, other = (tiles.axes for tiles in stored.tiles)
    touch(stored, photograph, (0.99, 0.5))
    assert stored.controls["picture"].value == "flower"
    touch(stored, own, (0.5, 0.5))
    assert stored.controls["how"].value == ga.AS_LEARNED
    touch(stored, other, (0.1, 0.5), (0.5, 0.2))
    assert stored.controls["how"].value == "average"


def test_as_learned_shows_the_same_twice(stored):
    stored.set(how=ga.AS_LEARNED)
    assert stored.readout.endswith("the two share 1.00 of what either of them marks")


def test_a_photograph_is_bright_only_where_text_is():
    pixels = torch.ones(4, 6, 3).numpy()
    shown = lit(pixels, torch.tensor([[0.0, 1.0, 0.0], [0.5, 0.0, 0.0]]))
    assert (
        shown[0, 2, 0] == 1 and shown[0, 0, 0] == pytest.approx(0.2) and shown[2, 0, 0] == pytest.approx(0.6)
    )


# A file of one's own.


def test_a_file_of_ones_own_is_shown_and_another_takes_its_place(live, tmp_path):
    path = tmp_path / "mine.png"
    path.write_bytes(png())
    live.open(path)
    assert live.controls["picture"].value == YOURS and live.readout.startswith("your own, ")
    first = seen(live)
    live.open(png("navy"))
    assert seen(live)[0] != first[0] and list(live.controls["picture"].options).count(YOURS) == 1
    live.set(picture="page")
    assert live.readout.startswith("page")


@pytest.mark.parametrize(
    "source, said",
    [("missing.png", "there is no file"), (b"a text", "not an image"), (png()[:50], "damaged")],
)
def test_a_file_that_cannot_be_shown_is_one_line_and_the_panel_stays(live, source, said):
    before = live.png, live.values()
    live.open(source)
    assert live.readout.startswith("Not shown: ") and said in live.readout and said in live.line.value
    assert (live.png, live.values()) == before
    live.set(how="open")
    assert not live.readout.startswith("Not shown")


def test_without_the_network_it_says_what_to_do(stored):
    stored.open(png())
    assert stored.readout == (
        "Not shown: a picture of your own needs the network itself: set fetch = True in the cell under "
        "'A network that many programs carry', run it, and then the panel's cell again."
    )


def test_the_button_takes_what_ipywidgets_7_and_8_give(live):
    content = png()
    assert uploaded(()) is None and uploaded({}) is None
    assert uploaded({"a.png": {"metadata": {"name": "a.png"}, "content": content}}) == content
    assert uploaded(({"name": "a.png", "type": "image/png", "content": memoryview(content)},)) == content
    assert isinstance(live.upload, widgets.FileUpload) and live.upload in live.widget.children
    live._uploaded({"new": ({"content": memoryview(content)},)})
    assert live.controls["picture"].value == YOURS


# A classifier.


@pytest.fixture(scope="module")
def classifier():
    torch.manual_seed(0)
    net = models.mobilenet_v3_small().eval()
    with torch.no_grad():
        net.classifier[-1].weight.mul_(400)  # so that one class is ahead
    return Classifier(net, CLASSES, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


def test_a_classifier_names_its_classes(classifier):
    few = dict(list(pictures().items())[:2])
    panel = RealNetworkPanel(ga.class_answers(classifier, few), CLASSES)
    check_moves(panel, {"picture": list(few)[1], "group": "features.4.block.2", "how": "open"})
    with torch.no_grad():
        best = int(classifier.net(classifier.prepared(few["page"][None])).argmax())
    assert f"as learned {CLASSES[best]} (" in panel.readout


def test_a_classifier_of_a_name_is_shown_or_a_line_says_why_not(classifier, monkeypatch, capsys):
    few = dict(list(pictures().items())[:1])
    monkeypatch.setattr(real_networks, "classifier", lambda name, fetch: classifier)
    assert isinstance(real_networks.show_classifier("any", few), RealNetworkPanel)
    capsys.readouterr()

    def missing(name, fetch):
        raise ValueError("the weights of any are not on this machine: there is no network")

    monkeypatch.setattr(real_networks, "classifier", missing)
    assert real_networks.show_classifier("any", few) is None
    assert (
        capsys.readouterr().out
        == "Not shown: the weights of any are not on this machine: there is no network.\n"
    )
    plain = Classifier(models.resnet18().eval(), CLASSES, (0.5,) * 3, (0.2,) * 3)
    monkeypatch.setattr(real_networks, "classifier", lambda name, fetch: plain)
    assert real_networks.show_classifier("any", few) is None
    assert "ResNet has no gates that can be read" in capsys.readouterr().out
