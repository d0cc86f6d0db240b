"""Deliberate faults: a copy of a file with one mistake in it must fail one of the file's checks."""

import importlib
import importlib.util
import re
from pathlib import Path

import attention_by_hand
import attention_checks
import attention_parity
import detector_checks
import embedder_checks
import family_checks
import faults
import pytest
import relatives_checks
import unet_checks

# What is broken: (its module or package, its checks, its faults).
TARGETS = {
    "attention": (
        "helpers.attention",
        attention_checks.CHECKS + attention_by_hand.CHECKS + attention_parity.CHECKS,
        faults.ATTENTION,
    ),
    "family": ("helpers.attention", family_checks.CHECKS, faults.FAMILY),
    "relatives": ("helpers.attention", relatives_checks.CHECKS, faults.RELATIVES),
    "unet": ("helpers.networks.unet", unet_checks.CHECKS, faults.UNET),
    "detector": ("helpers.networks.detector", detector_checks.CHECKS, faults.DETECTOR),
    "embedder": ("helpers.networks.embedder", embedder_checks.CHECKS, faults.EMBEDDER),
}


def source_of(name):
    """The text of a module; of a package, the texts of all that it exports, one after the other."""
    path = Path(importlib.import_module(name).__file__)
    source = path.read_text(encoding="utf-8")
    if path.name != "__init__.py":
        return source
    texts = {}

    def take(file):
        """A file's text after those of the files that it imports."""
        text = (path.parent / f"{file}.py").read_text(encoding="utf-8")
        for other in re.findall(r"^from \.(\w+) import", text, re.M):
            if other not in texts:
                take(other)
        texts.setdefault(file, text)

    for file in re.findall(r"^from \.(\w+) import", source, re.M):
        take(file)
    return re.sub(r"^from \.\w* import (\([^)]*\)|.*)\n", "", "\n\n".join(texts.values()), flags=re.M)


def section(source, name):
    """Where a class, a function or a table stands in the source: (start, end)."""
    start = re.search(rf"^(class {name}\b|def {name}\b|{name} = )", source, re.M).start()
    after = re.compile(r"^(class |def |[A-Z_]+ = |# )", re.M).search(source, start + 1)
    return start, after.start() if after else len(source)


def load(name, source, folder):
    """The source as a module beside the original, so that its relative imports work."""
    path = folder / "mutated.py"
    path.write_text(source, encoding="utf-8")
    module = importlib.import_module(name)
    package = name if hasattr(module, "__path__") else name.rpartition(".")[0]
    spec = importlib.util.spec_from_file_location(f"{package}.mutated", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def mutated(source, where, old, new):
    start, end = section(source, where)
    assert source[start:end].count(old) == 1, f"{old!r} must stand once in {where}"
    return source[:start] + source[start:end].replace(old, new) + source[end:]


def failing(module, checks):
    """Name of the first check that a module does not pass, or None."""
    for check in checks:
        try:
            check(module)
        except Exception:
            return check.__name__
    return None


@pytest.mark.parametrize("target", TARGETS)
def test_the_copy_without_a_fault_passes(target, tmp_path):
    name, checks, _ = TARGETS[target]
    assert failing(load(name, source_of(name), tmp_path), checks) is None


@pytest.mark.parametrize("target, fault", [(t, fault) for t in TARGETS for fault in TARGETS[t][2]])
def test_fault_is_found(target, fault, tmp_path):
    name, checks, table = TARGETS[target]
    assert failing(load(name, mutated(source_of(name), *table[fault]), tmp_path), checks)
