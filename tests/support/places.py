"""Where the project lies, and where Chromium is on this machine."""

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
HOW = "no Chromium was found: install it (sudo apt install chromium) or set CHROMIUM to its path"
