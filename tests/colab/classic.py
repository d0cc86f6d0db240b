"""The classic Notebook 6.5 with ipywidgets 7, and one notebook in it, driven through Playwright."""

import json
import secrets
import subprocess
import time
import urllib.request

from place import PLACE, PYTHON, variables

READY = "() => window.Jupyter?.notebook?.kernel?.is_connected() && !!Jupyter.notebook.kernel.widget_manager"
# The widget manager asks the kernel for old widgets first; a widget that comes before the answer is lost.
SETTLED = """async () => {
    for (let k = 0; k < 3; k++) await new Promise((done) => Jupyter.notebook.kernel.kernel_info(done));
}"""
# Run the cells up to the first panel that is shown.
RUN = """() => {
    const cells = Jupyter.notebook.get_cells();
    window.last = cells.findIndex((c) => c.cell_type === "code" && c.get_text().includes(".show()"));
    window.idle = false;
    Jupyter.notebook.events.on("kernel_idle.Kernel", () => { window.idle = true; });
    Jupyter.notebook.events.on("kernel_busy.Kernel", () => { window.idle = false; });
    Jupyter.notebook.execute_cell_range(0, window.last + 1);
}"""
RAN = "() => typeof Jupyter.notebook.get_cell(window.last).input_prompt_number === 'number' && window.idle"
ERRORS = """() => Jupyter.notebook.get_cells().slice(0, window.last + 1)
    .flatMap((cell) => cell.output_area?.outputs || []).filter((output) => output.output_type === "error")
    .map((output) => `${output.ename}: ${output.evalue}`)"""


class ClassicServer:
    """A context manager: ``address(name)`` is where a notebook of the folder opens."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        self.token, runtime = secrets.token_hex(16), PLACE / "runtime"
        command = [PYTHON, "-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=8930"]
        command += [f"--NotebookApp.token={self.token}", f"--NotebookApp.notebook_dir={self.folder}"]
        self.log = (PLACE / "notebook.log").open("w")
        self.process = subprocess.Popen(
            command, env=variables(), cwd=self.folder, stdout=self.log, stderr=subprocess.STDOUT
        )
        end = time.monotonic() + 180
        while time.monotonic() < end and self.process.poll() is None:
            try:
                self.base = json.loads((runtime / f"nbserver-{self.process.pid}.json").read_text())["url"]
                self.api("status")
                return self
            except (OSError, ValueError):
                time.sleep(0.2)
        self.__exit__()
        raise RuntimeError("the classic notebook did not start:\n" + (PLACE / "notebook.log").read_text())

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def api(self, path, method="GET"):
        """Call the server's REST interface."""
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.base}api/{path}", method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or "null")

    def end_kernels(self):
        """End every kernel, so that a lesson does not share its memory with the ones before."""
        for session in self.api("sessions"):
            self.api(f"sessions/{session['id']}", "DELETE")

    def address(self, name):
        """Where a notebook opens."""
        return f"{self.base}notebooks/{name}?token={self.token}"


def run_to_the_first_panel(page, address, timeout=1_200_000):
    """Open a notebook, run it as far as its first panel: (the panel, the errors of the cells)."""
    page.goto(address, wait_until="domcontentloaded", timeout=120_000)
    page.wait_for_function(READY, timeout=120_000)
    page.evaluate(SETTLED)
    page.evaluate(RUN)
    page.wait_for_function(RAN, timeout=timeout)
    return page.locator(".lesson-panel").first, page.evaluate(ERRORS)
