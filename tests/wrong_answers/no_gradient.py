"""Wrong answers to 'unreached': what is wrong, the code, a part of the message."""

WRONG = {
    "unreached": [
        (
            "old gradients",
            """def unreached(gate, x):
    gate(x.clone().requires_grad_()).square().sum().backward()
    return [name for name, p in gate.named_parameters() if p.grad is None or not p.grad.any()]""",
            "its numbers, gradients, mode or hooks are not what they were",
        ),
        (
            "None alone",
            """def unreached(gate, x):
    parameters = dict(gate.named_parameters())
    output = gate(x.clone().requires_grad_())
    found = torch.autograd.grad(output.square().sum(), parameters.values(), allow_unused=True)
    return [name for name, g in zip(parameters, found) if g is None]""",
            "a gradient of zeros is not found, only None",
        ),
        (
            "the reached ones",
            """def unreached(gate, x):
    parameters = dict(gate.named_parameters())
    output = gate(x.clone().requires_grad_())
    found = torch.autograd.grad(output.square().sum(), parameters.values(), allow_unused=True)
    return [name for name, g in zip(parameters, found) if g is not None and g.any()]""",
            "these are the parameters that are reached",
        ),
        (
            "one image",
            """def unreached(gate, x):
    parameters = dict(gate.named_parameters())
    output = gate(x[:1].clone().requires_grad_())
    found = torch.autograd.grad(output.square().sum(), parameters.values(), allow_unused=True)
    return [name for name, g in zip(parameters, found) if g is None or not g.any()]""",
            "only the first image is asked",
        ),
        (
            "any zero counts",
            """def unreached(gate, x):
    parameters = dict(gate.named_parameters())
    output = gate(x.clone().requires_grad_())
    found = torch.autograd.grad(output.square().sum(), parameters.values(), allow_unused=True)
    return [name for name, g in zip(parameters, found) if g is None or (g == 0).any()]""",
            "a parameter counts as reached only if all of its numbers are",
        ),
        (
            "biases left out",
            """def unreached(gate, x):
    parameters = dict(gate.named_parameters())
    output = gate(x.clone().requires_grad_())
    found = torch.autograd.grad(output.square().sum(), parameters.values(), allow_unused=True)
    return [n for n, g in zip(parameters, found) if 'weight' in n and (g is None or not g.any())]""",
            "the biases are missing",
        ),
    ]
}
