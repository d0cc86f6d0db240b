"""The layers that the recipes compare: functions channels -> module, with the settings of their authors."""

from functools import partial

from .. import attention
from ..attention import (
    CBAM,
    AddedCBAM,
    AddedChannelAttention,
    AddedSpatialAttention,
    ChannelAttention,
    RectifiedChannelAttention,
    SpatialAttention,
    StaticAttention,
)

squeeze = partial(ChannelAttention, reduction=4, pools="avg", bias=True)
squeeze_added = partial(AddedChannelAttention, reduction=4, pools="avg", bias=True)
normalised = partial(squeeze, norm=True)
normalised_added = partial(squeeze_added, norm=True)
normalised_rectified = partial(RectifiedChannelAttention, reduction=4, pools="avg", bias=True, norm=True)
authors_cbam = partial(CBAM, reduction=4, bias=True, norm=True)
authors_cbam_added = partial(AddedCBAM, reduction=4, bias=True, norm=True)
sensor_gate = partial(ChannelAttention, reduction=1, pools="avg", bias=True, norm=True)
sensor_gate_added = partial(AddedChannelAttention, reduction=1, pools="avg", bias=True, norm=True)
sensor_gate_rectified = partial(RectifiedChannelAttention, reduction=1, pools="avg", bias=True, norm=True)
scse = partial(attention.SCSE, reduction=2)
scse_added = partial(attention.AddedSCSE, reduction=2)


def spatial(channels):
    """The map of CBAM as its authors set it; it does not need to know the channels."""
    return SpatialAttention(norm=True)


def spatial_added(channels):
    """The additive twin of ``spatial``."""
    return AddedSpatialAttention(norm=True)


def static(channels):
    """One learned weight per channel, the same for every image."""
    return StaticAttention(channels, 1, 1)
