"""The exercises of lesson 09, before its notebook is there: right answers pass, wrong ones are named.

When the notebook comes, inside_answers.py becomes wrong_answers/lesson09.py and this file goes.
"""

import inside_answers
import pytest
import torch
import torch.nn.functional as F

from helpers import gates, training

NAMES = {"pointing game": "points_inside", "energy inside": "share_inside", "swap test": "swap_cost"}
RIGHT = {
    "pointing game": inside_answers.peak(),
    "energy inside": inside_answers.energy(),
    "swap test": inside_answers.swap(),
}
CASES = [(name, *case) for name, bank in inside_answers.WRONG.items() for case in bank]


def findings(name, code):
    """What the check says of an answer.  Imported here: its checks are not registered with the others yet."""
    from helpers.exercises import examine, lesson09  # noqa: F401

    names = {"torch": torch, "F": F, "gates": gates, "training": training}
    exec(compile(code, "<answer>", "exec"), names)
    return examine(name, names[NAMES[name]])


@pytest.fixture(autouse=True)
def registered_for_this_test_only():
    from helpers.exercises import CHECKS

    before = dict(CHECKS)
    from helpers.exercises import lesson09, swap

    CHECKS.update(
        {"pointing game": lesson09.check_pointing_game, "energy inside": lesson09.check_energy_inside}
    )
    CHECKS["swap test"] = swap.check_swap_test
    yield
    CHECKS.clear()
    CHECKS.update({name: check for name, check in before.items() if name not in NAMES})


@pytest.mark.parametrize("name", NAMES)
def test_the_right_answer_passes(name):
    found = findings(name, RIGHT[name])
    assert found and not [str(f) for f in found if not f.holds]


@pytest.mark.parametrize("name", NAMES)
def test_the_stub_is_not_solved_yet(name):
    assert findings(name, f"def {NAMES[name]}(*given):\n    return ...") is None


@pytest.mark.parametrize("name, label, code, message", CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_a_wrong_answer_is_rejected_by_name(name, label, code, message):
    found = findings(name, code)
    assert found, "a wrong answer is not a stub"
    mistakes = [str(f) for f in found if not f.holds]
    assert any(message in mistake for mistake in mistakes), mistakes


@pytest.mark.parametrize("name", NAMES)
def test_the_bank_holds_six_with_messages_of_their_own(name):
    labels, codes, messages = zip(*inside_answers.WRONG[name])
    assert all(len(set(column)) == len(column) >= 6 for column in (labels, codes, messages))
