"""The exercise on non-maximum suppression of lesson 08."""

import torch
from torchvision.ops import box_iou, nms

from .base import Finding, exercise, solved


def random_boxes(count, seed):
    """Boxes (count, 4), float64, top, left, bottom, right, of all forms in a square of 30 pixels."""
    rng = torch.Generator().manual_seed(seed)
    low = 22 * torch.rand((count, 2), generator=rng, dtype=torch.float64)
    return torch.cat([low, low + 2 + 14 * torch.rand((count, 2), generator=rng, dtype=torch.float64)], 1)


@exercise("suppress")
def check_suppress(answer):
    """answer(boxes, scores, overlap): boxes (K, 4), scores (K,) -> indices of the kept ones, best first."""
    far = torch.tensor([[0.0, 0, 10, 10], [30, 30, 40, 40]])
    got = solved(answer(far, torch.tensor([0.6, 0.9]), 0.5))
    if not isinstance(got, torch.Tensor) and not isinstance(got, list | tuple):
        yield Finding(False, "it gives indices", f"it returned {type(got).__name__}, not a tensor")
        return
    got = torch.as_tensor(got)
    mistake = index_mistake(got)
    yield Finding(mistake is None, "it gives one whole number per kept box", mistake or "")
    if mistake:
        return
    kept = sorted(got.tolist())
    yield Finding(kept == [0, 1], "two boxes far apart both stay", apart_mistake(answer, kept))
    if kept != [0, 1]:
        return
    yield Finding(got.tolist() == [1, 0], "the best comes first", "sort by score, highest first")
    if got.tolist() != [1, 0]:
        return
    for what, boxes, scores, wanted, sentence in STORIES:
        found = torch.as_tensor(answer(torch.tensor(boxes), torch.tensor(scores), 0.5)).tolist()
        told = sentence(found) if callable(sentence) else sentence
        yield Finding(found == wanted, what, f"wanted {wanted}, got {found}: {told}")
        if found != wanted:
            return
    rng = torch.Generator().manual_seed(3)
    for overlap in (0.3, 0.5, 0.7):
        boxes = random_boxes(40, 31)
        scores = torch.rand(40, generator=rng, dtype=torch.float64)
        found, wanted = torch.as_tensor(answer(boxes, scores, overlap)).tolist(), nms(boxes, scores, overlap)
        fine = found == wanted.tolist()
        mistake = "" if fine else suppress_mistake(found, boxes, scores, overlap)
        yield Finding(fine, f"equal to torchvision's nms, 40 boxes, overlap {overlap}", mistake)
        if not fine:
            return
    none = answer(torch.zeros(0, 4), torch.zeros(0), 0.5)
    yield Finding(len(none) == 0, "no boxes, no indices", f"got {none}")


def apart_mistake(answer, kept):
    """Why two boxes far apart do not both stay."""
    equal = torch.as_tensor(answer(torch.tensor([[0.0, 0, 10, 10]] * 2), torch.tensor([0.6, 0.9]), 0.5))
    if len(equal) == 2:
        return "but two equal boxes do: the comparison with the overlap is the wrong way round"
    return f"you keep {kept}: after the best one go on with those that it leaves"


def twins_mistake(found):
    """Why two equal boxes do not leave the better one alone."""
    if len(found) == 2:
        return "both stay: they overlap by 1, more than 0.5"
    return "the worse one stays" if found == [0] else "the better one of two equal boxes has to stay"


STORIES = (
    ("of two equal boxes the better stays", [[0.0, 0, 10, 10]] * 2, [0.6, 0.9], [1], twins_mistake),
    (
        "a box that only a suppressed one overlaps stays",
        [[0.0, 0, 10, 10], [0, 3, 10, 13], [0, 6, 10, 16]],
        [0.9, 0.8, 0.7],
        [0, 2],
        lambda found: (
            "the middle box is gone, so it may not suppress the third"
            if found == [0]
            else "the middle one overlaps the first by 0.54"
        ),
    ),
    (
        "three on one object leave one",
        [[0.0, 0, 10, 10], [0, 1, 10, 11], [1, 0, 11, 10], [30, 30, 40, 40]],
        [0.7, 0.9, 0.8, 0.6],
        [1, 3],
        "go on until every pair of kept boxes overlaps by 0.5 or less",
    ),
    (
        "a small box inside a large one stays",
        [[0.0, 0, 20, 20], [5, 5, 10, 10]],
        [0.9, 0.8],
        [0, 1],
        "the overlap is intersection over union, here 0.06",
    ),
    (
        "exactly the allowed overlap is allowed",
        [[0.0, 0, 10, 10], [0, 0, 10, 5]],
        [0.9, 0.8],
        [0, 1],
        "they overlap by 0.50: only more than that is too much",
    ),
)


def index_mistake(got):
    """Why an answer to two boxes far apart is not a list of indices; None if it is one."""
    if got.dtype == torch.bool:
        return "this is a mask: give the places of the kept boxes, best first"
    if got.dim() == 2 and got.shape[-1] == 4:
        return "these are boxes: give their indices"
    if got.dim() != 1:
        return f"got {tuple(got.shape)}: one axis, an index per kept box"
    if got.is_floating_point():
        return "these are scores, not indices: give whole numbers" if len(got) else "an empty list of floats"
    return None


def suppress_mistake(found, boxes, scores, overlap):
    """What a wrong choice among many boxes points to."""
    if overlap != 0.5 and found == nms(boxes, scores, 0.5).tolist():
        return "the overlap is fixed at 0.5: use the one that is given"
    if sorted(found) == sorted(nms(boxes, scores, overlap).tolist()):
        return "the right boxes in another order: best first"
    order = scores.argsort(descending=True)
    if found == nms(boxes[order], scores[order], overlap).tolist():
        return "these are places in the sorted list: give those in the list that you got"
    table = box_iou(boxes, boxes)
    clash = [(i, j) for i in found for j in found if i < j and table[i, j] > overlap]
    if clash:
        return f"you keep boxes {clash[0][0]} and {clash[0][1]}, which overlap by {table[clash[0]]:.2f}"
    return (
        f"you keep {len(found)}, torchvision {len(nms(boxes, scores, overlap))}: only a kept box suppresses"
    )
