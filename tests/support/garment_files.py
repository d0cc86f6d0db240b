"""Garments for the tests: the four files in small, and a server that hands them out."""

import gzip
import hashlib
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import torch

TRAIN, TEST = 60, 40  # garments in the files
NAMES = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"]


def idx(values):
    """Bytes as in MNIST's files: two zeros, the type, how many axes, their lengths, the values."""
    sizes = b"".join(size.to_bytes(4, "big") for size in values.shape)
    return bytes([0, 0, 8, values.dim()]) + sizes + values.to(torch.uint8).numpy().tobytes()


def contents():
    """The four files: a square whose side tells the class; train squares are 200 bright, test ones 100."""
    files = []
    for count, brightness in ((TRAIN, 200), (TEST, 100)):
        labels = torch.arange(count) % 10
        images = torch.zeros(count, 28, 28, dtype=torch.uint8)
        for image, label in zip(images, labels.tolist()):
            image[4 : 14 + label, 4 : 14 + label] = brightness
        files += [idx(images), idx(labels)]
    return dict(zip((f"{name}-ubyte" for name in NAMES), files))


@contextmanager
def serving(answer):
    """A server of this machine in torchvision's list of addresses: answer(path) -> bytes, or None to hang."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            body = answer(self.path)
            if body is None:
                released.wait(20)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            """Say nothing."""

    asked, released = [], threading.Event()
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def packed():
    """The files as they are fetched, {"/name.gz": bytes}, and torchvision's list of names and MD5 sums."""
    files = {f"/{name}.gz": gzip.compress(content, mtime=0) for name, content in contents().items()}
    return files, [(path[1:], hashlib.md5(content).hexdigest()) for path, content in files.items()]


def closed_port():
    """An address at which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/"
