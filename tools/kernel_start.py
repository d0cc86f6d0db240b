"""What a kernel runs first when lessons are tested: course.py and the tools name it in PYTHONSTARTUP.

pyproject's ``filterwarnings`` does not reach into kernels, so the same rule stands here: a warning
that comes from our own code is an error.  Progress bars, which a slow machine alone shows, stay away, so
that outputs compare.  Beside that, LESSON_PROBE may name a module of tools/ whose
``start`` is called: the package itself reads no such variable.
"""


def _start():
    import os
    import sys
    import warnings
    from importlib import import_module
    from pathlib import Path

    warnings.filterwarnings("error", module=r"helpers(\.|$)")
    os.environ["TQDM_DISABLE"] = "1"
    if probe := os.environ.get("LESSON_PROBE"):
        tools = Path(os.environ["PYTHONSTARTUP"]).parent
        sys.path[:0] = [str(tools.parent), str(tools)]
        import_module(probe).start()


_start()  # in a function, so that a lesson finds none of these names
