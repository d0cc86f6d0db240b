"""A Jupyter server of our own: started with a token on a free port, ended with all its kernels."""

import json
import secrets
import subprocess
import time
import urllib.request


class Server:
    """A context manager: ``base`` is its address, ``token`` its token.

    A kind of server says ``command()``, ``variables()`` of its environment, where its ``log`` lies (a
    path), and where its ``records()`` do: files of JSON in which a running server tells its port.
    """

    def __init__(self, root):
        self.root, self.token = str(root), secrets.token_hex(16)

    def __enter__(self):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.command(), env=self.variables(), cwd=self.root, stdout=log, stderr=subprocess.STDOUT
            )
        self._wait(180)
        return self

    def _wait(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            for record in self.records():
                try:
                    self.base = f"http://127.0.0.1:{json.loads(record.read_text())['port']}"
                    self.api("status")
                    return
                except (OSError, ValueError, KeyError):
                    pass
            time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"{type(self).__name__} did not start:\n{self.log.read_text()}")

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def api(self, path, method="GET"):
        """Call the server's REST interface."""
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.base}/api/{path}", method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or "null")

    def end_kernels(self):
        """End every kernel, so that a lesson does not share its memory with the ones before."""
        for session in self.api("sessions"):
            self.api(f"sessions/{session['id']}", "DELETE")
