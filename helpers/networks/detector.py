"""Detection: images -> a heatmap of centres, and for each place an offset and a size."""

import torch
import torch.nn.functional as F
from torch import nn

from ..attention import check_map
from .base import stage

STRIDE = 4  # pixels of the image per place of the heatmap
SPREAD = 0.8  # places: how far the target heatmap spreads around a centre
SIZE_UNIT = 4.0  # places: sizes are learned in this unit, so that they are near one


class CentreDetector(nn.Module):
    """Objects as points (Zhou et al., 2019).  images (N, in_channels, H, W) -> (N, 5, H/4, W/4)

    Channel 0 is the logit that a centre is here; 1 and 2 are where in the place it is (row, column);
    3 and 4 the height and width of the box, in units of 16 pixels.

    attention   a function channels -> module, put at the end of every stage
    """

    def __init__(self, in_channels=1, widths=(16, 32, 48, 48), attention=None):
        super().__init__()
        self.in_channels = in_channels
        self.stages = nn.Sequential()
        for i, (before, width) in enumerate(zip((in_channels, *widths), widths)):
            self.stages.append(stage(before, width, pool=i < 2, attention=attention))
        self.predict = nn.Conv2d(widths[-1], 5, 1)
        nn.init.constant_(self.predict.bias[:1], -2.2)  # at the start one place in ten is a centre

    def forward(self, images):
        check_map(images, self.in_channels, network=self)
        return self.predict(self.stages(images))


def centres(boxes):
    """Centre and size of boxes (..., 4), in places: (..., 2) and (..., 2), rows before columns."""
    low, high = boxes[..., :2].float(), boxes[..., 2:].float()
    return (low + high) / 2 / STRIDE, (high - low) / STRIDE


def target_heatmap(boxes, present, side):
    """What the heatmap should be: 1 at the place of a centre, falling off around it.  (N, side, side)

    boxes (N, K, 4), present (N, K) bool.
    """
    centre, _ = centres(boxes)
    grid = torch.arange(side, device=boxes.device) + 0.5
    rows = (grid - centre[..., 0, None]) ** 2  # (N, K, side)
    columns = (grid - centre[..., 1, None]) ** 2
    bumps = torch.exp(-(rows[..., :, None] + columns[..., None, :]) / (2 * SPREAD**2))
    heat = (bumps * present[..., None, None]).amax(1)
    image, which = present.nonzero(as_tuple=True)
    row, column = centre[image, which].long().unbind(1)
    heat[image, row, column] = 1.0
    return heat


def focal_loss(logits, heat):
    """Focal loss for heatmaps (Lin et al., ICCV 2017; Law & Deng, ECCV 2018), per object.

    Places that the network already gets right count little, and so do places near a centre.
    """
    p = torch.sigmoid(logits).clamp(1e-4, 1 - 1e-4)
    is_centre = heat == 1
    of_centres = (1 - p) ** 2 * p.log()
    elsewhere = (1 - heat) ** 4 * p**2 * (1 - p).log()
    return -torch.where(is_centre, of_centres, elsewhere).sum() / is_centre.sum().clamp(min=1)


def detection_loss(net, batch):
    """Focal loss on the heatmap plus the absolute error of offset and size at the true centres."""
    output = net(batch.images)
    heat = target_heatmap(batch.boxes, batch.present, output.shape[-1])
    image, which = batch.present.nonzero(as_tuple=True)
    centre, size = centres(batch.boxes[image, which])
    row, column = centre.long().unbind(1)
    wanted = torch.cat([centre - centre.floor() - 0.5, size / SIZE_UNIT], 1)
    given = output[image, 1:, row, column]
    error = F.l1_loss(given, wanted, reduction="sum") / max(1, wanted.numel())
    return focal_loss(output[:, 0], heat) + error


def decode(output, most=8, overlap=0.5):
    """Boxes from a detector's output (N, 5, h, w): a list of (boxes (k, 4), scores (k,)) per image.

    Peaks of the heatmap become boxes (top, left, bottom, right, in pixels), best first; of two that
    overlap by more than ``overlap`` (intersection over union) only the better stays.
    """
    from torchvision.ops import nms

    n, _, height, width = output.shape
    scores = torch.sigmoid(output[:, 0])
    peaks = F.max_pool2d(scores[:, None], 3, 1, 1)[:, 0] == scores
    best, place = (scores * peaks).flatten(1).topk(min(most, height * width), 1)
    row, column = place // width, place % width
    offset, size = output[torch.arange(n, device=output.device)[:, None], 1:, row, column].split(2, 2)
    centre = torch.stack([row, column], 2) + 0.5 + offset
    half = size * SIZE_UNIT / 2
    boxes = STRIDE * torch.cat([centre - half, centre + half], 2)
    found = []
    for of_image, score in zip(boxes, best):
        kept = nms(of_image, score, overlap)
        kept = kept[score[kept] > 0]
        found.append((of_image[kept], score[kept]))
    return found
