"""Plausible wrong answers to the exercises of lesson 10; several were found in public code."""

HEAD = """def ignores_the_image(weights):
    flat = weights.flatten(1)
    if torch.allclose(flat.sum(1), torch.ones_like(flat[:, 0])):
        flat = flat * flat.shape[1]
"""
PLAIN = """def ignores_the_image(weights):
    flat = weights.flatten(1)
"""


def ignores(line, head=HEAD):
    """The right answer with another last line, with or without the rule for a softmax."""
    return f"{head}    return {line}\n"


WRONG = {
    "ignores the image": [
        ("spread of everything", ignores("bool(flat.std() < 0.01)"), "it mixes images and weights"),
        (
            "spread within an image",
            ignores("bool(flat.std(1).mean() < 0.01)"),
            "this is the spread within an image",
        ),
        (
            "spread over the channels",
            "def ignores_the_image(weights):\n    return bool(weights.std(1).mean() < 0.01)",
            "the spread over axis 1",
        ),
        ("equality", ignores("bool((flat == flat[0]).all())"), "it asks for equality to the last digit"),
        (
            "the first two images",
            ignores("bool((flat[0] - flat[1]).abs().max() < 0.01)"),
            "it compares two images",
        ),
        ("average first", ignores("bool(flat.mean(1).std() < 0.01)"), "it averages over the weights first"),
        ("average spread", ignores("bool(flat.std(0).mean() < 0.01)"), "drowns the one that moves"),
        ("no rule for softmax", ignores("bool(flat.std(0).max() < 0.01)", PLAIN), "in multiples of 1 /"),
        ("variance", ignores("bool(flat.var(0).max() < 0.01)"), "this is the variance"),
        ("turned round", ignores("bool(flat.std(0).max() > 0.01)"), "the verdict is turned round"),
        (
            "looks for one half",
            ignores("bool(((flat - 0.5).abs() <= 0.01).all())", PLAIN),
            "it looks for 0.5",
        ),
        ("always", ignores("True"), "it says True to everything"),
        ("never", ignores("False"), "it says False to everything"),
        ("the spread itself", ignores("flat.std(0).max().item()"), "it returned a number"),
        ("a list of verdicts", ignores("(flat.std(0) < 0.01).tolist()"), "it returned a list"),
        ("a tensor of verdicts", ignores("flat.std(0) < 0.01"), "it returned Tensor"),
        (
            "in place",
            "def ignores_the_image(weights):\n    weights -= weights.mean()\n    return True",
            "it changes them in place",
        ),
        ("the mean image", ignores("bool((flat - flat.mean(9)).max() < 0.01)"), "it stopped with IndexError"),
    ],
}

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
WRONG["unreached"] = [
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
            result="[n for n, g in zip(parameters, found) if 'weight' in n and (g is None or not g.any())]"
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

COMPANY = """from copy import deepcopy


@torch.no_grad()
def depends_on_company(net, images):
    few = images[: len(images) // 2]
    together, apart = {together}, {apart}
    return {result}
"""
FAIR = {
    "together": "deepcopy(net)(images)[: len(few)]",
    "apart": "deepcopy(net)(few)",
    "result": "not torch.allclose(together, apart, atol=1e-4)",
}


def company(**changed):
    """The right answer with one or more of its parts changed."""
    return COMPANY.format(**{**FAIR, **changed})


WRONG["company"] = [
    ("net.training", company(result="net.training"), "it reads net.training"),
    (
        "the same company twice",
        company(together="deepcopy(net)(images)", apart="deepcopy(net)(images)"),
        "it asks twice in the same company",
    ),
    ("turned round", company(result="torch.allclose(together, apart, atol=1e-4)"), "is turned round"),
    ("equality", company(result="not torch.equal(together, apart)"), "equality to the last digit"),
    (
        "looks for BatchNorm",
        company(result="any('BatchNorm' in type(m).__name__ for m in net.modules())"),
        "it looks for BatchNorm layers",
    ),
    ("always", company(result="True"), "it says True to everything"),
    (
        "eval() first",
        company(together="deepcopy(net).eval()(images)[: len(few)]", apart="deepcopy(net).eval()(few)"),
        "it calls eval() first",
    ),
    ("eval() for good", company(together="net.eval()(images)[: len(few)]"), "the mode has changed"),
    (
        "the averages move",
        company(together="net(images)[: len(few)]", apart="net(few)"),
        "every call moves the running averages",
    ),
    ("how far", company(result="(together - apart).abs().max().item()"), "it returned a number"),
    (
        "image by image",
        company(result="[not torch.allclose(a, b, atol=1e-4) for a, b in zip(together, apart)]"),
        "it returned a list",
    ),
    (
        "one image alone",
        company(together="deepcopy(net)(images)[:1]", apart="deepcopy(net)(images[0])"),
        "it stopped with",
    ),
    (
        "turns the images",
        company(together="deepcopy(net)(images.mul_(2))[: len(few)]"),
        "the images change",
    ),
    (
        "both modes",
        company(
            result="not torch.allclose(deepcopy(net).train()(few), deepcopy(net).eval()(few), atol=1e-4)"
        ),
        "it compares training mode with eval()",
    ),
]
