"""By how much does every claim hold?  Execute the lessons again: other instruction sets, other seeds.

    python tools/margins.py [--seeds 20] [NOTEBOOK ...]

First every lesson runs with each instruction set that PyTorch has for this processor; then those that
train a network run again with other seeds.  What was measured is kept in build/margins, one file a run,
and not measured again; remove the folder to begin anew.  No stored output is touched.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from pathlib import Path

import torch
from execute import BOOKS, ROOT, execute

PLACE = ROOT / "build" / "margins"
SETS = ("DEFAULT", "AVX2", "AVX512")  # as torch.backends.cpu.get_cpu_capability() names them
ONEDNN = {"DEFAULT": "SSE41", "AVX2": "AVX2", "AVX512": "AVX512_CORE"}


def own_set():
    """The instruction set that PyTorch chooses here."""
    return torch.backends.cpu.get_cpu_capability()


def sets():
    """The instruction sets that can be tried here, the processor's own last."""
    own = own_set()
    return SETS[: SETS.index(own) + 1] if own in SETS else (own,)


def run(path, instructions, seed):
    """The claims of a lesson under an instruction set, with the seeds moved by ``seed``: a list of dicts."""
    done = PLACE / f"{path.stem}.{instructions}.{seed}.jsonl"
    if not done.exists():
        partial = done.with_suffix(".part")
        partial.unlink(missing_ok=True)
        partial.touch()
        settings = {"MARGINS_FILE": str(partial), "MARGINS_SEED": str(seed)}
        if instructions in ONEDNN:
            settings |= {
                "ATEN_CPU_CAPABILITY": instructions.lower(),
                "ONEDNN_MAX_CPU_ISA": ONEDNN[instructions],
            }
        began = time.monotonic()
        ran = execute(path, "measured", **settings)
        claims = [json.loads(line) for line in partial.read_text().splitlines()]
        crosses = [claim["text"] for claim in claims if not claim["holds"]]
        print(
            f"{path.stem}, {instructions}, seed +{seed}: {len(claims)} claims, {len(crosses)} crosses,",
            end="",
        )
        print(f" {time.monotonic() - began:.0f} s", *(f"\n    ✗ {text}" for text in crosses), flush=True)
        if ran.errors:
            print(*(f"    {line}\n" for line in ran.errors), flush=True)
            return claims  # not kept: the lesson did not come to its end
        partial.rename(done)
    return [json.loads(line) for line in done.read_text().splitlines()]


def narrowness(margins):
    """How many standard deviations of the runs the worst margin is away from zero."""
    mean = sum(margins) / len(margins)
    spread = (sum((m - mean) ** 2 for m in margins) / max(1, len(margins) - 1)) ** 0.5
    return min(margins) / spread if spread else float("inf") if min(margins) > 0 else 0.0


def report(runs, shown=25):
    """Print what flipped, and the claims that hold by the least; returns whether anything flipped.

    runs  {(lesson, claim's number): [(which run, claim), ...]}
    """
    flips = {of: [(run, c) for run, c in all_runs if not c["holds"]] for of, all_runs in runs.items()}
    flips = {of: failed for of, failed in flips.items() if failed}
    print(f"\n{len(runs)} claims; {len(flips)} of them failed at least once:")
    for (lesson, number), failed in flips.items():
        print(f"  {lesson}: {failed[0][1]['text']!r}: {len(failed)} of {len(runs[lesson, number])} runs:")
        print("     ", ", ".join(run for run, _ in failed))
    narrow = []
    for (lesson, _), all_runs in runs.items():
        for k, side in enumerate(all_runs[0][1]["sides"]):
            margins = [c["sides"][k]["margin"] for _, c in all_runs if len(c["sides"]) > k]
            narrow.append(
                (narrowness(margins), min(margins), max(margins), lesson, side["what"], len(margins))
            )
    narrow = [row for row in sorted(narrow) if row[0] < float("inf")]
    print("\nThe narrowest (worst margin in standard deviations of the runs; worst and best margin):")
    for deviations, worst, best, lesson, what, count in narrow[:shown]:
        print(f"  {deviations:6.1f}  {worst:+.4f} to {best:+.4f} in {count} runs  {lesson}: {what}")
    return bool(flips)


def main():
    """All instruction sets with the lessons' own seeds, then other seeds for what is trained live."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20, help="how many other seeds")
    parser.add_argument("books", nargs="*", type=Path, metavar="NOTEBOOK")
    asked = parser.parse_args()
    PLACE.mkdir(parents=True, exist_ok=True)
    books, runs, trained = [book.resolve() for book in asked.books] or BOOKS, defaultdict(list), set()

    def note(path, instructions, seed):
        for number, claim in enumerate(run(path, instructions, seed)):
            runs[path.stem, number].append((f"{instructions}, seed +{seed}", claim))
            if claim["trained"]:
                trained.add(path)

    for instructions in sets():
        for path in books:
            note(path, instructions, 0)
    for seed in range(1, asked.seeds + 1):
        for path in sorted(trained):
            note(path, own_set(), seed)
    sys.exit(report(runs))


if __name__ == "__main__":
    main()
