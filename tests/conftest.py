"""Fixtures for the browser tests, everything else needs none; and the order of the tests."""

import os
import shutil
from itertools import islice
from pathlib import Path

import pytest
from places import CHROMIUM, HOW, ROOT

import course


def pytest_collection_modifyitems(config, items):
    """Browser tests are long: every process begins with its share of them, and none ends with one."""
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    long = [test for test in items if test.get_closest_marker("browser")]
    others, order = (test for test in items if not test.get_closest_marker("browser")), []
    for first in range(processes):
        mine = long[first::processes]
        order += mine + list(islice(others, max(0, len(items) // processes - len(mine))))
    items[:] = [*order, *others]


@pytest.fixture(scope="session")
def lab(chromium, tmp_path_factory):
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
def chromium():
    """The command that starts the browser."""
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("BROWSER_REQUIRED") else pytest.skip)(HOW)
    return CHROMIUM


@pytest.fixture(scope="module")
def browser(chromium):
    """Ends with its module: as long as it is there, an event loop runs, and no other test can run its own."""
    from labpage import ARGS
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=ARGS)
        yield browser
        browser.close()


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
