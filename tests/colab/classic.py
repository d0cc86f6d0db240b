"""The classic Notebook 6.5 with ipywidgets 7, and one notebook in it, driven through Playwright."""

from place import PLACE, PYTHON, variables
from server import Server

READY = "() => window.Jupyter?.notebook?.kernel?.is_connected() && !!Jupyter.notebook.kernel.widget_manager"
# The widget manager asks the kernel for old widgets first; a widget that comes before the answer is lost.
SETTLED = """async () => {
    for (let k = 0; k < 3; k++) await new Promise((done) => Jupyter.notebook.kernel.kernel_info(done));
}"""
# Run the cells up to the last panel that is shown.
RUN = """() => {
    const cells = Jupyter.notebook.get_cells();
    window.last = cells.findLastIndex((c) => c.cell_type === "code" && c.get_text().includes(".show()"));
    window.idle = false;
    Jupyter.notebook.events.on("kernel_idle.Kernel", () => { window.idle = true; });
    Jupyter.notebook.events.on("kernel_busy.Kernel", () => { window.idle = false; });
    Jupyter.notebook.execute_cell_range(0, window.last + 1);
}"""
RAN = "() => typeof Jupyter.notebook.get_cell(window.last).input_prompt_number === 'number' && window.idle"
ERRORS = """() => Jupyter.notebook.get_cells().slice(0, window.last + 1)
    .flatMap((cell) => cell.output_area?.outputs || []).filter((output) => output.output_type === "error")
    .map((output) => `${output.ename}: ${output.evalue}`)"""


class ClassicServer(Server):
    """The classic Notebook on a folder; see Server."""

    log = PLACE / "notebook.log"

    def command(self):
        """The notebook without a browser."""
        command = [PYTHON, "-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=8930"]
        return command + [f"--NotebookApp.token={self.token}", f"--NotebookApp.notebook_dir={self.root}"]

    def variables(self):
        """Everything that Jupyter keeps lies in the place."""
        return variables()

    def records(self):
        """What this process wrote about itself."""
        return (PLACE / "runtime").glob(f"nbserver-{self.process.pid}.json")

    def address(self, name):
        """Where a notebook opens."""
        return f"{self.base}/notebooks/{name}?token={self.token}"


def run_to_the_last_panel(page, address, timeout=1_200_000):
    """Open a notebook, run it as far as its last panel: (its panels, the errors of the cells)."""
    page.goto(address, wait_until="domcontentloaded", timeout=120_000)
    page.wait_for_function(READY, timeout=120_000)
    page.evaluate(SETTLED)
    page.evaluate(RUN)
    page.wait_for_function(RAN, timeout=timeout)
    return page.locator(".lesson-panel"), page.evaluate(ERRORS)
