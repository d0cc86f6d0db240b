"""Wrong answers to "another library's gate": what is wrong, the code, a part of the message."""

WRONG = {
    "another library's gate": [
        (
            "asks the gate itself",
            """def pyramid_reader(gate, ask, x):
    return gate(x)""",
            "what ask gives back multiplies nothing",
        ),
        (
            "asks, and forgets what it got",
            """def pyramid_reader(gate, ask, x):
    scores = gate.expand(torch.relu(gate.squeeze(x.mean((2, 3), keepdim=True))))
    weights = torch.nn.functional.hardsigmoid(scores)
    ask(weights)
    return x + x * weights""",
            "what ask gives back multiplies nothing",
        ),
        (
            "as in the gates of the course",
            """def pyramid_reader(gate, ask, x):
    scores = gate.expand(torch.relu(gate.squeeze(x.mean((2, 3), keepdim=True))))
    return x * ask(torch.nn.functional.hardsigmoid(scores))""",
            "x is not added",
        ),
        (
            "the factor as a whole",
            """def pyramid_reader(gate, ask, x):
    scores = gate.expand(torch.relu(gate.squeeze(x.mean((2, 3), keepdim=True))))
    return x * ask(1 + torch.nn.functional.hardsigmoid(scores))""",
            "ask gets 1 + weights",
        ),
        (
            "before the hard sigmoid",
            """def pyramid_reader(gate, ask, x):
    scores = ask(gate.expand(torch.relu(gate.squeeze(x.mean((2, 3), keepdim=True)))))
    return x + x * torch.nn.functional.hardsigmoid(scores)""",
            "ask gets the scores; the hard sigmoid comes before it",
        ),
        (
            "the usual sigmoid",
            """def pyramid_reader(gate, ask, x):
    scores = gate.expand(torch.relu(gate.squeeze(x.mean((2, 3), keepdim=True))))
    return x + x * ask(torch.sigmoid(scores))""",
            "this is a soft sigmoid",
        ),
        (
            "the output is handed over",
            """def pyramid_reader(gate, ask, x):
    return ask(gate(x))""",
            "ask gets the output, not the weights",
        ),
        (
            "only the weights",
            """def pyramid_reader(gate, ask, x):
    scores = gate.expand(torch.relu(gate.squeeze(x.mean((2, 3), keepdim=True))))
    return ask(torch.nn.functional.hardsigmoid(scores))""",
            "only the weights come back",
        ),
    ]
}
