"""What a comparison of your own has found: the rows and their file, the table, the verdict."""

import json
from pathlib import Path

import numpy as np

from . import statistics, store, verdicts
from .replicated import AGAIN
from .store import FULL, Store, put_aside, write_whole
from .verdicts import Row, judged

IN_THE_BOX = "map in the box"  # "where": the share of a spatial map's weight in the damaged square
OTHER = {  # what a file's fingerprint covers, and how it is told that one has changed
    "networks": "other networks",
    "data": "other pictures",
    "budget": "another budget",
    "course": "another version of the course",
}
SHOWN_BY = []  # functions of a Comparison that show it in a notebook, the last one counts: panels.comparing
MEANS = {
    "wide": "more parameters may do the same",
    "added": "its scores, added and not multiplied, may do the same",
    "blind": "weights that never look at the image may do the same",
}


class OwnStore(Store):
    """The rows of a learner's comparison, in a file that the learner names, or in memory alone.

    Rows of other networks, data or budgets are never overwritten: their file gets another name.
    """

    def __init__(self, path, variants, **about):
        self.path, self.order = None if path is None else Path(path), list(variants)
        self.waiting, self.finished, self.notes = [], None, []
        stem = "comparison" if path is None else self.path.stem
        self.contents = {"experiment": stem, **about, "tuning": [], "rows": []}
        if self.path is None or not self.path.exists():
            return
        stored = read(self.path)
        if stored.get("fingerprint") == about["fingerprint"]:
            self.contents["rows"] = stored["rows"]
            return
        if not stored["rows"]:  # nothing to keep
            return
        parts = [OTHER[part] for part, code in about["covers"].items() if stored["covers"].get(part) != code]
        kept = put_aside(self.path, stored, self.path.parent)
        self.notes.append(
            f"the file {self.path.name} was made with {' and '.join(parts)}: it is kept as {kept.name}, "
            "and a new file begins"
        )

    def begin(self):
        """Write the file once, before anything is trained; ValueError, in one sentence, if that fails."""
        if self.path is None:
            return
        try:
            for rest in self.path.parent.glob(f"{self.path.name}*.part"):  # of a write that was killed
                rest.unlink(missing_ok=True)
            self.write()
        except OSError as error:
            remedy = "free some space" if error.errno in FULL else "pass another file="
            raise ValueError(f"{self.path.name} cannot be written ({error.strerror}): {remedy}") from None

    def write(self):
        """Write the whole file, if there is one; nothing waits any more."""
        if self.path is not None:
            kept = {key: value for key, value in self.contents.items() if key != "tuning"}
            write_whole(self.path, json.dumps(kept, indent=1) + "\n")
        self.waiting.clear()

    def close(self):
        """Write what waits; if that is still impossible the rows stay in memory, and a note says so."""
        try:
            if self.waiting:
                self.write()
        except OSError as error:
            self.notes.append(
                f"the file {self.path.name} lacks {len(self.waiting)} rows ({error.strerror}): they are in "
                "memory; free some space and call save()"
            )

    def kept(self):
        """What is left when something stopped: half a sentence."""
        done = len(self.contents["rows"])
        if self.path is None:
            return f"{done} rows were finished, and no file= was given to keep them"
        return f"{done} rows are stored in {self.path.name}; call compare again to go on"


def read(path):
    """A stored comparison; ValueError, in one sentence, for a file that is none or is damaged."""
    try:
        stored = json.loads(Path(path).read_text(encoding="utf-8"))
        store.check_rows(stored, Path(path).name, "")
        if not all(
            isinstance(stored.get(key), kind) for key, kind in (("covers", dict), ("fingerprint", str))
        ):
            raise ValueError
    except (ValueError, OSError):  # what json and Unicode raise are ValueErrors, too
        raise ValueError(
            f"{Path(path).name} is no stored comparison, or it is damaged: pass another file="
        ) from None
    return stored


class Comparison:
    """What was found so far.  A notebook shows it: the table, the picture and the verdict.

    stored   the rows with all that belongs to them, as a stored sweep has it: all tables and plots take it
    notes    sentences about what could not be done
    table    a list of dicts, a row for every variant
    verdict  a list of sentences, with all controls
    """

    def __init__(self, stored, notes=(), kept=None):
        self.everything, self.more_notes, self.kept = stored, list(notes), kept

    def save(self, path=None):
        """Write all rows to a file: the comparison's own, or another one.  Whole or not at all."""
        if path is None and (self.kept is None or self.kept.path is None):
            raise ValueError("this comparison has no file: say where, save('my_comparison.json')")
        kept = {key: value for key, value in self.everything.items() if key != "tuning"}
        write_whole(path or self.kept.path, json.dumps(kept, indent=1) + "\n")

    @property
    def variants(self):
        """The names of the variants, in their order."""
        return self.everything["recipe"]["variants"]

    @property
    def planned(self):
        """How many replicates there shall be."""
        return self.everything["recipe"]["replicates"]

    @property
    def complete(self):
        """The replicates in which every variant has its row."""
        rows = self.everything["rows"]
        return [
            seed
            for seed in range(self.planned)
            if {r["variant"] for r in rows if r["seed"] == seed} >= set(self.variants)
        ]

    @property
    def stored(self):
        """The complete replicates as a stored sweep."""
        rows = [row for row in self.everything["rows"] if row["seed"] in self.complete]
        return {**self.everything, "rows": rows, "tuning": store.as_tuning(rows)}

    @property
    def gated(self):
        """The variants that are no control.  "SE added" is one beside "SE", and a variant without it."""
        own = [name for name in self.variants if name not in ("plain", AGAIN, "wide")]
        controls = {f"{name} {kind}" for name in own for kind in ("added", "blind")}
        return [name for name in own if name not in controls]

    @property
    def rows(self):
        """The comparisons, fixed before any number is seen: each variant with plain and its controls."""
        asked = []
        for name in self.gated:
            rivals = ("plain", "wide", f"{name} added", f"{name} blind")
            asked += [Row("own", name, rival) for rival in rivals if rival in self.variants]
        return asked

    @property
    def judged(self):
        """{verdicts.Row: verdicts.Verdict}; Holm's correction runs over all of them."""
        if len(self.complete) < 2:
            raise ValueError(f"an interval needs two complete replicates, here are {len(self.complete)}")
        return judged(self.rows, {"own": self.stored})

    @property
    def table(self):
        """A row for every variant: parameters, accuracy in points, gain over plain, seconds of a run.

        Where the pictures have a box and a network has a spatial map, also the share of the map's weight that
        lies in the box: a map that knows nothing has the box's own share of the picture, a quarter.
        """
        stored, said = self.stored, self.judged if len(self.complete) > 1 else {}
        table = []
        for name in self.variants if self.complete else ():
            rows = [row for row in stored["rows"] if row["variant"] == name]
            scores = 100 * np.array(store.column(stored, name))
            half = f" ± {statistics.interval(scores)[1]:.1f}" if len(scores) > 1 else ""
            over = {row.b: verdict for row, verdict in said.items() if row.a == name}
            inside = [row["metrics"][IN_THE_BOX] for row in rows if IN_THE_BOX in row["metrics"]]
            table.append(
                {
                    "variant": name,
                    "parameters": rows[0]["params"],
                    "accuracy": f"{scores.mean():.1f}{half}",
                    "gain over plain": points(over["plain"]) if "plain" in over else "–",
                    "seconds of a run": f"{np.mean([row['seconds'] for row in rows]):.1f}",
                    IN_THE_BOX: f"{100 * np.mean(inside):.0f}%" if inside else "–",
                }
            )
        if all(row[IN_THE_BOX] == "–" for row in table):
            table = [{name: cell for name, cell in row.items() if name != IN_THE_BOX} for row in table]
        return table

    @property
    def verdict(self):
        """What the numbers allow to say: a list of sentences."""
        done = len(self.complete)
        if done < 2:
            return [f"{done} of {self.planned} replicates are complete: an interval needs two. {self.again}"]
        said = self.judged
        sentences = [of_variant(name, said) for name in self.gated]
        floor = 100 * next(iter(said.values())).floor
        sentences.append(
            f"The plain network, compared with itself, differs by {floor:.1f} points. "
            "A smaller gain is not called a gain."
        )
        if done < self.planned:
            sentences.append(
                f"This is unfinished: {done} of {self.planned} replicates. Do not stop where you like the "
                f"numbers. {self.again}"
            )
        return sentences + [f"{note[0].upper()}{note[1:]}." for note in self.notes]

    @property
    def again(self):
        """What to do for the rest."""
        return "Call compare again, with the same file and more minutes."

    @property
    def notes(self):
        """What could not be done, and where the grid of rates was too narrow."""
        return [*self.everything["recipe"]["notes"], *self.more_notes, *self.at_an_end()]

    def at_an_end(self):
        """A note for every end of the grid at which a variant's mean validation score is best."""
        scores = store.mean_scores(self.stored["tuning"])
        notes = []
        for end, word in ((min, "smaller"), (max, "larger")):
            best = {name: max(sorted(of), key=of.get) for name, of in scores.items() if len(of) > 2}
            names = [name for name, rate in best.items() if rate == end(scores[name])]
            if names:
                notes.append(
                    f"the {'smallest' if end is min else 'largest'} rate of the grid is best for "
                    f"{', '.join(names)}: pass rates= with a {word} one"
                )
        return notes

    def __repr__(self):
        lines = [
            f"{row['variant']}: {row['accuracy']} points, {row['parameters']:,} parameters, "
            f"{row['seconds of a run']} s a run"
            for row in self.table
        ]
        return "\n".join([*lines, *self.verdict])

    def _ipython_display_(self):
        SHOWN_BY[-1](self) if SHOWN_BY else print(repr(self))


def points(verdict):
    """A gain in points with its interval, a star where it stands after Holm's correction."""
    gain = verdict.gain
    return f"{100 * gain.mean:+z.1f} ± {100 * gain.half:.1f}{verdicts.MARK * verdict.survives}"


def of_variant(name, said):
    """What may be said of one variant: against plain, then against each of its controls."""
    over = {row.b: verdict for row, verdict in said.items() if row.a == name}
    plain = over.pop("plain")
    size = f"{points(plain)} points, {plain.gain.seeds} replicates"
    controls = "".join(f" Against {rival}: {one.stands} ({points(one)})." for rival, one in over.items())
    if plain.word == "better" and plain.survives:
        beaten = [rival for rival, one in over.items() if one.word == "better" and one.survives]
        others = [rival for rival in over if rival not in beaten]
        text = f"{name} is better than plain ({size})."
        if beaten:
            text += f" It is also better than {' and '.join(beaten)}."
        for rival in others:
            text += f" It is not clearly better than {rival}: {MEANS[rival.rpartition(' ')[2]]}."
        return text
    if plain.word == "worse" and plain.survives:
        return f"{name} is worse than plain ({size}).{controls}"
    if plain.word == "level":
        return f"{name} and plain are level ({size}): the whole interval lies within two points.{controls}"
    return f"{name} and plain: no clear difference ({size}).{controls}"
