"""Wrong answers to 'company': what is wrong, the code, a part of the message."""

WRONG = {
    "company": [
        (
            "net.training",
            """from copy import deepcopy


@torch.no_grad()
def depends_on_company(net, images):
    few = images[: len(images) // 2]
    together, apart = deepcopy(net)(images)[: len(few)], deepcopy(net)(few)
    return net.training""",
            "it reads net.training; ask what the network does",
        ),
        (
            "the same company twice",
            """from copy import deepcopy


@torch.no_grad()
def depends_on_company(net, images):
    few = images[: len(images) // 2]
    together, apart = deepcopy(net)(images), deepcopy(net)(images)
    return not torch.allclose(together, apart, atol=1e-4)""",
            "it says False to everything (is the same company asked twice",
        ),
        (
            "turned round",
            """from copy import deepcopy


@torch.no_grad()
def depends_on_company(net, images):
    few = images[: len(images) // 2]
    together, apart = deepcopy(net)(images)[: len(few)], deepcopy(net)(few)
    return torch.allclose(together, apart, atol=1e-4)""",
            "the verdict is turned round",
        ),
        (
            "equality",
            """from copy import deepcopy


@torch.no_grad()
def depends_on_company(net, images):
    few = images[: len(images) // 2]
    together, apart = deepcopy(net)(images)[: len(few)], deepcopy(net)(few)
    return not torch.equal(together, apart)""",
            "it asks for equality to the last digit",
        ),
        (
            "looks for BatchNorm",
            """from copy import deepcopy


@torch.no_grad()
def depends_on_company(net, images):
    few = images[: len(images) // 2]
    together, apart = deepcopy(net)(images)[: len(few)], deepcopy(net)(few)
    return any('BatchNorm' in type(m).__name__ for m in net.modules())""",
            "it looks for BatchNorm layers: eval() makes them harmless",
        ),
        (
            "always",
            """from copy import deepcopy


@torch.no_grad()
def depends_on_company(net, images):
    few = images[: len(images) // 2]
    together, apart = deepcopy(net)(images)[: len(few)], deepcopy(net)(few)
    return True""",
            "it says True to everything",
        ),
    ]
}
