"""What is taught: the attention layers, one file per idea.

Every gate has the same shape: ``weights(x)`` says what it would do, ``forward(x)`` does it.
Tensors are feature maps ``(N, C, H, W)``: images, channels, rows, columns.
"""

from .added import (
    AddedAttentionGate,
    AddedAttentionPool,
    AddedBAM,
    AddedCBAM,
    AddedChannelAttention,
    AddedCoordAttention,
    AddedECA,
    AddedPlaceGate,
    AddedSCSE,
    AddedSpatialAttention,
    RectifiedChannelAttention,
)
from .alive import AliveChannelAttention
from .attention_gate import AttentionGate
from .average import average
from .averages import AverageAdded
from .bam import BAM
from .blind import AddCoordinates, StaticMap, StaticPool
from .cbam import CBAM
from .channel import OVER_SPACE, ChannelAttention, bottleneck
from .checks import check_format, check_input, check_map, check_odd, check_order, check_pools, hidden_width
from .coordinate import CoordAttention
from .eca import ECA, eca_kernel
from .gather_excite import GatherExcite
from .global_context import GlobalContext
from .largest import largest
from .non_local import NonLocal
from .other_pools import GeneralisedMean, TopPool
from .pooling import AttentionPool
from .published import load_published
from .scse import SCSE, PlaceGate
from .self_attention import SelfAttention
from .shared_maps import OneMap, UniformContext
from .simam import SimAM
from .spatial import OVER_CHANNELS, SpatialAttention
from .spatial_map import SpatialMap
from .squeeze_excitation import SqueezeExcitation
from .static import StaticAttention

check_input(
    SqueezeExcitation,
    SpatialMap,
    StaticMap,
    StaticPool,
    AddCoordinates,
    AverageAdded,
    GeneralisedMean,
    TopPool,
    UniformContext,
)
check_format(ChannelAttention, SpatialAttention, ECA, GatherExcite, SqueezeExcitation, SpatialMap)

__all__ = [
    "AddCoordinates",
    "AliveChannelAttention",
    "AverageAdded",
    "GeneralisedMean",
    "SpatialMap",
    "SqueezeExcitation",
    "StaticMap",
    "StaticPool",
    "TopPool",
    "check_input",
    "load_published",
    "BAM",
    "CBAM",
    "ECA",
    "OVER_CHANNELS",
    "OVER_SPACE",
    "SCSE",
    "AddedAttentionGate",
    "AddedAttentionPool",
    "AddedBAM",
    "AddedCBAM",
    "AddedChannelAttention",
    "AddedCoordAttention",
    "AddedECA",
    "AddedPlaceGate",
    "AddedSCSE",
    "AddedSpatialAttention",
    "AttentionGate",
    "AttentionPool",
    "ChannelAttention",
    "CoordAttention",
    "GatherExcite",
    "GlobalContext",
    "NonLocal",
    "OneMap",
    "PlaceGate",
    "RectifiedChannelAttention",
    "SelfAttention",
    "SimAM",
    "SpatialAttention",
    "StaticAttention",
    "UniformContext",
    "average",
    "bottleneck",
    "check_map",
    "check_odd",
    "check_order",
    "check_pools",
    "eca_kernel",
    "hidden_width",
    "largest",
]
