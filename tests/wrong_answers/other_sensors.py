"""Wrong answers to 'other sensors': what is wrong, the code, a part of the message."""

WRONG = {
    "other sensors": [
        (
            "recall@1 as it was",
            """def recall_elsewhere(vectors, labels, clean, most):
    cosines = (vectors @ vectors.T).fill_diagonal_(-torch.inf)
    return (labels[cosines.argmax(1)] == labels).double().mean().item()""",
            "this is recall@1 of all images: the sensors are not looked at",
        ),
        (
            "only working sensors are in common",
            """def recall_elsewhere(vectors, labels, clean, most):
    shared = clean.double() @ clean.double().T
    cosines = (vectors @ vectors.T).masked_fill(shared > most, -torch.inf).fill_diagonal_(-torch.inf)
    asked = (cosines > -torch.inf).any(1)
    return (labels[cosines.argmax(1)] == labels)[asked].double().mean().item()""",
            "only sensors that work in both are counted; broken in both is in common",
        ),
        (
            "the states that differ",
            """def recall_elsewhere(vectors, labels, clean, most):
    shared = (clean[:, None] ^ clean).sum(2)
    cosines = (vectors @ vectors.T).masked_fill(shared > most, -torch.inf).fill_diagonal_(-torch.inf)
    asked = (cosines > -torch.inf).any(1)
    return (labels[cosines.argmax(1)] == labels)[asked].double().mean().item()""",
            "the states that differ are counted",
        ),
        (
            "drops queries instead of candidates",
            """def recall_elsewhere(vectors, labels, clean, most):
    nearest = (vectors @ vectors.T).fill_diagonal_(-torch.inf).argmax(1)
    asked = (clean == clean[nearest]).sum(1) <= most
    return (labels[nearest] == labels)[asked].double().mean().item()""",
            "the nearest of all is taken first, and then dropped if it has too m",
        ),
        (
            "as in the search for persons: the class's own images of the same camera are junk",
            """def recall_elsewhere(vectors, labels, clean, most):
    shared = (clean[:, None] == clean).sum(2)
    junk = (shared > most) & (labels[:, None] == labels)
    cosines = (vectors @ vectors.T).masked_fill(junk, -torch.inf).fill_diagonal_(-torch.inf)
    return (labels[cosines.argmax(1)] == labels).double().mean().item()""",
            "only images of the query's class are left out; strangers with the same s",
        ),
        (
            "fewer than most",
            """def recall_elsewhere(vectors, labels, clean, most):
    shared = (clean[:, None] == clean).sum(2)
    cosines = (vectors @ vectors.T).masked_fill(shared >= most, -torch.inf)
    asked = (shared < most).any(1)
    return (labels[cosines.argmax(1)] == labels)[asked].double().mean().item()""",
            "fewer than `most` states in common; exactly `most` is allowed, too",
        ),
        (
            "whoever may find nobody is a miss",
            """def recall_elsewhere(vectors, labels, clean, most):
    shared = (clean[:, None] == clean).sum(2).fill_diagonal_(99)
    cosines = (vectors @ vectors.T).masked_fill(shared > most, -torch.inf)
    right = (labels[cosines.argmax(1)] == labels) & (shared <= most).any(1)
    return right.double().mean().item()""",
            "queries that may find nobody count as misses; leave them out",
        ),
        (
            "whoever may find nobody finds image 0",
            """def recall_elsewhere(vectors, labels, clean, most):
    shared = (clean[:, None] == clean).sum(2).fill_diagonal_(99)
    cosines = (vectors @ vectors.T).masked_fill(shared > most, -torch.inf)
    return (labels[cosines.argmax(1)] == labels).double().mean().item()""",
            "queries that may find nobody find image 0 (argmax of a row of -inf)",
        ),
        (
            "finds itself where all states may be in common",
            """def recall_elsewhere(vectors, labels, clean, most):
    shared = (clean[:, None] == clean).sum(2)
    cosines = (vectors @ vectors.T).masked_fill(shared > most, -torch.inf)
    asked = (shared <= most).any(1)
    return (labels[cosines.argmax(1)] == labels)[asked].double().mean().item()""",
            "where all states may be in common, every image finds itself",
        ),
        (
            "multiplies by the mask",
            """def recall_elsewhere(vectors, labels, clean, most):
    allowed = ((clean[:, None] == clean).sum(2) <= most).fill_diagonal_(False)
    nearest = ((vectors @ vectors.T) * allowed).argmax(1)
    return (labels[nearest] == labels)[allowed.any(1)].double().mean().item()""",
            "0 for what is not allowed: a negative cosine is smaller than that",
        ),
        (
            "changes what it was given",
            """def recall_elsewhere(vectors, labels, clean, most):
    allowed = ((clean[:, None] == clean).sum(2) <= most).fill_diagonal_(False)
    clean[:] = True
    nearest = (vectors @ vectors.T).masked_fill(~allowed, -torch.inf).argmax(1)
    return (labels[nearest] == labels)[allowed.any(1)].double().mean().item()""",
            "changed",
        ),
    ]
}
