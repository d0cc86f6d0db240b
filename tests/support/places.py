"""Where the project lies, and where Chromium is on this machine."""

from pathlib import Path

from course import chromium

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = chromium()
HOW = "no Chromium was found: install it (sudo apt install chromium) or set CHROMIUM to its path"
