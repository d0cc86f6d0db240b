"""The papers of the project say the same: how to cite it and what may be done with it."""

from pathlib import Path

import yaml

import helpers

ROOT = Path(__file__).resolve().parents[1]


def test_the_citation_names_this_version_and_both_licences():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)  # what the format demands
    assert citation["version"] == helpers.__version__
    assert citation["license"] == ["MIT", "CC-BY-4.0"]
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "CC BY 4.0" in (ROOT / "LICENSE-TEXT.md").read_text(encoding="utf-8")
