"""What the detector's targets, loss and decoding must do, as functions of the module under test.

Numbers by hand.  A centre in the middle of a place: exp(-1 / 1.28) = 0.457833 one place away,
0.209611 across the corner.  A centre on the border of two places: exp(-0.25 / 1.28) = 0.822578 in
both, exp(-2.25 / 1.28) = 0.172422 one further.
"""

from types import SimpleNamespace

import torch
from attention_checks import randomised
from torch import nn
from torch.testing import assert_close

from helpers.datasets import corner_cue, fragment_scenes


def near(got, expected, atol=2e-6):
    assert_close(torch.as_tensor(got).double(), torch.tensor(expected).double(), atol=atol, rtol=0)


def heat_of(detector, boxes, present, side):
    return detector.target_heatmap(torch.tensor([boxes]), torch.tensor([present]), side)[0]


def centres_by_hand(detector):
    centre, size = detector.centres(torch.tensor([[2, 6, 10, 14], [0, 4, 5, 12]]))
    near(centre, [[1.5, 2.5], [0.625, 2.0]])
    near(size, [[2.0, 2.0], [1.25, 2.0]])


def one_object_by_hand(detector):
    # Rows 2 to 10, columns 6 to 14: the centre (6, 10) is the middle of place (1, 2).
    row = [0.043937, 0.457833, 1.0, 0.457833]  # exp(-4 / 1.28) = 0.043937
    heat = heat_of(detector, [[2, 6, 10, 14]], [True], 4)
    near(heat[1], row)
    near(heat[0], [value * 0.457833 for value in row])
    near(heat[:, 2], [0.457833, 1.0, 0.457833, 0.043937])


def two_overlapping_objects_by_hand(detector):
    # First centre (6, 4): middle of row 1, border of columns 0 and 1, and it belongs to 1.
    # Second centre (2, 8): middle of row 0, border of columns 1 and 2, and it belongs to 2.
    # A third object, in place (2, 0), is not there.  Where both reach, the larger counts.
    boxes = [[2, 2, 10, 6], [0, 4, 4, 12], [8, 0, 12, 4]]
    expected = [[0.376603, 0.822578, 1.0], [0.822578, 1.0, 0.376603], [0.376603, 0.376603, 0.078941]]
    near(heat_of(detector, boxes, [True, True, False], 3), expected)


def no_object_no_heat(detector):
    assert not heat_of(detector, [[2, 2, 10, 6]], [False], 3).any()


def images_do_not_mix(detector):
    scenes = fragment_scenes(6, seed=3)
    together = detector.target_heatmap(scenes.boxes, scenes.present, 12)
    for i in range(6):
        part = scenes[i : i + 1]
        assert_close(detector.target_heatmap(part.boxes, part.present, 12)[0], together[i])


def focal_loss_by_hand(detector):
    # Probabilities 1/2, 1/2, 3/4, 1/4; centres are the first and the last place.
    #   (1/2)^2 ln 1/2 = -0.173287          (3/4)^2 ln 1/4 = -0.779791
    #   (1/5)^4 (1/2)^2 ln 1/2 = -0.000277  (3/4)^2 ln 1/4 = -0.779791
    logits = torch.tensor([[[0.0, 0.0], [1.098612, -1.098612]]])
    heat = torch.tensor([[[1.0, 0.8], [0.0, 1.0]]])
    near(detector.focal_loss(logits, heat), 1.733145 / 2)
    near(detector.focal_loss(logits, torch.zeros(1, 2, 2)), 0.346574 + 0.779791 + 0.017980, atol=5e-6)


def focal_loss_of_the_sure(detector):
    heat = torch.zeros(2, 5, 5)
    heat[0, 1, 2] = heat[1, 3, 3] = 1.0
    sure = 200 * heat - 100
    assert detector.focal_loss(sure, heat) < 1e-5
    # Both centres missed, ln 10000 = 9.210340 each; two false alarms for every centre.
    swapped = 200 * heat.roll(1, 2) - 100
    near(detector.focal_loss(swapped, heat), 2 * 9.210340, atol=0.01)


def loss_of(detector, output, boxes, present):
    batch = SimpleNamespace(images=None, boxes=torch.tensor(boxes), present=torch.tensor(present))
    return detector.detection_loss(lambda images: output, batch)


def detection_loss_by_hand(detector):
    # First image: place (1, 2), offsets 0 and 0, two places high and wide: 1/2 and 1/2 in units of four.
    # Second image: centre (6, 8), places (1.5, 2.0): place (1, 2), offsets 0 and -1/2; sizes 1/2 and 1.
    boxes = [[[2, 6, 10, 14], [0, 0, 4, 4]], [[0, 0, 4, 4], [2, 0, 10, 16]]]
    present = [[True, False], [False, True]]
    output = torch.full((2, 5, 4, 4), 7.0)
    output[0, 1:, 1, 2] = torch.tensor([0.1, -0.2, 0.7, 0.5])  # wrong by 0.1, 0.2, 0.2, 0
    output[1, 1:, 1, 2] = torch.tensor([0.0, 0.0, 0.5, 0.0])  # wrong by 0, 0.5, 0, 1
    heat = detector.target_heatmap(torch.tensor(boxes), torch.tensor(present), 4)
    rest = loss_of(detector, output, boxes, present) - detector.focal_loss(output[:, 0], heat)
    near(rest, (0.5 + 1.5) / 8)


def images_without_an_object_only_lower_the_heat(detector):
    output = torch.zeros(2, 5, 4, 4, requires_grad=True)
    boxes = [[[2, 6, 10, 14]], [[0, 0, 4, 4]]]
    loss_of(detector, output, boxes, [[True], [False]]).backward()
    assert torch.isfinite(output.grad).all()
    assert (output.grad[1, 1:] == 0).all() and (output.grad[1, 0] > 0).all()


def perfect(detector, boxes, present, side):
    """The output that would be right in every number."""
    n = len(boxes)
    output = torch.zeros(n, 5, side, side)
    output[:, 0] = torch.logit(detector.target_heatmap(boxes, present, side).clamp(1e-4, 1 - 1e-4))
    for i, k in present.nonzero().tolist():
        low, high = boxes[i, k, :2] / 4, boxes[i, k, 2:] / 4
        middle = (low + high) / 2
        row, column = middle.long().tolist()
        output[i, 1:, row, column] = torch.cat([middle - middle.floor() - 0.5, (high - low) / 4])
    return output


def decoding_inverts_the_targets(detector):
    for scenes in (fragment_scenes(80, seed=1), corner_cue(80, seed=2)):
        output = perfect(detector, scenes.boxes, scenes.present, 12)
        found = detector.decode(output)
        assert len(found) == 80
        for (boxes, scores), true, there in zip(found, scenes.boxes, scenes.present):
            sure = boxes[scores > 0.99]
            assert len(sure) == there.sum()
            distance = (sure[:, None] - true[there].float()).abs().amax(2)
            assert (distance.min(1).values < 0.01).all() and (distance.min(0).values < 0.01).all()


def decoding_by_hand(detector):
    # Three rows of five places.  Row 1, column 3: centre (1 + 0.5 + 0.25, 3.5 - 0.5) places, size 4 x 2 of
    # them: in pixels 7 and 12, 16 and 8.
    output = torch.full((1, 5, 3, 5), -9.0)
    output[0, :, 1, 3] = torch.tensor([1.098612, 0.25, -0.5, 1.0, 0.5])
    boxes, scores = detector.decode(output, most=1)[0]
    near(boxes, [[-1.0, 8.0, 15.0, 16.0]], atol=1e-5)
    near(scores, [0.75])


def peaks(*places, side=6, size=0.25):
    """An output with a box of ``size`` * 16 pixels at each (row, column, probability)."""
    output = torch.zeros(1, 5, side, side)
    output[0, 0], output[0, 3:] = -8.0, size
    for row, column, probability in places:
        output[0, 0, row, column] = torch.logit(torch.tensor(probability))
    return output


def only_peaks_count_and_the_best_comes_first(detector):
    # A shoulder beside a peak is no object; boxes of 4 pixels do not overlap.
    boxes, scores = detector.decode(peaks((1, 1, 0.6), (1, 2, 0.5), (4, 4, 0.9)), overlap=0.0)[0]
    near(scores[:2], [0.9, 0.6])
    near(boxes[:2], [[16.0, 16.0, 20.0, 20.0], [4.0, 4.0, 8.0, 8.0]], atol=1e-5)
    assert (scores[2:] < 0.01).all()


def of_two_that_overlap_the_better_stays(detector):
    # Boxes of 32 x 32 pixels, 8 apart: 24 * 32 of 40 * 32 pixels in common, 0.6.
    output = peaks((1, 1, 0.6), (1, 3, 0.8), size=2.0)
    for overlap, left in [(0.5, [0.8]), (0.65, [0.8, 0.6])]:
        scores = detector.decode(output, overlap=overlap)[0][1]
        near(scores[scores > 0.1], left)
    alone = detector.decode(output[:, :, :, :3])[0][1]
    near(alone[alone > 0.1], [0.6])


def at_most_so_many(detector):
    output = peaks((0, 0, 0.9), (0, 3, 0.8), (3, 0, 0.7), (3, 3, 0.6))
    for most in (1, 2, 3):
        assert len(detector.decode(output, most=most)[0][1]) == most
    assert len(detector.decode(output, most=500, overlap=1.0)[0][1]) <= 36


def images_are_decoded_one_by_one(detector):
    outputs = torch.cat([peaks((0, 0, 0.9)), peaks((4, 2, 0.7)), peaks()])
    together = detector.decode(outputs)
    for i in range(3):
        assert_close(detector.decode(outputs[i : i + 1])[0], together[i])


def one_answer_for_every_four_pixels(detector):
    for channels, size in [(1, (48, 48)), (3, (16, 24))]:
        net = detector.CentreDetector(channels, widths=(4, 6, 8, 5))
        assert net(torch.rand(2, channels, *size)).shape == (2, 5, size[0] // 4, size[1] // 4)


def attention_sits_after_every_stage(detector):
    asked = []

    def identity(channels):
        asked.append(channels)
        return nn.Identity()

    net = detector.CentreDetector(1, (4, 6, 8, 5), attention=identity)
    assert asked == [4, 6, 8, 5] and all(list(stage._modules)[-1] == "attention" for stage in net.stages)


def at_the_start_one_place_in_ten_is_a_centre(detector):
    torch.manual_seed(0)
    net = detector.CentreDetector().eval()
    scores = torch.sigmoid(net(torch.zeros(1, 1, 48, 48))[:, 0])
    assert abs(scores.mean() - 0.0998) < 0.01
    near(net.predict.bias[0], -2.2)


def gradients_reach_every_parameter(detector):
    net, scenes = randomised(detector.CentreDetector(1, (4, 6, 8, 5))).float(), fragment_scenes(6)
    detector.detection_loss(net, scenes).backward()
    assert all(p.grad is not None and p.grad.abs().max() > 0 for p in net.parameters())


CHECKS = [
    centres_by_hand,
    one_object_by_hand,
    two_overlapping_objects_by_hand,
    no_object_no_heat,
    images_do_not_mix,
    focal_loss_by_hand,
    focal_loss_of_the_sure,
    detection_loss_by_hand,
    images_without_an_object_only_lower_the_heat,
    decoding_inverts_the_targets,
    decoding_by_hand,
    only_peaks_count_and_the_best_comes_first,
    of_two_that_overlap_the_better_stays,
    at_most_so_many,
    images_are_decoded_one_by_one,
    one_answer_for_every_four_pixels,
    attention_sits_after_every_stage,
    at_the_start_one_place_in_ten_is_a_centre,
    gradients_reach_every_parameter,
]
