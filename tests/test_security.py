"""Nothing from a file or a network is run: no unpickling, no eval, a sum for every download, a token."""

import ast
import json
import os
import pickle
import shlex
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest
import torch
from labserver import LabServer
from torchvision.datasets import FashionMNIST

from helpers.networks import pretrained
from tools.audit import verdict

ROOT = Path(__file__).resolve().parents[1]
FORBIDDEN = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal"}  # modules
RUNS = {"eval", "exec"}
UNPICKLES = {"joblib.load", "pandas.read_pickle", "pd.read_pickle", "torch.hub.load"}
# What runs the repository's own exercises and claims, and this file, which makes a harmful pickle.
ALLOWED = {
    "tests/support/cards.py": {"eval", "exec"},
    "tests/tools/test_margins.py": {"exec"},
    "tests/test_security.py": {"pickle"},
    "tests/experiments/test_fingerprint.py": {"exec"},
    "tests/experiments/test_source.py": {"exec"},  # classes without a source
    "tests/experiments/test_comparing.py": {"exec"},
    "tests/gates/test_nothing_leaks.py": {"pickle", "torch.load without weights_only=True"},
    "tests/attention/test_checks_format.py": {"pickle"},
    "tests/support/fresh_answers.py": {"exec"},
    "tests/test_exercises.py": {"exec"},
    "helpers/experiments/comparing.py": {"pickle.PicklingError"},  # an error that is caught: it reads nothing
    "tools/judge.py": {"eval", "exec"},  # the answers of learners, in a process of their own: its purpose
    "tools/measured.py": {"eval"},
    "tools/on_gpu.py": {"exec"},
}


def dangers(source):
    """What in a piece of Python could run code from a file: names, in the order of the text."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name.split(".")[0] in FORBIDDEN]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names = [f"{module}.{alias.name}" for alias in node.names]
            found += [name for name in names if module.split(".")[0] in FORBIDDEN or name in UNPICKLES]
        elif isinstance(node, ast.Call):
            name, settings = ast.unparse(node.func), {k.arg: ast.unparse(k.value) for k in node.keywords}
            if name in RUNS | UNPICKLES or settings.get("allow_pickle", "False") != "False":
                found.append(name)
            if name == "torch.load" and settings.get("weights_only") != "True":
                found.append("torch.load without weights_only=True")
    return found


def python_files():
    """Every Python file of the project that is kept under version control or soon will be."""
    for folder in ("helpers", "tools", "tests"):
        yield from sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize(
    "source, found",
    [
        ("import pickle", ["pickle"]),
        ("from cloudpickle import loads", ["cloudpickle.loads"]),
        ("from joblib import load", ["joblib.load"]),
        ("joblib.load('a')", ["joblib.load"]),
        ("np.load('a')", []),
        ("np.load('a', allow_pickle=True)", ["np.load"]),
        ("torch.load('a')", ["torch.load without weights_only=True"]),
        ("torch.load('a', weights_only=False)", ["torch.load without weights_only=True"]),
        ("torch.load('a', weights_only=True)", []),
        ("eval('1')", ["eval"]),
        ("net.eval()", []),
        ("joblib.Parallel(2)", []),
    ],
)
def test_dangers_are_found(source, found):
    assert dangers(source) == found


def test_no_file_unpickles_or_runs_text():
    for path in python_files():
        name = path.relative_to(ROOT).as_posix()
        assert set(dangers(path.read_text(encoding="utf-8"))) <= ALLOWED.get(name, set()), name


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_no_lesson_unpickles_or_runs_text_or_calls_a_shell(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert dangers(cell.source) == [], cell.source  # "!" and "%" would not even parse


class Harm:
    """Pickled, it makes a file when it is unpickled: what a harmful file would do, but harmless."""

    def __init__(self, mark):
        self.mark = str(mark)

    def __reduce__(self):
        return os.mkdir, (self.mark,)


@pytest.mark.parametrize("how", ["harmful", "cut in half", "empty", "text", "missing", "another class"])
def test_a_stored_network_that_is_not_one_is_a_sentence_and_runs_nothing(how, tmp_path, monkeypatch):
    path, mark = tmp_path / "nets.pt", tmp_path / "harm"
    if how == "harmful":
        torch.save({"weight": Harm(mark)}, path)
    elif how == "another class":
        torch.save({"a": {"network": "Batch", "settings": {}, "state": {}}}, path)
    elif how == "cut in half":
        torch.save({"weight": torch.zeros(1000)}, path)
        path.write_bytes(path.read_bytes()[:2000])
    elif how != "missing":
        path.write_text("" if how == "empty" else "no network")
    monkeypatch.setattr(pretrained, "DATA", tmp_path)
    with pytest.raises(ValueError) as caught:
        pretrained.load("nets")
    state = "missing" if how == "missing" else "damaged"
    assert str(caught.value) == (
        f"data/nets.pt is {state}: write it again with `python -m helpers.experiments.pretrained nets`"
    )
    assert not mark.exists()


def test_the_harmful_file_would_have_done_harm(tmp_path):
    mark = tmp_path / "harm"
    pickle.loads(pickle.dumps(Harm(mark)))
    assert mark.exists()


def test_every_file_of_the_download_has_a_sum():
    assert len(FashionMNIST.resources) == 4
    assert all(len(bytes.fromhex(md5)) == 16 for _, md5 in FashionMNIST.resources)


def test_nothing_turns_the_token_off_or_opens_a_server_to_the_network():
    files = [ROOT / "course.py", *(path for f in ("tools", "tests") for path in (ROOT / f).rglob("*.??"))]
    texts = {path: path.read_text(encoding="utf-8") for path in files if path.name != "test_security.py"}
    starting = {path.name: text for path, text in texts.items() if "jupyter" in text.lower()}
    assert {"course.py", "labserver.py"} <= set(starting)
    for name, text in starting.items():
        for option in ("token=''", 'token=""', "token= ", "allow_origin", "disable_check_xsrf"):
            assert option not in text, f"{name}: {option}"
        for option in ("0.0.0.0", "ip=*", "allow_remote_access", "allow_unauthenticated", "AllowAll"):
            assert option not in text, f"{name}: {option}"


def refuses(base):
    """Whether a server answers 403 to whoever comes without a token."""
    codes = set()
    for place in ("contents", "sessions", "kernels"):
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"{base}/api/{place}", timeout=20)
        codes.add(caught.value.code)
    return codes == {403}


def answers(address):
    """Whether a server is there and says yes: its file is written before it listens."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status == 200
    except urllib.error.HTTPError:
        raise
    except (urllib.error.URLError, ConnectionError):
        return False


@pytest.mark.browser
def test_the_server_of_the_tests_is_on_this_machine_only_and_asks_for_its_token(tmp_path):
    with LabServer(tmp_path) as server:
        assert server.api("status") and refuses(server.base) and len(server.token) == 32
        (info,) = (json.loads(p.read_text()) for p in (server.folder / "runtime").glob("jpserver-*.json"))
        assert info["hostname"] == "127.0.0.1"


@pytest.mark.browser
def test_make_lab_is_on_this_machine_only_and_asks_for_a_token_of_its_own(tmp_path):
    said = subprocess.run(
        ["make", "--no-print-directory", "-n", "lab"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    command = [*shlex.split(said.splitlines()[-1]), "--no-browser", "--port=0", "--allow-root"]
    places = {f"JUPYTER_{kind}_DIR": str(tmp_path / kind) for kind in ("RUNTIME", "CONFIG", "DATA")}
    log = (tmp_path / "log").open("w")
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **places}, stdout=log, stderr=log)
    try:
        end = time.monotonic() + 90
        while not (found := list((tmp_path / "RUNTIME").glob("jpserver-*.json"))):
            assert process.poll() is None and time.monotonic() < end, (tmp_path / "log").read_text()
            time.sleep(0.1)
        info = json.loads(found[0].read_text())
        base = f"http://127.0.0.1:{info['port']}"
        assert info["hostname"] in ("localhost", "127.0.0.1")
        while not answers(f"{base}/api/status?token={info['token']}"):
            assert process.poll() is None and time.monotonic() < end, (tmp_path / "log").read_text()
            time.sleep(0.1)
        assert len(info["token"]) >= 32 and refuses(base)
    finally:
        process.terminate()
        process.wait(30)
        log.close()


KNOWN = {"name": "pillow", "version": "1.0", "vulns": []}
WEAK = {**KNOWN, "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}, {"id": "PYSEC-2", "fix_versions": []}]}
SKIPPED = {"name": "torch", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    "packages, well, says",
    [
        ([KNOWN], True, ["no known weakness in 1 packages"]),
        ([WEAK], False, ["PYSEC-1: mended in 1.1", "PYSEC-2: not mended yet"]),
        ([KNOWN, SKIPPED], False, ["nothing is known about 1 of 2 packages (torch"]),
        ([WEAK, SKIPPED], False, ["PYSEC-1", "PYSEC-2", "nothing is known"]),
    ],
)
def test_an_audit_that_asked_nobody_is_no_clean_bill(packages, well, says):
    lines, fine = verdict({"dependencies": packages})
    assert fine == well and len(lines) == len(says)
    assert all(words in line for words, line in zip(says, lines))
