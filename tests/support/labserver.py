"""JupyterLab with settings and workspaces of its own."""

import json
import os
import sys
import tempfile
from pathlib import Path

from server import Server

PLACES = {
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTER_DATA_DIR": "data",
    "IPYTHONDIR": "ipython",
}


class LabServer(Server):
    """JupyterLab on a folder; see Server.  ``more``: variables of the environment, for its kernels too."""

    def __init__(self, root, more=()):
        super().__init__(root)
        self.more = dict(more)
        self.folder = Path(tempfile.mkdtemp(prefix="lab-"))
        self.log = self.folder / "lab.log"
        quiet = self.folder / "settings" / "@jupyterlab" / "apputils-extension"
        quiet.mkdir(parents=True)
        settings = {"fetchNews": "false", "checkForUpdates": False}
        (quiet / "notification.jupyterlab-settings").write_text(json.dumps(settings))

    def command(self):
        """JupyterLab without a browser, on any free port."""
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
        command += ["--port=0", f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={self.root}"]
        command += ["--LabApp.expose_app_in_browser=True", "--LabApp.news_url=None"]
        return command + ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]

    def variables(self):
        """Everything that Jupyter keeps lies in the folder."""
        here = {name: str(self.folder / place) for name, place in PLACES.items()}
        return {**os.environ, **here, "OMP_NUM_THREADS": "1", **self.more}

    def records(self):
        """What a running server wrote about itself."""
        return (self.folder / "runtime").glob("jpserver-*.json")
