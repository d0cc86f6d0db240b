"""Downloads that go wrong: one line, in time, and nothing half taken."""

import socket
import time
from threading import Event
from urllib.error import URLError

import pytest
from garment_files import TEST, TRAIN, closed_port, packed, serving
from torchvision.datasets import FashionMNIST

from helpers import datasets

FAILED = "Fashion-MNIST could not be fetched: no network? The digits do everything that lessons need.\n"
HERE = "Fashion-MNIST is here: pass source='garments'.\n"


@pytest.fixture
def from_here(monkeypatch):
    """from_here(address): torchvision downloads from there, around any proxy."""
    monkeypatch.setenv("no_proxy", "*")

    def use(address, sums=None):
        monkeypatch.setattr(FashionMNIST, "mirrors", [address])
        if sums:
            monkeypatch.setattr(FashionMNIST, "resources", sums)

    return use


class TestDownload:
    @pytest.mark.parametrize(
        "error",
        [
            URLError("Name or service not known"),
            RuntimeError("Error downloading train-images-idx3-ubyte.gz"),
            TimeoutError("timed out"),
            ConnectionResetError("Connection reset by peer"),
            PermissionError("read-only file system"),
        ],
        ids=lambda error: type(error).__name__,
    )
    def test_whatever_goes_wrong_is_one_line(self, error, tmp_path, monkeypatch, capsys):
        def download(self):
            raise error

        monkeypatch.setattr(FashionMNIST, "download", download)
        assert datasets.download_garments(tmp_path) is False
        assert capsys.readouterr().out == FAILED
        assert socket.getdefaulttimeout() is None and not datasets.garments_present(tmp_path)

    def test_without_a_network(self, tmp_path, from_here, capsys):
        from_here(closed_port())
        assert datasets.download_garments(tmp_path) is False
        assert capsys.readouterr().out == FAILED

    def test_a_server_that_never_answers_is_given_up(self, tmp_path, from_here, capsys):
        with serving(lambda path: None) as (address, _):
            from_here(address)
            began = time.monotonic()
            assert datasets.download_garments(tmp_path, seconds=0.5) is False
            assert time.monotonic() - began < 4
        assert capsys.readouterr().out == FAILED
        assert socket.getdefaulttimeout() is None

    def test_a_name_server_that_never_answers_is_given_up(self, tmp_path, from_here, monkeypatch, capsys):
        released = Event()
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_: released.wait(60))
        for proxy in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.delenv(proxy, raising=False)
        monkeypatch.setattr(FashionMNIST, "download", lambda self: pytest.fail("it went on"))
        try:
            assert datasets.download_garments(tmp_path, seconds=0.2) is False
        finally:
            released.set()
        assert capsys.readouterr().out == FAILED

    def test_the_time_limit_of_others_is_given_back(self, tmp_path, monkeypatch):
        seen = []

        def download(self):
            seen.append(socket.getdefaulttimeout())
            raise URLError("no network")

        monkeypatch.setattr(FashionMNIST, "download", download)
        socket.setdefaulttimeout(77)
        try:
            datasets.download_garments(tmp_path, seconds=3)
            assert seen == [3] and socket.getdefaulttimeout() == 77
        finally:
            socket.setdefaulttimeout(None)

    def test_a_damaged_download_is_not_taken_and_the_next_try_repairs_it(self, tmp_path, from_here, capsys):
        files, sums = packed()
        damage = [True]

        def answer(path):
            content = files[path]
            return content[:-1] + bytes([content[-1] ^ 1]) if damage[0] and "labels" in path else content

        with serving(answer) as (address, asked):
            from_here(address, sums)
            assert datasets.download_garments(tmp_path) is False
            assert capsys.readouterr().out == FAILED
            assert not datasets.garments_present(tmp_path)
            damage[0] = False
            assert datasets.download_garments(tmp_path) is True
            assert capsys.readouterr().out == HERE
            assert datasets.garments_present(tmp_path)
            images, labels = datasets.garments(tmp_path)
            assert len(images) == TRAIN + TEST and labels[9] == 9
            asked.clear()
            assert datasets.download_garments(tmp_path) is True
            assert asked == [], "files that are there are not fetched again"
            assert capsys.readouterr().out == HERE
