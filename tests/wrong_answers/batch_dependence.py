"""Plausible wrong answers to the exercise "company"; several were found in public code."""

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


WRONG = {
    "company": [
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
}
