"""Tools that take the network away, and what a download says then."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools"))

import offline  # noqa: E402

INSIDE = """
import socket
import sys
from helpers import datasets

server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname()).close()
try:
    socket.create_connection(("192.0.2.1", 80), 5)
except OSError as error:
    print(error.strerror)
datasets.download_garments(sys.argv[1])
"""


@pytest.mark.skipif(bool(offline.cannot()), reason=offline.cannot() or "-")
def test_without_a_network_the_loopback_works_and_a_download_is_one_line(tmp_path):
    command = [sys.executable, ROOT / "tools" / "offline.py", sys.executable, "-c", INSIDE, tmp_path]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.stdout.splitlines() == [
        "Network is unreachable",
        "Fashion-MNIST could not be fetched: no network? The digits do everything that lessons need.",
    ], ran.stderr
    assert ran.returncode == 0


@pytest.mark.skipif(bool(offline.cannot()), reason=offline.cannot() or "-")
def test_the_commands_exit_status_is_kept():
    command = [sys.executable, ROOT / "tools" / "offline.py", sys.executable, "-c", "raise SystemExit(3)"]
    assert subprocess.run(command).returncode == 3


def test_where_it_cannot_be_done_a_sentence_says_so(monkeypatch):
    refused = subprocess.CompletedProcess([], 1, b"", b"unshare: unshare failed: Operation not permitted\n")
    monkeypatch.setattr(offline.sys, "platform", "linux")
    monkeypatch.setattr(offline.subprocess, "run", lambda *_, **__: refused)
    assert "not allowed here (unshare: unshare failed: Operation not permitted)" in offline.cannot()

    def missing(*_, **__):
        raise FileNotFoundError

    monkeypatch.setattr(offline.subprocess, "run", missing)
    assert "install util-linux" in offline.cannot()
    monkeypatch.setattr(offline.sys, "platform", "darwin")
    assert "needs Linux" in offline.cannot()
