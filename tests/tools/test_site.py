"""The pages for a reader without Python: whole, without a network, every link leads somewhere."""

import json
import re
import sys

import pytest
from bs4 import BeautifulSoup
from places import ROOT

sys.path.insert(0, str(ROOT))

from tools import make_site  # noqa: E402
from tools.films import films_of  # noqa: E402
from tools.links import broken_links  # noqa: E402

LESSONS = list(make_site.lessons())
OTHERS = [name.lower() for name in make_site.OTHERS]
SOME = [LESSONS[0].stem, LESSONS[1].stem]  # `make site` makes them all, and checks every link


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """{name: page}: the index, the pages beside it and two lessons, as they stand in the files."""
    files = make_site.build(tmp_path_factory.mktemp("site"), only=SOME)
    return {file.stem: BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser") for file in files}


def notebook_outputs(name):
    book = make_site.nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    return [output for cell in book.cells for output in cell.get("outputs", ())]


def test_the_index_and_the_lessons_are_there(pages):
    assert list(pages) == ["index", *OTHERS, *SOME]
    for page in pages.values():
        assert (
            page.html["lang"] == "en" and page.title.string and page.find("meta", attrs={"name": "viewport"})
        )
        assert len(page.find_all("h1")) == 1 and len(page.find_all("main")) == 1


def test_a_heading_has_the_name_that_github_gives_it():
    heading = "## A digit, *to name* & more: what?"
    assert 'id="a-digit-to-name--more-what"' in make_site.html_of(heading)


def test_nothing_comes_from_elsewhere(pages):
    for name, page in pages.items():
        assert not page.find_all(["iframe", "object", "embed"])
        scripts = [script.string.strip() for script in page.find_all("script")]
        assert scripts == ([] if name not in SOME else [(ROOT / "tools" / "page.js").read_text().strip()])
        for tag in page.find_all(src=True):
            assert tag["src"].startswith("data:image/") or "//" not in tag["src"], (
                f"{name}: {tag['src'][:60]}"
            )
        assert [link["href"] for link in page.find_all("link")] == ["page.css"]
    assert not re.search(r"@import|url\(", (ROOT / "tools" / "page.css").read_text())
    assert not re.search(r"//\w|fetch|import|XMLHttp", (ROOT / "tools" / "page.js").read_text())


def test_the_index_leads_to_every_lesson_of_the_readme(pages):
    links = [link["href"] for link in pages["index"].select("table a")]
    assert links == [f"{path.stem}.html" for path in LESSONS]


def test_the_index_leads_to_the_other_pages_and_they_lead_back(pages):
    links = {link["href"] for link in pages["index"].select("a")}
    assert links >= {f"{name}.html" for name in OTHERS}
    assert all(pages[name].select("nav a[href='index.html']") for name in OTHERS)
    (picture,) = pages["results"].find_all("img")
    assert picture["src"] == "pictures/one_rate.png"


def test_a_lesson_leads_to_its_neighbours(pages):
    for rel, name, there in (("next", SOME[0], LESSONS[1]), ("prev", SOME[1], LESSONS[0])):
        links = pages[name].select(f"a[rel={rel}]")
        assert {link["href"] for link in links} == {f"{there.stem}.html"}
    assert not pages[SOME[0]].select("a[rel=prev]")
    assert pages[SOME[0]].select("nav a[href='index.html']")


@pytest.mark.parametrize("name", SOME)
def test_every_picture_is_there_with_its_words_and_panels_say_that_they_move(pages, name):
    outputs = [output for output in notebook_outputs(name) if "image/png" in output.get("data", {})]
    words = [output.metadata["image/png"]["alt"] for output in outputs]
    assert [image["alt"] for image in pages[name].select(".output_png img")] == words
    panels = [text for text in words if text.startswith("Panel: ")]
    assert len(pages[name].select(".note")) == len(panels) > 0


@pytest.mark.parametrize("name", SOME)
def test_every_printed_line_is_there_but_those_of_the_setup(pages, name):
    text = pages[name].get_text()
    setup, *outputs = notebook_outputs(name)
    assert setup["text"].startswith("Ready on") and "Ready on" not in text and "lesson.start()" not in text
    for output in outputs:
        for line in output.get("text", "").splitlines():
            assert line.replace(" ± ", "\u00a0±\u00a0") in text


@pytest.mark.parametrize("name", SOME)
def test_every_panel_has_its_film_with_the_words_of_its_picture(pages, name):
    shown = pages[name].select("[data-film]")
    assert len(shown) == len(films_of(name)) > 0
    for place, (picture, _) in zip(shown, films_of(name)):
        told = json.loads(place["data-film"])
        assert told["src"] == f"panels/{picture.name}"
        says = told["steps"][told["start"]]["says"]
        assert place.find_next_sibling().get_text() == says and place.img["alt"].endswith(says)


def test_answers_and_cells_that_only_measure_are_folded_whole():
    cell = "<div class='cell code_cell celltag_{}'><pre>code</pre><p>output</p></div>"
    page = BeautifulSoup(make_site.tidied(cell.format("answer") + cell.format("claims")), "html.parser")
    words = [fold.summary.get_text() for fold in page.find_all("details", recursive=False)]
    assert words == ["The answer", "What was measured"] and not page.select("details[open]")
    assert [fold.div.get_text() for fold in page.find_all("details")] == ["codeoutput"] * 2
    assert not BeautifulSoup(make_site.tidied(cell.format("other")), "html.parser").find("details")


@pytest.mark.parametrize("name", SOME)
def test_formulas_are_mathml_and_none_is_left_as_tex(pages, name):
    page = pages[name]
    assert len(page.find_all("math")) > 3
    for code in page.select("pre, code"):
        code.extract()
    assert "$" not in page.main.get_text() and "\\" not in page.main.get_text()


def test_a_formula_of_two_lines_is_a_table_and_one_that_is_not_understood_is_named():
    two = make_site.mathml(r"\begin{aligned} a &= 1 \\ b &= 2 \end{aligned}", "block")
    assert two.count("<mtr>") == 2
    with pytest.raises(ValueError, match="cannot be written as MathML: .*gathered"):
        make_site.mathml(r"\begin{gathered} a & 1 \end{gathered}", "block")


def test_a_part_of_the_readme_that_is_gone_is_named(monkeypatch):
    monkeypatch.setattr(make_site, "PARTS", ["", "The lesons"])
    with pytest.raises(ValueError, match="no part 'The lesons'"):
        make_site.index_page()


def test_links_between_lessons_become_links_between_pages_and_badges_words():
    html = make_site.tidied(
        '<a href="04_cbam.ipynb#Your-turn">on</a><a href="notebooks/04_cbam.ipynb">in</a>'
        '<a href="../GLOSSARY.md">words</a>'
        '<a href="https://a.org/04_cbam.ipynb"><img src="https://a.org/badge.svg" alt="Open in Colab"></a>'
    )
    soup = BeautifulSoup(html, "html.parser")
    links = [link["href"] for link in soup.find_all("a")]
    assert links == ["04_cbam.html#Your-turn", "04_cbam.html", "glossary.html", "https://a.org/04_cbam.ipynb"]
    assert not soup.find_all("img") and "Open in Colab" in soup.get_text()


def test_links_of_the_lessons_lead_to_lessons_that_exist():
    for path in LESSONS:
        cells = make_site.nbformat.read(path, as_version=4).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", text):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


@pytest.mark.parametrize(
    "link, wrong",
    [
        ('<a href="other.html">', ""),
        ('<a href="other.html#here">', ""),
        ('<a href="#there">', ""),
        ('<img src="data:image/png;base64,AAAA">', ""),
        ('<a href="https://example.org/x">', ""),
        ('<a href="gone.html">', "no such file"),
        ('<img src="gone.png">', "no such file"),
        ('<a href="other.html#there">', "no such place"),
        ('<a href="#here">', "no such place"),
        ('<a href="https://">', "not an address"),
        ('<a href="htps://example.org">', "not an address"),
    ],
)
def test_a_link_that_leads_nowhere_is_found(tmp_path, link, wrong):
    (tmp_path / "other.html").write_text('<p id="here">')
    (tmp_path / "page.html").write_text(f'<p id="there">{link}')
    found = broken_links(tmp_path)
    assert len(found) == bool(wrong)
    if wrong:
        assert found[0].startswith("page.html: ") and wrong in found[0]


def test_the_links_of_these_pages_lead_somewhere(pages, tmp_path):
    for name, page in pages.items():
        (tmp_path / f"{name}.html").write_text(str(page), encoding="utf-8")
    make_site.shutil.copytree(ROOT / "data" / "pictures", tmp_path / "pictures")
    (tmp_path / "page.css").touch()
    others = {f"{path.stem}.html" for path in LESSONS[2:]}
    assert not [line for line in broken_links(tmp_path) if not any(name in line for name in others)]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1024, 390])
def test_without_a_network_formulas_are_drawn_and_no_page_is_wider_than_its_screen(browser, tmp_path, width):
    make_site.build(tmp_path, only=SOME)
    context = browser.new_context(viewport={"width": width, "height": 800}, offline=True)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    heights = "name => [...document.querySelectorAll(name)].map(tag => tag.clientHeight)"
    for name in ("index", *OTHERS, *SOME):
        page.goto((tmp_path / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if name in SOME:
            assert min(page.evaluate(heights, "math")) > 8
            assert max(page.evaluate(heights, "mtable")) > 30, "a matrix has rows"
    assert len(asked) > 3 and all(url.startswith(("file:", "data:")) for url in asked)
    context.close()


SUM = """canvas => {
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return data.reduce((sum, byte) => (sum * 31 + byte) % 1000003, 0);
}"""


# Every rule in a wide window but the one that takes longest; in the narrow one, where letters are smallest,
# that one and the rules that ask where things lie.
LAYOUT = ["color-contrast", "target-size", "scrollable-region-focusable"]
WIDTHS = {
    1024: {"rules": {"color-contrast": {"enabled": False}}},
    640: {"runOnly": {"type": "rule", "values": LAYOUT}},
}


@pytest.fixture
def lesson(browser, tmp_path):
    """lesson(...) -> a page on the second lesson, served without a network of its own."""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    make_site.build(tmp_path, only=SOME)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path))
    Thread(target=server.serve_forever, daemon=True).start()
    contexts = []

    def open_it(**settings):
        contexts.append(browser.new_context(viewport={"width": 1024, "height": 800}, **settings))
        page = contexts[-1].new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(f"http://127.0.0.1:{server.server_port}/{SOME[1]}.html")
        return page

    yield open_it
    for context in contexts:
        context.close()
    server.shutdown()


@pytest.mark.browser
def test_a_panel_moves_with_the_keyboard_and_says_what_it_shows(lesson):
    page = lesson(reduced_motion="reduce")
    told = json.loads(page.locator("[data-film]").first.get_attribute("data-film"))
    slider, start, steps = page.get_by_role("slider").first, told["start"], told["steps"]
    assert slider.get_attribute("aria-valuetext").endswith(steps[start]["says"])
    assert page.locator("[data-film] canvas").count() == 0, "the still picture, until it is moved"
    slider.focus()
    seen = []
    for k in (start - 1, start - 2) if start > 1 else (start + 1, start + 2):
        page.keyboard.press("ArrowLeft" if k < start else "ArrowRight")
        page.get_by_text(steps[k]["says"], exact=True).wait_for()
        assert slider.get_attribute("aria-valuetext") == f"{steps[k]['name']}. {steps[k]['says']}"
        page.locator("[data-film] canvas").first.wait_for()
        page.wait_for_timeout(300)
        seen.append(page.locator("[data-film] canvas").first.evaluate(SUM))
    assert len(set(seen)) == 2
    assert page.locator("[data-film] canvas").first.get_attribute("aria-label") == steps[k]["says"]
    assert page.evaluate("document.getAnimations().length") == 0 and not page.errors


@pytest.mark.browser
def test_a_finger_moves_a_panel_on_a_phone_and_without_scripts_its_picture_stands(lesson):
    page = lesson(has_touch=True, is_mobile=True)
    page.set_viewport_size({"width": 390, "height": 800})
    slider = page.get_by_role("slider").first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box["height"] >= 44, "wide enough for a finger"
    page.touchscreen.tap(box["x"] + box["width"] - 12, box["y"] + box["height"] / 2)
    page.locator("[data-film] canvas").first.wait_for()
    assert slider.input_value() == slider.get_attribute("max")
    still = lesson(java_script_enabled=False)
    assert still.get_by_role("slider").count() == 0
    assert still.locator("[data-film] img").count() == page.locator("[data-film]").count()
    assert still.locator("[data-film] + .says").count() == page.locator("[data-film]").count()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["index", *(path.stem for path in LESSONS)])
def test_axe_finds_no_fault_in_any_page(browser, tmp_path, name):
    """What can be checked of accessibility by a program, in a wide window and in one enlarged to 200%."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    built = make_site.build(tmp_path / "site", only=[name])
    for file in built if name == "index" else built[-1:]:
        page = browser.new_page()
        page.goto(file.as_uri())
        for width, settings in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 900})
            for slider in page.get_by_role("slider").all():
                slider.press("Home")
                slider.press("End")
            faults = axe.run(page, options={"resultTypes": ["violations"], **settings}).response["violations"]
            found = [(fault["id"], fault["nodes"][0]["html"]) for fault in faults]
            assert found == [], f"{file.name}, {width} pixels wide"
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()
