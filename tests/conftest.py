"""Fixtures for the browser tests; everything else needs none."""

import os
import shutil
from pathlib import Path

import pytest
from places import CHROMIUM, HOW, ROOT

import course


@pytest.fixture(scope="session")
def lab(browser, tmp_path_factory):
    """A JupyterLab that serves a copy: it saves notebooks by itself, so never the checkout.

    Its kernels are as strict as those of ``course.py books``.
    """
    from labserver import LabServer

    root = tmp_path_factory.mktemp("lab")
    leave = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
    for folder in ("notebooks", "helpers", "data", "tools"):
        shutil.copytree(ROOT / folder, root / folder, ignore=leave)
    start = root / Path(course.STRICT["PYTHONSTARTUP"]).relative_to(ROOT)
    strict = {**course.STRICT, "PYTHONSTARTUP": str(start)}
    with LabServer(root, strict) as server:
        yield server


@pytest.fixture(scope="session")
def browser():
    from labpage import ARGS
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        (pytest.fail if os.environ.get("BROWSER_REQUIRED") else pytest.skip)(HOW)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_lesson(lab, browser):
    """open_lesson("notebooks/00_start_here.ipynb") -> a page with a ready kernel; page.errors collects.

    ``before(page)`` is called before anything is loaded; other settings are those of a browser context.
    """
    from labpage import open_notebook

    contexts = []

    def open_one(path, before=lambda page: None, **settings):
        contexts.append(browser.new_context(viewport={"width": 1300, "height": 950}, **settings))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        before(page)
        open_notebook(page, lab, path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    lab.end_kernels()
