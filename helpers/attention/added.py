"""The additive twins, for controls: the same parameters, the result added instead of multiplied.

They see what the gate sees but cannot gate, so ``weights`` is None: there is nothing to record.
"""

import torch

from .attention_gate import AttentionGate
from .bam import BAM
from .cbam import CBAM
from .channel import ChannelAttention
from .coordinate import CoordAttention
from .eca import ECA
from .pooling import AttentionPool
from .scse import SCSE, PlaceGate
from .spatial import SpatialAttention


class AddedChannelAttention(ChannelAttention):
    """The additive twin of ChannelAttention: ``x + logits(x)``.  (N, C, H, W) -> (N, C, H, W)"""

    weights = None

    def forward(self, x):
        return x + self.logits(x)


class RectifiedChannelAttention(AddedChannelAttention):
    """The additive twin with a ReLU behind the sum: ``relu(x + logits(x))``.  (N, C, H, W) -> (N, C, H, W)

    Behind a ReLU x is never negative, so a score far below zero switches its channel off, and the twin alone
    could not.  A bias before a ReLU that depends on the image, as in FiLM (Perez et al., AAAI 2018).
    """

    def forward(self, x):
        return torch.relu(x + self.logits(x))


class AddedSpatialAttention(SpatialAttention):
    """The additive twin of SpatialAttention: ``x + logits(x)``.  (N, C, H, W) -> (N, C, H, W)"""

    weights = None

    def forward(self, x):
        return x + self.logits(x)


class AddedCBAM(CBAM):
    """The additive twin of CBAM: its two gates, each added.  (N, C, H, W) -> (N, C, H, W)"""

    Channel, Spatial = AddedChannelAttention, AddedSpatialAttention
    weights = None


class AddedAttentionPool(AttentionPool):
    """The additive twin of AttentionPool: ``x + logits(x)``, averaged.  (N, C, H, W) -> (N, C)"""

    weights = None

    def forward(self, x):
        return (x + self.logits(x)).mean((2, 3))


class AddedPlaceGate(PlaceGate):
    """The additive twin of PlaceGate: ``x + logits(x)``.  (N, C, H, W) -> (N, C, H, W)"""

    weights = None

    def forward(self, x):
        return x + self.logits(x)


class AddedSCSE(SCSE):
    """The additive twin of SCSE: both halves added.  (N, C, H, W) -> (N, C, H, W)"""

    Channel, Place = AddedChannelAttention, AddedPlaceGate


class AddedAttentionGate(AttentionGate):
    """The additive twin of AttentionGate: ``x + logits``.  x and coarse -> (N, C, H, W)"""

    weights = None

    def forward(self, x, coarse):
        return x + self.logits(x, coarse)


class AddedECA(ECA):
    """The additive twin of ECA: ``x + logits(x)``.  (N, C, H, W) -> (N, C, H, W)"""

    weights = None

    def forward(self, x):
        return x + self.logits(x)


class AddedBAM(BAM):
    """The additive twin of BAM: ``x + logits(x)``.  (N, C, H, W) -> (N, C, H, W)"""

    weights = None

    def forward(self, x):
        return x + self.logits(x)


class AddedCoordAttention(CoordAttention):
    """The additive twin of CoordAttention: the scores of the row and of the column are added to x."""

    weights = None

    def forward(self, x):
        rows, columns = self.strips(x)
        return x + rows + columns
