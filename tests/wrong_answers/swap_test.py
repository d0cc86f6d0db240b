"""Wrong answers to 'swap test': what is wrong, the code, a part of the message."""

WRONG = {
    "swap test": [
        (
            "the sign",
            """def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, "other image"):
        other = training.evaluate(net, batch)
    return other - own""",
            "the sign is turned round",
        ),
        (
            "swapped only",
            """def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, "other image"):
        other = training.evaluate(net, batch)
    return other""",
            "this is the accuracy with the other maps",
        ),
        (
            "own only",
            """def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, "other image"):
        other = training.evaluate(net, batch)
    return own""",
            "this is the accuracy with the network's own maps",
        ),
        (
            "outside the with",
            """def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, "other image"):
        pass
    return own - training.evaluate(net, batch)""",
            "it is 0 in every case: both accuracies are measured in the s",
        ),
        (
            "abs",
            """def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, "other image"):
        other = training.evaluate(net, batch)
    return abs(own - other)""",
            "abs: a swap that helps has to give a negative number",
        ),
        (
            "points",
            """def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, "other image"):
        other = training.evaluate(net, batch)
    return 100 * (own - other)""",
            "this is in per cent",
        ),
    ]
}
