"""What is written by machine in README.md, RESULTS.md and TEACHING.md: tables, six lines, minutes.

A page has two marks around each such part; the minutes stand in the README's rows of lessons.
"""

import re
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from helpers.experiments.store import write_whole  # noqa: E402
from helpers.tables import equal_time, in_short, whole  # noqa: E402

EXERCISE = re.compile(r"^#+ Exercise (\d+\.\d+): (.+?) (★+)☆* \((\d+) minutes\)", re.M)
CHECK = re.compile(r'^check\("(.+?)", ', re.M)
ROW = re.compile(r"^(\| \d\d \| \[[^\]]+\]\(notebooks/(\w+)\.ipynb\) \| [^|]+) \|.*\|$", re.M)


def markdown_of(path):
    """All text of a lesson, without its code."""
    cells = nbformat.read(path, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def exercises(path):
    """The exercises of a lesson, in order: [(number, title, stars, minutes)]."""
    found = EXERCISE.findall(markdown_of(path))
    return [(number, title, len(stars), int(minutes)) for number, title, stars, minutes in found]


def check_names(path):
    """The name in the check of every exercise that has one, as in grades.csv: {"2.1": "squeeze"}."""
    names, number = {}, ""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            for heading in EXERCISE.findall(cell.source):
                number = heading[0]
        elif found := CHECK.search(cell.source):
            names.setdefault(number, found[1])
    return names


def minutes(path):
    """What a lesson's first cell says: minutes to read, and CPU minutes to run.  ValueError without them."""
    first = nbformat.read(path, as_version=4).cells[0].source.replace("half a minute", "0.5 minutes")
    read = re.search(r"(\d+) minutes to read", first)
    run = re.search(r"([\d.]+) minutes? of CPU", first)
    if not read or not run:
        raise ValueError(f"{path.name}: its first cell has to say minutes to read and minutes of CPU time")
    return int(read[1]), float(run[1])


def cells_of(path):
    """The last cells of a lesson's row: minutes to read, minutes of the exercises, CPU minutes."""
    read, run = minutes(path)
    return f"{read} | {sum(card[3] for card in exercises(path))} | {run:g}"


def with_minutes(text, root=ROOT):
    """The README's text with the minutes in its rows of lessons renewed."""

    def row(found):
        path = root / "notebooks" / f"{found[2]}.ipynb"
        return f"{found[1]} | {cells_of(path)} |" if path.exists() else found[0]

    return ROW.sub(row, text)


def all_exercises(root=ROOT):
    """Every exercise of the course as one Markdown table."""
    rows = []
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        names = check_names(path)
        for number, title, stars, time in exercises(path):
            rows.append(f"| {number} | {title} | {names.get(number, '–')} | {'★' * stars} | {time} |")
    head = ["| | exercise | in grades.csv | stars | minutes |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows])


PARTS = {
    "README.md": {"in short": in_short.lines},
    "RESULTS.md": {"what helps where": whole.table, "the same time": equal_time.table},
    "TEACHING.md": {"exercises": all_exercises},
}


def marks(name):
    """The two marks around a part of a page."""
    return f"<!-- {name}: made by `make refresh` -->", f"<!-- end of {name} -->"


def renewed(text, name, inside):
    """A page's text with one part renewed between its marks; ValueError if they are missing."""
    first, last = marks(name)
    if text.count(first) != 1 or text.count(last) != 1:
        raise ValueError(f"the page needs the two marks of {name!r}, each once")
    between = re.compile(re.escape(first) + ".*?" + re.escape(last), re.DOTALL)
    return between.sub(lambda _: f"{first}\n\n{inside}\n\n{last}", text)


def current(page, root=ROOT):
    """What a page should say today: its text with all parts renewed."""
    text = (root / page).read_text(encoding="utf-8")
    for name, make in PARTS[page].items():
        text = renewed(text, name, make())
    return with_minutes(text, root) if page == "README.md" else text


def main():
    """Renew all pages."""
    for page in PARTS:
        write_whole(ROOT / page, current(page))


if __name__ == "__main__":
    main()
