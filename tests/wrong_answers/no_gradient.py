"""Plausible wrong answers to the exercise "unreached"; several were found in public code."""

REACHED = """def unreached(gate, x):
    parameters = dict(gate.named_parameters())
    output = gate({x})
    found = torch.autograd.grad({loss}, parameters.values(), allow_unused=True)
    return {result}
"""

SOUND = {
    "x": "x.clone().requires_grad_()",
    "loss": "output.square().sum()",
    "result": "[name for name, g in zip(parameters, found) if g is None or not g.any()]",
}


def reached(**changed):
    """The right answer with one or more of its parts changed."""
    return REACHED.format(**{**SOUND, **changed})


BACKWARD = """def unreached(gate, x):
{before}    gate(x.clone().requires_grad_()).square().sum().backward()
    return [name for name, p in gate.named_parameters() if p.grad is None or not p.grad.any()]
"""

WRONG = {
    "unreached": [
        (
            "None alone",
            reached(result="[name for name, g in zip(parameters, found) if g is None]"),
            "this gradient is not None, it is zero",
        ),
        ("old gradients", BACKWARD.format(before=""), "it finds nothing: clear the old .grad"),
        (
            "the reached ones",
            reached(result="[name for name, g in zip(parameters, found) if g is not None and g.any()]"),
            "it names every parameter",
        ),
        ("one image", reached(x="x[:1].clone().requires_grad_()"), "with one image the unit may sleep"),
        (
            "any zero counts",
            reached(result="[name for name, g in zip(parameters, found) if g is None or (g == 0).any()]"),
            "some of the kernel's numbers are reached",
        ),
        (
            "biases left out",
            reached(
                result="[n for n, g in zip(parameters, found) if 'weight' in n and (g is None or not g.any())]"  # noqa: E501
            ),
            "the biases are missing",
        ),
        (
            "the first name alone",
            reached(result="[name for name, g in zip(parameters, found) if g is None or not g.any()][:1]"),
            "it stops at the first name",
        ),
        ("x wants no gradient", reached(x="x"), "it stopped with RuntimeError"),
        (
            "zeros alone",
            reached(result="[name for name, g in zip(parameters, found) if not g.any()]"),
            "it stopped with AttributeError",
        ),
        (
            "the gradients",
            reached(result="[g for g in found if g is None or not g.any()] or found[:1]"),
            "'Tensor' is none of",
        ),
        ("how many", reached(result="sum(g is None for g in found)"), "it returned int"),
        ("whether", reached(result="any(g is None for g in found)"), "it returned bool"),
        (
            "names of modules",
            reached(
                result="[n.rpartition('.')[0] for n, g in zip(parameters, found) if g is None or not g.any()]"
            ),
            "'mlp_max.0' is none of",
        ),
        (
            "a step of training",
            reached(
                result="[p.data.sub_(1e-3) for p in gate.parameters()] and "
                "[name for name, g in zip(parameters, found) if g is None or not g.any()]"
            ),
            "its numbers have changed",
        ),
    ]
}
