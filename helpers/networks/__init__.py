"""What attention is put into: the lessons' small networks, each with an ``attention=`` slot."""

from .base import build, parameters, stage
from .classifiers import POOLS, Average, ConvNet, Maximum, SensorNet
from .controls import (
    ConvNetInFront,
    DilatedUNet,
    EvenSensors,
    LoudSensorsEven,
    LoudSensorsOff,
    PlacedDetector,
    QuietSensorsEven,
    SensorNetInFront,
)
from .detector import CentreDetector, decode, detection_loss, focal_loss, target_heatmap
from .embedder import Embedder, prototype_loss
from .resnet import ResidualBlock, ResNet
from .text_detector import TextDetector
from .text_weights import fetch_text_detector, text_detector, text_detector_present
from .unet import PlainSkip, UNet, mask_loss

__all__ = [
    "POOLS",
    "Average",
    "CentreDetector",
    "ConvNet",
    "ConvNetInFront",
    "DilatedUNet",
    "Embedder",
    "EvenSensors",
    "LoudSensorsEven",
    "LoudSensorsOff",
    "Maximum",
    "PlacedDetector",
    "QuietSensorsEven",
    "SensorNetInFront",
    "PlainSkip",
    "ResNet",
    "ResidualBlock",
    "SensorNet",
    "TextDetector",
    "UNet",
    "build",
    "decode",
    "detection_loss",
    "fetch_text_detector",
    "focal_loss",
    "mask_loss",
    "parameters",
    "prototype_loss",
    "stage",
    "target_heatmap",
    "text_detector",
    "text_detector_present",
]
