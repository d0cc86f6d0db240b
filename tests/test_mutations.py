"""Deliberate faults: a copy of attention.py with one mistake in it must fail one of the checks."""

import importlib.util
import re
from pathlib import Path

import attention_by_hand
import attention_checks
import attention_parity
import pytest

from helpers import attention

SOURCE = Path(attention.__file__).read_text(encoding="utf-8")
GROUPS = {
    "properties": attention_checks.CHECKS,
    "by hand": attention_by_hand.CHECKS,
    "parity": attention_parity.CHECKS,
}

# What goes wrong: (class or name it happens in, old text, new text).
FAULTS = {
    "mean over one axis only": ("OVER_SPACE", "x.mean((2, 3))", "x.mean(2)[..., 0]"),
    "sum instead of mean": ("OVER_SPACE", "x.mean((2, 3))", "x.sum((2, 3))"),
    "min instead of max": ("OVER_SPACE", "max(2).values", "min(2).values"),
    "gradient split among ties": ("OVER_SPACE", "x.flatten(2).max(2).values", "x.amax((2, 3))"),
    "max over the wrong axis": ("OVER_CHANNELS", "x.max(1, keepdim=True)", "x.max(2, keepdim=True)"),
    "two means, no max": ("OVER_CHANNELS", "x.max(1, keepdim=True).values", "x.mean(1, keepdim=True)"),
    "no ReLU": ("bottleneck", "nn.ReLU()", "nn.Identity()"),
    "dead max branch": ("ChannelAttention", "sum(self.mlp(s) for s in squeezed)", "self.mlp(squeezed[0])"),
    "dead average branch": (
        "ChannelAttention",
        "sum(self.mlp(s) for s in squeezed)",
        "self.mlp(squeezed[-1])",
    ),
    "pools added before the MLP": (
        "ChannelAttention",
        "sum(self.mlp(s) for s in squeezed)",
        "self.mlp(sum(squeezed))",
    ),
    "weights shuffled to other channels": (
        "ChannelAttention",
        "[:, :, None, None]",
        ".flip(1)[:, :, None, None]",
    ),
    "channel sigmoid lost": ("ChannelAttention", "torch.sigmoid(self.logits(x))", "self.logits(x)"),
    "channel softmax for sigmoid": (
        "ChannelAttention",
        "torch.sigmoid(self.logits(x))",
        "self.logits(x).softmax(1)",
    ),
    "channel sigmoid twice": ("ChannelAttention", "self.logits(x))", "self.logits(x)).sigmoid()"),
    "channel gate adds": ("ChannelAttention", "x * self.weights(x)", "x + self.weights(x)"),
    "channel gate with a skip": ("ChannelAttention", "x * self.weights(x)", "x + x * self.weights(x)"),
    "gradient cut off": ("ChannelAttention", "x * self.weights(x)", "x * self.weights(x.detach())"),
    "weights returned, not applied": (
        "ChannelAttention",
        "x * self.weights(x)",
        "self.weights(x).expand_as(x)",
    ),
    "spatial sigmoid lost": ("SpatialAttention", "torch.sigmoid(self.logits(x))", "self.logits(x)"),
    "spatial gate adds": ("SpatialAttention", "x * self.weights(x)", "x + self.weights(x)"),
    "pools concatenated in the wrong order": (
        "SpatialAttention",
        "for pool in self.pools]",
        "for pool in self.pools[::-1]]",
    ),
    "convolution with a bias": ("SpatialAttention", "bias=False", "bias=True"),
    "norm forgotten": ("SpatialAttention", "self.norm(self.conv(pooled))", "self.conv(pooled)"),
    "map transposed": (
        "SpatialAttention",
        "self.norm(self.conv(pooled))",
        "self.norm(self.conv(pooled.mT)).mT",
    ),
    "kernel flipped": ("SpatialAttention", "self.conv(pooled)", "self.conv(pooled.flip(3)).flip(3)"),
    "both gates from the same input": (
        "CBAM",
        "x = gate(x)\n        return x",
        "y = gate(x)\n        return y",
    ),
    "order ignored": ("CBAM", "for name in check_order(order))", "for name in gates)"),
    "second weights from the input": ("CBAM", "second.weights(first(x))", "second.weights(x)"),
    "softmax over channels": (
        "AttentionPool",
        "logits.flatten(2).softmax(2).view_as(logits)",
        "logits.softmax(1)",
    ),
    "softmax over rows": (
        "AttentionPool",
        "logits.flatten(2).softmax(2).view_as(logits)",
        "logits.softmax(2)",
    ),
    "softmax over the batch": (
        "AttentionPool",
        "logits.flatten(2).softmax(2).view_as(logits)",
        "logits.softmax(0)",
    ),
    "mean after softmax": ("AttentionPool", "sum((2, 3))", "mean((2, 3))"),
    "static sigmoid lost": ("StaticAttention", "torch.sigmoid(self.scores)", "self.scores"),
    "static gate looks": (
        "StaticAttention",
        "torch.sigmoid(self.scores)",
        "torch.sigmoid(self.scores + x.mean())",
    ),
    "twin multiplies": ("AddedChannelAttention", "x + self.logits(x)", "x * self.logits(x)"),
    "twin squashes": ("AddedSpatialAttention", "x + self.logits(x)", "x + self.logits(x).sigmoid()"),
    "pool twin forgets its scores": ("AddedAttentionPool", "(x + self.logits(x))", "x"),
}


def section(name):
    """Where a class, a function or a table stands in the source: (start, end)."""
    start = re.search(rf"^(class {name}\b|def {name}\b|{name} = )", SOURCE, re.M).start()
    after = re.compile(r"^(class |def |[A-Z_]+ = |# )", re.M).search(SOURCE, start + 1)
    return start, after.start() if after else len(SOURCE)


def load(source, folder):
    path = folder / "mutated_attention.py"
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("mutated_attention", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def mutated(fault):
    where, old, new = FAULTS[fault]
    start, end = section(where)
    assert SOURCE[start:end].count(old) == 1, f"{fault}: {old!r} must stand once in {where}"
    return SOURCE[:start] + SOURCE[start:end].replace(old, new) + SOURCE[end:]


def failing(module):
    """Names of the checks that a module does not pass."""
    names = []
    for group, checks in GROUPS.items():
        for check in checks:
            try:
                check(module)
            except Exception:
                names.append(f"{group}: {check.__name__}")
    return names


def test_the_copy_without_a_fault_passes(tmp_path):
    assert failing(load(SOURCE, tmp_path)) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_found(fault, tmp_path):
    assert failing(load(mutated(fault), tmp_path))
